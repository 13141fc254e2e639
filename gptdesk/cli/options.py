"""The options of `gptdesk-cli`: its commands, their arguments, their help.

Owns reading the arguments, and refusing those that make no sense; carries nothing out.
"""

from __future__ import annotations

import argparse
import secrets
from collections.abc import Sequence
from dataclasses import asdict

from gptdesk import arguments
from gptdesk.chat.messages import Message, Role
from gptdesk.chat.tokens import TOP_N, SamplingSettings
from gptdesk.cli.parser import Parser, RawFormatter
from gptdesk.device_names import device_argument
from gptdesk.engine.types import MAX_SEED, GenerationRequest
from gptdesk.language import said, translate
from gptdesk.precision import PRECISIONS
from gptdesk.sentences import in_language, to_translate
from gptdesk.storage.models.catalog import BUNDLED_MODEL
from gptdesk.version import program_version

ALL_PRECISIONS = "all"  # of `bench`: one after the other
_MOST_TOKENS = 1_000_000  # of a prompt or of an answer
TABLE_TOP_N = 5  # alternatives that a line of `inspect` has room for

_SAMPLING_HELP = {
    "temperature": ("T", to_translate("command line", "0 is greedy, 1 is neutral")),
    "top_k": ("K", to_translate("command line", "keep the K most probable tokens; 0 keeps all")),
    "top_p": (
        "P",
        to_translate(
            "command line", "keep the most probable tokens that together reach P; 1 keeps all"
        ),
    ),
    "min_p": (
        "M",
        to_translate(
            "command line", "keep tokens at least M times as probable as the first; 0 keeps all"
        ),
    ),
    "repetition_penalty": (
        "R",
        to_translate("command line", "above 1 makes tokens that occurred less probable"),
    ),
}


def parse_arguments(argv: Sequence[str]) -> argparse.Namespace:
    """Return what is asked: `command`, and its options by name.

    `generate` comes with its `request`, `train` with its `training`, the others with plain values.

    Raises:
        SystemExit: with 2 and a usage line on standard error, or with 0 after `--help`.
    """
    parser = Parser(
        prog="gptdesk-cli", description=said("Prompt a GPT and see the probability of every token.")
    )
    parser.add_argument(
        "--version",
        action="version",
        version=f"GPTDesk {program_version()}",
        help=said("show program's version number and exit"),
    )
    commands = parser.add_subparsers(
        dest="command", required=True, metavar="COMMAND", title=said("commands")
    )
    generate = commands.add_parser("generate", help=said("continue a text"))
    inspect = commands.add_parser("inspect", help=said("show the probability of every token"))
    _add_generate(generate)
    _add_inspect(inspect)
    _add_inside(
        commands.add_parser("inside", help=said("walk one place of a text through the network"))
    )
    compare = commands.add_parser("compare", help=said("tell how far two models are apart"))
    _add_compare(compare)
    _add_bench(commands.add_parser("bench", help=said("measure the speed on this machine")))
    _add_models(commands.add_parser("models", help=said("list the models on this computer")))
    train = commands.add_parser("train", help=said("train a model on a text of your own"))
    if list(argv[:1]) == ["train"]:
        from gptdesk.training.command import add_train_arguments

        train.formatter_class = RawFormatter
        add_train_arguments(train)

    options = parser.parse_args(argv)
    of_servers = {"generate": generate, "inspect": inspect, "compare": compare}
    if options.command in of_servers:
        _check_server(options, of_servers[options.command])
    if options.command == "generate":
        try:
            options.request = _request(options)
        except ValueError as exc:  # "top_p must be between 0 and 1, not 2.0"
            name, _, rule = _in_words(exc).partition(" ")
            generate.error(said("argument {0}: {1}").format(_option(name), rule))
    if options.command == "train":
        from gptdesk.training.command import training_options

        try:
            options.training = training_options(options)
        except ValueError as exc:
            train.error(said("these options cannot be used: {0}").format(_in_words(exc)))
    return options


def _in_words(error: ValueError) -> str:
    return str(in_language(error.args[0], lambda text: translate("errors", text)))


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _request(options: argparse.Namespace) -> GenerationRequest:
    seed = secrets.randbelow(MAX_SEED + 1) if options.seed is None else options.seed
    return GenerationRequest(
        messages=(Message(Role.USER, options.prompt),),
        settings=SamplingSettings(**{name: getattr(options, name) for name in _SAMPLING_HELP}),
        max_new_tokens=options.max_tokens,
        seed=seed,
        stop=tuple(options.stop),
    )


