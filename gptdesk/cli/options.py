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
from gptdesk.device_names import device_argument
from gptdesk.engine.types import MAX_SEED, GenerationRequest
from gptdesk.precision import PRECISIONS
from gptdesk.storage.models.catalog import BUNDLED_MODEL
from gptdesk.version import program_version

ALL_PRECISIONS = "all"  # of `bench`: one after the other
_MOST_TOKENS = 1_000_000  # of a prompt or of an answer
TABLE_TOP_N = 5  # alternatives that a line of `inspect` has room for

_SAMPLING_HELP = {
    "temperature": ("T", "0 is greedy, 1 is neutral"),
    "top_k": ("K", "keep the K most probable tokens; 0 keeps all"),
    "top_p": ("P", "keep the most probable tokens that together reach P; 1 keeps all"),
    "min_p": ("M", "keep tokens at least M times as probable as the first; 0 keeps all"),
    "repetition_penalty": ("R", "above 1 makes tokens that occurred less probable"),
}


def parse_arguments(argv: Sequence[str]) -> argparse.Namespace:
    """Return what is asked: `command`, and its options by name.

    `generate` comes with its `request`, `train` with its `training`, the others with plain values.

    Raises:
        SystemExit: with 2 and a usage line on standard error, or with 0 after `--help`.
    """
    parser = argparse.ArgumentParser(
        prog="gptdesk-cli", description="Prompt a GPT and see the probability of every token."
    )
    parser.add_argument("--version", action="version", version=f"GPTDesk {program_version()}")
    commands = parser.add_subparsers(
        dest="command", required=True, metavar="COMMAND", title="commands"
    )
    generate = commands.add_parser("generate", help="continue a text")
    inspect = commands.add_parser("inspect", help="show the probability of every token")
    _add_generate(generate)
    _add_inspect(inspect)
    _add_inside(commands.add_parser("inside", help="walk one place of a text through the network"))
    _add_bench(commands.add_parser("bench", help="measure the speed on this machine"))
    _add_models(commands.add_parser("models", help="list the models on this computer"))
    train = commands.add_parser("train", help="train a model on a text of your own")
    if argv[:1] == ["train"]:
        from gptdesk.training.command import add_train_arguments

        add_train_arguments(train)

    options = parser.parse_args(argv)
    if options.command in ("generate", "inspect"):
        _check_server(options, generate if options.command == "generate" else inspect)
    if options.command == "generate":
        try:
            options.request = _request(options)
        except ValueError as exc:  # "top_p must be between 0 and 1, not 2.0"
            name, _, rule = str(exc).partition(" ")
            generate.error(f"argument --{name.replace('_', '-')}: {rule}")
    if options.command == "train":
        from gptdesk.training.command import training_options

        try:
            options.training = training_options(options)
        except ValueError as exc:
            train.error(f"these options cannot be used: {exc}")
    return options


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
    parser.description = "Continue a text. The continuation, and only that, is standard output."
    parser.add_argument("prompt", help='the text; "" starts from <|endoftext|>')
    _add_model_options(parser)
    _add_server(parser)
    parser.add_argument(
        "--max-tokens",
        type=_tokens,
        default=256,
        metavar="N",
        help="generate at most N tokens (default: %(default)s)",
    )
    defaults = asdict(SamplingSettings())
    for name, (metavar, text) in _SAMPLING_HELP.items():
        parser.add_argument(
            f"--{name.replace('_', '-')}",
            type=arguments.reader_like(defaults[name]),
            default=defaults[name],
            metavar=metavar,
            help=f"{text} (default: %(default)s)",
        )
    parser.add_argument(
        "--seed",
        type=arguments.whole,
        metavar="S",
        help=f"of the dice, 0 to {MAX_SEED}: the same gives the same text (default: a new one)",
    )
    parser.add_argument(
        "--stop",
        type=_some_text,
        action="append",
        default=[],
        metavar="TEXT",
        help="end before TEXT; may be given several times",
    )
    parser.add_argument(
        "--json",
        action="store_true",
        help="print one object per token with its alternatives, and a last one with the outcome",
    )


def _add_inspect(parser: argparse.ArgumentParser) -> None:
    parser.description = "Show what the model thinks of every token of a text."
    parser.add_argument("text", help="any text, also longer than the model's context")
    _add_model_options(parser)
    _add_server(parser)
    parser.add_argument(
        "--top",
        type=arguments.count,
        metavar="N",
        help="show the N most probable tokens at every place (default: "
        f"{TABLE_TOP_N}; {TOP_N} with --json and --csv)",
    )
    parser.add_argument(
        "--bos", action="store_true", help="predict the first token too, from <|endoftext|>"
    )
    shape = parser.add_mutually_exclusive_group()
    shape.add_argument("--json", action="store_true", help="print one object")
    shape.add_argument("--csv", action="store_true", help="print a table for a spreadsheet")


def _add_inside(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Walk one place of a text through the network, with its real numbers: every stop, what "
        "every block would say (the lens), and what wrote the logit. All of it in float32 from the "
        "weights as they are stored, whichever precision answers are computed in."
    )
    parser.add_argument("text", help="any text; places count from 1")
    _add_model(parser)
    parser.set_defaults(device="auto", precision="exact")
    parser.add_argument(
        "--place",
        type=arguments.count,
        metavar="N",
        help="look at what follows token N (default: the last)",
    )
    parser.add_argument(
        "--target",
        type=_token_id,
        metavar="ID",
        help="the token that is asked about (default: the most probable one, nothing changed)",
    )
    parser.add_argument(
        "--off",
        type=_heads,
        default=(),
        metavar="BLOCK.HEAD,…",
        help="switch these attention heads off, for example 3.2,5.1; both count from 1",
    )
    parser.add_argument(
        "--hide",
        type=_places,
        default=(),
        metavar="N,…",
        help="hide the tokens at these places from all later ones",
    )
    parser.add_argument(
        "--heads", action="store_true", help="tell from which tokens every head reads"
    )
    shape = parser.add_mutually_exclusive_group()
    shape.add_argument("--json", action="store_true", help="print one object, in full precision")
    shape.add_argument(
        "--csv", action="store_true", help="print tables, an empty line between: lens, account"
    )