def _add_generate(parser: argparse.ArgumentParser) -> None:
    parser.description = said(
        "Continue a text. The continuation, and only that, is standard output."
    )
    parser.add_argument("prompt", help=said('the text; "" starts from <|endoftext|>'))
    _add_model_options(parser)
    _add_server(parser)
    parser.add_argument(
        "--max-tokens",
        type=_tokens,
        default=256,
        metavar="N",
        help=said("generate at most N tokens (default: %(default)s)"),
    )
    defaults = asdict(SamplingSettings())
    for name, (metavar, text) in _SAMPLING_HELP.items():
        parser.add_argument(
            _option(name),
            type=arguments.reader_like(defaults[name]),
            default=defaults[name],
            metavar=metavar,
            help=said("{0} (default: %(default)s)").format(said(text)),
        )
    parser.add_argument(
        "--seed",
        type=arguments.whole,
        metavar="S",
        help=said(
            "of the dice, 0 to {0}: the same gives the same text (default: a new one)"
        ).format(MAX_SEED),
    )
    parser.add_argument(
        "--stop",
        type=_some_text,
        action="append",
        default=[],
        metavar="TEXT",
        help=said("end before TEXT; may be given several times"),
    )
    parser.add_argument(
        "--json",
        action="store_true",
        help=said(
            "print one object per token with its alternatives, and a last one with the outcome"
        ),
    )


def _add_inspect(parser: argparse.ArgumentParser) -> None:
    parser.description = said("Show what the model thinks of every token of a text.")
    parser.add_argument("text", help=said("any text, also longer than the model's context"))
    _add_model_options(parser)
    _add_server(parser)
    parser.add_argument(
        "--top",
        type=arguments.count,
        metavar="N",
        help=said(
            "show the N most probable tokens at every place (default: {0}; {1} with --json and "
            "--csv)"
        ).format(TABLE_TOP_N, TOP_N),
    )
    parser.add_argument(
        "--bos", action="store_true", help=said("predict the first token too, from <|endoftext|>")
    )
    shape = parser.add_mutually_exclusive_group()
    shape.add_argument("--json", action="store_true", help=said("print one object"))
    shape.add_argument("--csv", action="store_true", help=said("print a table for a spreadsheet"))


def _add_inside(parser: argparse.ArgumentParser) -> None:
    parser.description = said(
        "Walk one place of a text through the network, with its real numbers: every stop, what "
        "every block would say (the lens), and what wrote the logit. All of it in float32 from the "
        "weights as they are stored, whichever precision answers are computed in."
    )
    parser.add_argument("text", help=said("any text; places count from 1"))
    _add_model(parser)
    parser.set_defaults(device="auto", precision="exact")
    parser.add_argument(
        "--place",
        type=arguments.count,
        metavar="N",
        help=said("look at what follows token N (default: the last)"),
    )
    parser.add_argument(
        "--target",
        type=_token_id,
        metavar="ID",
        help=said(
            "the token that is asked about (default: the most probable one, nothing changed)"
        ),
    )
    parser.add_argument(
        "--off",
        type=_heads,
        default=(),
        metavar="BLOCK.HEAD,…",
        help=said("switch these attention heads off, for example 3.2,5.1; both count from 1"),
    )
    parser.add_argument(
        "--hide",
        type=_places,
        default=(),
        metavar="N,…",
        help=said("hide the tokens at these places from all later ones"),
    )
    parser.add_argument(
        "--heads", action="store_true", help=said("tell from which tokens every head reads")
    )
    shape = parser.add_mutually_exclusive_group()
    shape.add_argument(
        "--json", action="store_true", help=said("print one object, in full precision")
    )
    shape.add_argument(
        "--csv",
        action="store_true",
        help=said("print tables, an empty line between: lens, account"),
    )


def _add_compare(parser: argparse.ArgumentParser) -> None:
    parser.description = said(
        "Tell how far two models of one vocabulary are apart at every token of a text: the KL of "
        "their predictions, in nats, over the whole vocabulary. With --server the first one is a "
        "server's."
    )
    parser.add_argument("text", help=said("any text that both models see at once"))
    parser.add_argument(
        "other",
        type=arguments.named,
        metavar="OTHER",
        help=said("the second model, as --model, or the address of a server that has one"),
    )
    _add_model_options(parser)
    _add_server(parser)
    shape = parser.add_mutually_exclusive_group()
    shape.add_argument("--json", action="store_true", help=said("print one object"))
    shape.add_argument("--csv", action="store_true", help=said("print a table for a spreadsheet"))


def _add_bench(parser: argparse.ArgumentParser) -> None:
    parser.description = said(
        "Measure how fast a model loads, how soon its first token comes, and how fast the others "
        "follow, with the default sampling settings and after a warm-up. Beside it stands the "
        "limit that memory sets: how often all weights can be read in a second."
    )
    _add_model_options(parser, precisions=(*PRECISIONS, ALL_PRECISIONS))
    for name, what in (
        ("prompt", said("length of the prompt (default: %(default)s)")),
        ("new", said("tokens to generate (default: %(default)s)")),
    ):
        parser.add_argument(
            f"--{name}-tokens",
            type=_tokens,
            default=128,
            metavar="N",
            help=what,
        )
    parser.add_argument(
        "--json",
        action="store_true",
        help=said("print one object; with --precision {0} a list of them").format(ALL_PRECISIONS),
    )


def _add_models(parser: argparse.ArgumentParser) -> None:
    parser.description = said(
        "List the models that can be opened: the bundled ones, those in your models folder, those "
        "that other programs fetched, and recent ones; fetch others from the Hugging Face hub."
    )
    parser.epilog = said(
        "HF_ENDPOINT names a mirror, HF_TOKEN your access token (the official hub alone sees it), "
        "HF_HUB_OFFLINE=1 keeps the network out. Nothing but `get` opens a connection."
    )
    parser.add_argument("--json", action="store_true", help=said("print one list"))
    parser.set_defaults(action="list")
    actions = parser.add_subparsers(metavar="ACTION", title=said("actions"))
    for name, what in (
        ("list", said("list them (what is done without an action)")),
        ("get", said("fetch one from the hub; what came stays when it is stopped, and it goes on")),
        ("rm", said("delete one of your models folder")),
        ("verify", said("compare the files of a fetched one with the hashes that the hub told")),
    ):
        action = actions.add_parser(
            name, help=what, description=said("{0}.").format(what[0].upper() + what[1:])
        )
        action.set_defaults(action=name)
        # None of its own: the value that stands before the action would be lost
        if name != "rm":
            action.add_argument(
                "--json", action="store_true", default=argparse.SUPPRESS, help=said("print JSON")
            )
        if name == "get":
            action.add_argument("name", metavar="OWNER/NAME", help=said("the model, or its page"))
            action.add_argument(
                "file", metavar="FILE", nargs="?", help=said("which, where it holds several models")
            )
            action.add_argument(
                "--revision",
                metavar="R",
                default="main",
                help=said("a branch, a tag or a commit (default: %(default)s)"),
            )
        elif name != "list":
            action.add_argument("name", metavar="NAME", help=said("as the list tells it"))


def _add_model_options(
    parser: argparse.ArgumentParser, *, precisions: Sequence[str] = PRECISIONS
) -> None:
    _add_model(parser)
    parser.add_argument(
        "--device",
        type=device_argument,
        metavar="DEVICE",
        default="auto",
        help=said("where to compute: auto, cpu, cuda or cuda:1 (default: %(default)s)"),
    )
    finely = (
        said(
            "exact: float32; balanced: 16-bit weights; fast: 8-bit weights, of a Llama the groups "
            "of 4 bits that its file has; how far these two are from float32 is measured and told; "
            "all: each in a process of its own (default: %(default)s)"
        )
        if ALL_PRECISIONS in precisions
        else said(
            "exact: float32; balanced: 16-bit weights; fast: 8-bit weights, of a Llama the groups "
            "of 4 bits that its file has; how far these two are from float32 is measured and told "
            "(default: %(default)s)"
        )
    )
    parser.add_argument(
        "--precision",
        choices=precisions,
        default="exact",
        help=finely,
    )


def _add_model(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--model",
        type=arguments.named,
        metavar="PATH|NAME",
        help=said(
            "a model file, a folder that holds one, or a name that `gptdesk-cli models` lists "
            "(default: {0}, which comes with GPTDesk)"
        ).format(BUNDLED_MODEL),
    )


def _add_server(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--server",
        type=arguments.named,
        metavar="URL",
        help=said(
            "ask a server, as http://127.0.0.1:8080, in place of a model on this computer; "
            "--model then names one of its models. llama.cpp's leaves the dice to GPTDesk, any "
            "other one draws"
        ),
    )
    parser.add_argument(
        "--server-key-file",
        type=arguments.named,
        metavar="FILE",
        help=said("the server's key is what this file holds"),
    )


def is_server_address(text: str) -> bool:
    """Tell whether a text that may name a model is the address of a server."""
    return text.lower().startswith(("http://", "https://"))


def _check_server(options: argparse.Namespace, parser: argparse.ArgumentParser) -> None:
    if options.server is None:
        is_asked = options.command == "compare" and is_server_address(options.other)
        if options.server_key_file is not None and not is_asked:
            parser.error(said("argument --server-key-file: needs --server"))
    elif options.command != "compare" and (options.device, options.precision) != ("auto", "exact"):
        parser.error(
            said("argument --server: where and how finely it computes is the server's business")
        )


def _token_id(text: str) -> int:
    token_id = arguments.whole(text)
    if token_id < 0:
        raise argparse.ArgumentTypeError(said("must be 0 or more, not {0}").format(token_id))
    return token_id


def _heads(text: str) -> tuple[tuple[int, int], ...]:
    return tuple(_head(part) for part in text.split(","))


def _head(text: str) -> tuple[int, int]:
    block, point, head = text.strip().partition(".")
    if not (point and block.isdecimal() and head.isdecimal()):
        raise argparse.ArgumentTypeError(
            said("must be heads such as 3.2,5.1, not {0}").format(f"{text!r:.40}")
        )
    return arguments.count(block), arguments.count(head)


def _places(text: str) -> tuple[int, ...]:
    return tuple(arguments.count(part) for part in text.split(","))


def _some_text(text: str) -> str:
    if not text:
        raise argparse.ArgumentTypeError(said("must not be empty"))
    return text


def _tokens(text: str) -> int:
    number = arguments.count(text)
    if number > _MOST_TOKENS:
        raise argparse.ArgumentTypeError(
            said("must be {0} or less, not {1}").format(f"{_MOST_TOKENS:,}", number)
        )
    return number