def _add_bench(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Measure how fast a model loads, how soon its first token comes, and how fast the others "
        "follow, with the default sampling settings and after a warm-up. Beside it stands the "
        "limit that memory sets: how often all weights can be read in a second."
    )
    _add_model_options(parser, precisions=(*PRECISIONS, ALL_PRECISIONS))
    for name, what in (("prompt", "length of the prompt"), ("new", "tokens to generate")):
        parser.add_argument(
            f"--{name}-tokens",
            type=_tokens,
            default=128,
            metavar="N",
            help=f"{what} (default: %(default)s)",
        )
    parser.add_argument(
        "--json",
        action="store_true",
        help=f"print one object; with --precision {ALL_PRECISIONS} a list of them",
    )


def _add_models(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "List the models that can be opened: the bundled ones, those in your models folder, those "
        "that other programs fetched, and recent ones; fetch others from the Hugging Face hub."
    )
    parser.epilog = (
        "HF_ENDPOINT names a mirror, HF_TOKEN your access token (the official hub alone sees it), "
        "HF_HUB_OFFLINE=1 keeps the network out. Nothing but `get` opens a connection."
    )
    parser.add_argument("--json", action="store_true", help="print one list")
    parser.set_defaults(action="list")
    actions = parser.add_subparsers(metavar="ACTION", title="actions")
    for name, what in (
        ("list", "list them (what is done without an action)"),
        ("get", "fetch one from the hub; what came stays when it is stopped, and it goes on"),
        ("rm", "delete one of your models folder"),
        ("verify", "compare the files of a fetched one with the hashes that the hub told"),
    ):
        action = actions.add_parser(name, help=what, description=what[0].upper() + what[1:] + ".")
        action.set_defaults(action=name)
        # None of its own: the value that stands before the action would be lost
        if name != "rm":
            action.add_argument(
                "--json", action="store_true", default=argparse.SUPPRESS, help="print JSON"
            )
        if name == "get":
            action.add_argument("name", metavar="OWNER/NAME", help="the model, or its page")
            action.add_argument(
                "file", metavar="FILE", nargs="?", help="which, where it holds several models"
            )
            action.add_argument(
                "--revision",
                metavar="R",
                default="main",
                help="a branch, a tag or a commit (default: %(default)s)",
            )
        elif name != "list":
            action.add_argument("name", metavar="NAME", help="as the list tells it")


def _add_model_options(
    parser: argparse.ArgumentParser, *, precisions: Sequence[str] = PRECISIONS
) -> None:
    _add_model(parser)
    parser.add_argument(
        "--device",
        type=device_argument,
        metavar="DEVICE",
        default="auto",
        help="where to compute: auto, cpu, cuda or cuda:1 (default: %(default)s)",
    )
    in_turn = f"; {ALL_PRECISIONS}: each in a process of its own" * (ALL_PRECISIONS in precisions)
    parser.add_argument(
        "--precision",
        choices=precisions,
        default="exact",
        help="exact: float32; balanced: 16-bit weights; fast: 8-bit weights, of a Llama the groups "
        "of 4 bits that its file has; how far these two are "
        f"from float32 is measured and told{in_turn} (default: %(default)s)",
    )


def _add_model(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--model",
        type=arguments.named,
        metavar="PATH|NAME",
        help="a model file, a folder that holds one, or a name that `gptdesk-cli models` lists "
        f"(default: {BUNDLED_MODEL}, which comes with GPTDesk)",
    )


def _add_server(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--server",
        type=arguments.named,
        metavar="URL",
        help="ask a server of llama.cpp, as http://127.0.0.1:8080, in place of a model on this "
        "computer; --model then names one of its models",
    )
    parser.add_argument(
        "--server-key-file",
        type=arguments.named,
        metavar="FILE",
        help="the server's key is what this file holds",
    )


def _check_server(options: argparse.Namespace, parser: argparse.ArgumentParser) -> None:
    if options.server is None:
        if options.server_key_file is not None:
            parser.error("argument --server-key-file: needs --server")
    elif (options.device, options.precision) != ("auto", "exact"):
        parser.error("argument --server: where and how finely it computes is the server's business")


def _token_id(text: str) -> int:
    token_id = arguments.whole(text)
    if token_id < 0:
        raise argparse.ArgumentTypeError(f"must be 0 or more, not {token_id}")
    return token_id


def _heads(text: str) -> tuple[tuple[int, int], ...]:
    return tuple(_head(part) for part in text.split(","))


def _head(text: str) -> tuple[int, int]:
    block, point, head = text.strip().partition(".")
    if not (point and block.isdecimal() and head.isdecimal()):
        raise argparse.ArgumentTypeError(f"must be heads such as 3.2,5.1, not {text!r:.40}")
    return arguments.count(block), arguments.count(head)


def _places(text: str) -> tuple[int, ...]:
    return tuple(arguments.count(part) for part in text.split(","))


def _some_text(text: str) -> str:
    if not text:
        raise argparse.ArgumentTypeError("must not be empty")
    return text


def _tokens(text: str) -> int:
    number = arguments.count(text)
    if number > _MOST_TOKENS:
        raise argparse.ArgumentTypeError(f"must be {_MOST_TOKENS:,} or less, not {number}")
    return number
