"""The command `gptdesk-cli train`: options, progress line, exit codes.

Owns what is read from and written to the terminal. Torch is imported when a run begins, so that
`--help` answers at once.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from functools import partial
from typing import TYPE_CHECKING

from gptdesk import arguments
from gptdesk.analysis.training_text import learned_by_heart
from gptdesk.engine.run.prompt import TEMPLATES
from gptdesk.errors import (
    DeviceLostError,
    DeviceOutOfMemoryError,
    OtherTextError,
    TrainingError,
)
from gptdesk.language import said, translate
from gptdesk.sentences import in_language, numbered, one_line, to_translate
from gptdesk.training.options import (
    PRECISIONS,
    VOCAB_SIZE,
    TrainingOptions,
    named_as_options,
)
from gptdesk.training.remote import Remote

if TYPE_CHECKING:
    from pathlib import Path

    from gptdesk.model.gpt import GPTModel
    from gptdesk.training.loop import Progress
    from gptdesk.training.vocabulary import ReducedVocabulary

_EPOCHS = 4  # repeating text is nearly free that often (arXiv:2305.16264)
_LEAST_STEPS = 200
_SHAPE = ("emb_dim", "n_layers", "n_heads", "ctx_len")
_MOST_LOSSES = 2_000  # of an earlier run, that another program is told

DESCRIPTION = to_translate(
    "command line",
    """\
Train a GPT on your own text, from first weights or from another model's (--from), to a model
that opens in GPTDesk.

DATA is a text file, a folder of .txt files (UTF-8, each file one document, folders
inside are read too) or a corpus with tokens/<part>.train.bin.xz. OUT receives model.safetensors and
config.json, and training.checkpoint, from which the same command goes on after
Ctrl+C, a crash or a power cut. It may be deleted when the model is finished.
""",
)

EXAMPLES = to_translate(
    "command line",
    """\
examples:
  gptdesk-cli train --data my-stories --out my-model
  gptdesk-cli generate "Once upon a time" --model my-model
  gptdesk-cli train --data held-out-stories --evaluate my-model
  gptdesk-cli train --data more-stories --from my-model --out my-next-model
  gptdesk-cli train --data my-stories --out my-model --export my-model-so-far

The loss is in nats per token: 10.8 is a guess among 50,257 tokens, 2.3 writes simple
sentences. On two CPU cores a network of the default size reads some 7,000 tokens a
second; a larger one (--emb-dim 256 --n-layers 8) writes better and wants a GPU.
To end a run early, stop it and give the same command with fewer --steps.
""",
)


def add_train_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe `train` and its options to a parser."""
    defaults = TrainingOptions()
    parser.description = said(DESCRIPTION)
    parser.epilog = said(EXAMPLES)
    add = parser.add_argument
    add("--data", type=arguments.path, required=True, metavar="PATH", help=said("the text"))
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "--out",
        type=arguments.path,
        metavar="FOLDER",
        help=said("where the model goes; made if it is not there"),
    )
    what.add_argument(
        "--evaluate",
        type=arguments.path,
        metavar="FOLDER",
        help=said(
            "train nothing: print how well the model in FOLDER predicts the text/*.val.txt.xz "
            "(or the .txt files) of DATA"
        ),
    )
    add(
        "--export",
        type=arguments.path,
        metavar="FOLDER",
        help=said(
            "train no further: write the network as the checkpoint in OUT has it to FOLDER, as a "
            "model; the training can still go on"
        ),
    )
    add(
        "--from",
        type=arguments.path,
        dest="start",
        metavar="MODEL",
        help=said(
            "begin with the weights of this model, a GPT-2 with a tied head, and its shape; a "
            "third of the usual --learning-rate or less keeps what it knows"
        ),
    )
    add("--name", type=_label, help=said("the model's name in GPTDesk (default: the name of OUT)"))
    add(
        "--license",
        type=_label,
        default="unknown",
        help=said("the model's licence, for config.json"),
    )
    add(
        "--template",
        choices=sorted(TEMPLATES),
        default="plain",
        help=said("user_bot where the text is 'User: …' and 'Bot: …'"),
    )

    shape = parser.add_argument_group(said("the network"))
    _add_numbers(
        shape,
        defaults,
        "emb_dim",
        to_translate("command line", "width, a multiple of --n-heads"),
        is_of_model=True,
    )
    _add_numbers(
        shape, defaults, "n_layers", to_translate("command line", "blocks"), is_of_model=True
    )
    _add_numbers(
        shape,
        defaults,
        "n_heads",
        to_translate("command line", "attention heads in each block"),
        is_of_model=True,
    )
    _add_numbers(
        shape,
        defaults,
        "ctx_len",
        to_translate("command line", "tokens that it can look back"),
        is_of_model=True,
    )
    _add_numbers(
        shape,
        defaults,
        "drop_rate",
        to_translate("command line", "dropout; 0.1 helps when text is read often"),
    )

    run = parser.add_argument_group(said("the run"))
    run.add_argument(
        "--steps",
        type=arguments.whole,
        help=said(
            "updates of the weights (default: enough to read the text {0} times, {1} or more)"
        ).format(_EPOCHS, _LEAST_STEPS),
    )
    _add_numbers(
        run,
        defaults,
        "batch_size",
        to_translate("command line", "rows of --ctx-len tokens in a step"),
    )
    _add_numbers(
        run,
        defaults,
        "learning_rate",
        to_translate("command line", "the highest; it warms up, then falls to 0"),
    )
    _add_numbers(
        run, defaults, "seed", to_translate("command line", "another number gives another model")
    )
    _add_numbers(
        run,
        defaults,
        "min_count",
        to_translate("command line", "tokens met less often in the run are not learned"),
    )
    run.add_argument(
        "--mix",
        type=_mix,
        default={},
        metavar="PART=SHARE,…",
        help=said("how much of each part of a corpus, by tokens (default: all there is)"),
    )
    run.add_argument(
        "--final-mix",
        type=_mix,
        default={},
        metavar="PART=SHARE,…",
        help=said("the mix at the end"),
    )
    _add_numbers(
        run,
        defaults,
        "final_share",
        to_translate("command line", "share of the steps on --final-mix"),
    )
    run.add_argument(
        "--precision", choices=PRECISIONS, default="auto", help=said("default: measured")
    )
    run.add_argument(
        "--device",
        choices=("cpu", "cuda"),
        help=said("where to compute (default: cuda if it works)"),
    )
    run.add_argument(
        "--checkpoint-every",
        type=arguments.count,
        default=100,
        metavar="STEPS",
        help=said("default: 100"),
    )
    run.add_argument(
        "--sample-every",
        type=arguments.count,
        metavar="STEPS",
        help=said("write how the network goes on from --sample-from, so often"),
    )
    run.add_argument("--sample-from", default="Once upon a time", metavar="TEXT")
    run.add_argument(
        "--json-lines",
        action="store_true",
        help=said(
            "for another program: tell each step as a line of JSON, and listen for the lines "
            "pause, go on and stop; the end of these is a stop"
        ),
    )


def training_options(args: argparse.Namespace) -> TrainingOptions:
    """Return what parsed arguments say of the run.

    Raises:
        ValueError: a number is out of range, or two do not go together; it names the options.
    """
    shape = {name: getattr(args, name) for name in _SHAPE if getattr(args, name) is not None}
    if args.start and shape:
        raise ValueError(f"--{next(iter(shape)).replace('_', '-')} is the model's own with --from")
    try:
        return TrainingOptions(
            **shape,
            drop_rate=args.drop_rate,
            steps=_LEAST_STEPS if args.steps is None else args.steps,
            batch_size=args.batch_size,
            learning_rate=args.learning_rate,
            mix=args.mix,
            final_mix=args.final_mix,
            final_share=args.final_share,
            min_count=args.min_count,
            seed=args.seed,
            precision=args.precision,
        )
    except ValueError as exc:
        raise ValueError(_in_words(exc)) from exc


def run_train(
    args: argparse.Namespace, write: Callable[[str], None], tell: Callable[[str], None]
) -> int:
    """Carry out a parsed command; return 0, or 130 for Ctrl+C.

    Args:
        args: from `add_train_arguments`, with what `training_options` made of them.
        write: takes the result.
        tell: takes a sentence about it.

    Raises:
        GPTDeskError: text, folder or options are refused, or the run had to end.
    """
    try:
        if args.evaluate:
            _evaluate(args, write)
        elif args.export:
            _export(args, tell)
        else:
            _train(args, tell)
    except (RuntimeError, MemoryError) as exc:
        raise _explained(exc) or exc from exc
    except KeyboardInterrupt:
        stopped = said("Stopped. The same command goes on from the last checkpoint.")
        print(f"\n{stopped}", file=sys.stderr)
        return 130
    return 0


def _explained(error: RuntimeError | MemoryError) -> TrainingError | None:
    """Return what torch's error means for a training; None where it is not the device's doing."""
    from gptdesk.engine.run.device import explain_failure

    match explain_failure(error):
        case DeviceOutOfMemoryError():
            return TrainingError(
                "There is not enough memory for this training. Give a smaller --batch-size, "
                "--ctx-len, --emb-dim or --n-layers, or close other programs."
            )
        case DeviceLostError():
            return TrainingError(
                "The graphics card stopped working. The same command goes on from the last "
                "checkpoint; with --device cpu it does without the card."
            )
        case _:
            return None


def _train(args: argparse.Namespace, tell: Callable[[str], None]) -> None:
    from gptdesk.training.dataset import read_corpus
    from gptdesk.training.export import write_model
    from gptdesk.training.files import only_training
    from gptdesk.training.loop import train

    options: TrainingOptions = args.training
    device = _device(args)
    start = _read_start(args.start) if args.start else None
    if start:
        options = replace(options, **{name: getattr(start.cfg, name) for name in _SHAPE})
    with only_training(args.out):
        # Without a mix, all parts are read, whatever the final one names.
        names = list({**args.mix, **args.final_mix}) if args.mix else []
        corpus = read_corpus(args.data, names)
        if args.steps is None:
            options = _with_enough_steps(options, len(corpus.tokens))
        n_tokens, step_tokens = len(corpus.tokens), options.tokens_per_step
        _tell(
            said("{0} of text; {1} of {2}").format(
                _tokens(n_tokens),
                numbered(options.steps, said("1 step"), said("{0} steps")),
                _tokens(step_tokens),
            )
        )
        if n_tokens < step_tokens and not args.json_lines:  # the window has asked before
            name = args.data.name or str(args.data)
            _tell(learned_by_heart(name, n_tokens, step_tokens, translate))
        remote = Remote.of_this_process() if args.json_lines else None
        if remote is not None:
            remote.tell("start", tokens=n_tokens, steps=options.steps)
        try:
            result = train(
                corpus,
                options,
                args.out,
                start=start,
                device=device,
                checkpoint_every=args.checkpoint_every,
                on_progress=_show_progress if remote is None else partial(_report, remote),
                on_restored=None if remote is None else partial(_report_restored, remote),
                on_weights=_sampler(args, remote) if args.sample_every else None,
                is_paused=remote.is_paused if remote is not None else lambda: False,
                on_kept=None if remote is None else partial(_report_kept, remote),
                is_stopped=remote.is_stopped if remote is not None else lambda: False,
            )
        except OtherTextError:
            if remote is not None:
                remote.tell("other text")
            raise
        write_model(result.model, args.out, about=_about(args, args.out))
    _tell("")
    tell(said("The model is in {0}.").format(args.out))


def _export(args: argparse.Namespace, tell: Callable[[str], None]) -> None:
    from gptdesk.training.export import write_model
    from gptdesk.training.files import only_training
    from gptdesk.training.loop import network_so_far

    start = _read_start(args.start) if args.start else None
    with only_training(args.out):
        model = network_so_far(args.out, start)
    write_model(model, args.export, about=_about(args, args.export))
    tell(said("The model is in {0}.").format(args.export))


def _about(args: argparse.Namespace, folder: Path) -> dict[str, str]:
    """Return what `config.json` says of the model in a folder."""
    name = args.name or folder.resolve().name
    return {"name": name, "license": args.license, "template": args.template}


def _read_start(path: Path) -> GPTModel:
    """Read the model to begin with.

    Raises:
        GPTDeskError: it cannot be read, or is none that this training can go on with.
    """
    from gptdesk.model.checkpoints.read import read_checkpoint

    model = read_checkpoint(path).model
    if model.cfg.vocab_size != VOCAB_SIZE or not model.cfg.tie_embeddings:
        raise TrainingError(
            "{file}: a training can begin with a GPT-2 that has GPT-2's vocabulary of "
            "{vocab_size:,} tokens and a tied head, and this model has not both. Give another "
            "--from, or none.",
            file=path,
            vocab_size=VOCAB_SIZE,
        )
    return model


def _evaluate(args: argparse.Namespace, write: Callable[[str], None]) -> None:
    from gptdesk.engine.tokenizers.byte_pairs import BytePairTokenizer
    from gptdesk.model.checkpoints.read import read_checkpoint
    from gptdesk.training.dataset import read_validation
    from gptdesk.training.evaluate import evaluate

    parts = read_validation(args.data)
    model = read_checkpoint(args.evaluate).model.to(_device(args))
    encode = BytePairTokenizer.load().encode
    write(f"{'part':<14} {'tokens':>9} {'nats per token':>15} {'bits per byte':>14}\n")
    for name, documents in parts.items():
        result = evaluate(model, documents, encode)
        write(
            f"{one_line(name):<14} {result.n_tokens:>9,} {result.nats_per_token:>15.3f} "
            f"{result.bits_per_byte:>14.3f}\n"
        )


def _with_enough_steps(options: TrainingOptions, n_tokens: int) -> TrainingOptions:
    steps = max(_LEAST_STEPS, _EPOCHS * n_tokens // options.tokens_per_step)
    try:
        return replace(options, steps=steps)
    except ValueError as exc:
        raise TrainingError(
            "Reading the text {epochs} times cannot be done: {error}. Give a number of --steps.",
            epochs=_EPOCHS,
            error=_in_words(exc),
        ) from exc


def _in_words(error: ValueError) -> str:
    """Return which option is wrong, in the user's language."""
    return named_as_options(str(in_language(error.args[0], partial(translate, "errors"))))


def _device(args: argparse.Namespace) -> str:
    """Return where to compute: a card is asked to prove that it can."""
    from gptdesk.engine.run.device import choose_device

    choice = choose_device(args.device or "auto")
    if args.device == "cuda" and choice.device.type != "cuda":
        raise TrainingError("{fault} Leave --device out to train there.", fault=choice.reason)
    return choice.device.type


def _show_progress(progress: Progress) -> None:
    """Keep one line up to date on a terminal; elsewhere write a line now and then."""
    hours, minutes = divmod(round(progress.remaining_s / 60), 60)
    line = said("step {0}/{1}  loss {2}  {3} tokens/s  {4} h left").format(
        f"{progress.step:,}",
        f"{progress.steps:,}",
        f"{progress.loss:.3f}",
        f"{progress.tokens_per_s:,.0f}",
        f"{hours}:{minutes:02}",
    )
    if sys.stderr.isatty():
        with suppress(OSError):
            # As Python opened it: on a terminal, `sys.stderr` shows control characters.
            print(f"\r{line} ", end="", file=sys.__stderr__, flush=True)
    elif progress.step % 50 == 0 or progress.step in (1, progress.steps):
        _tell(line)


def _tell(text: str, *, end: str = "\n") -> None:
    """Write to standard error; the training goes on where nobody reads it any more."""
    with suppress(OSError):
        print(text, end=end, file=sys.stderr, flush=True)


def _report(remote: Remote, progress: Progress) -> None:
    remote.tell("step", **asdict(progress))


def _report_restored(remote: Remote, losses: Sequence[float]) -> None:
    every = -(-len(losses) // _MOST_LOSSES)
    remote.tell("restored", losses=[*enumerate(losses, start=1)][::every])


def _report_kept(remote: Remote, step: int) -> None:
    remote.tell("kept", step=step)


def _sampler(
    args: argparse.Namespace, remote: Remote | None
) -> Callable[[int, GPTModel, ReducedVocabulary], None]:
    """Return what shows, now and then, how the network writes."""
    from gptdesk.engine.tokenizers.byte_pairs import BytePairTokenizer
    from gptdesk.engine.tokenizers.vocabulary import END_OF_TEXT_ID
    from gptdesk.training.sample import sample_ids

    tokenizer = BytePairTokenizer.load()
    prompt_ids = tokenizer.encode(args.sample_from) or [END_OF_TEXT_ID]

    def show(step: int, model: GPTModel, vocabulary: ReducedVocabulary) -> None:
        if step % args.sample_every and step not in (1, args.training.steps):
            return
        text = tokenizer.decode(sample_ids(model, vocabulary, prompt_ids, seed=args.training.seed))
        if remote is None:
            _tell(f"\n{one_line(text)}")
        else:
            remote.tell("sample", step=step, text=text)

    return show


def _tokens(number: int) -> str:
    return numbered(number, said("1 token"), said("{0} tokens"))


def _mix(text: str) -> dict[str, float]:
    """Read "stories=60,chat=40"."""
    pairs = [item.split("=") for item in text.split(",")]
    try:
        mix = {part.strip(): float(share) for part, share in pairs}
    except ValueError:
        raise argparse.ArgumentTypeError(
            said("must look like stories=60,chat=40, not {0}").format(f"{text!r:.40}")
        ) from None
    if len(mix) < len(pairs):
        raise argparse.ArgumentTypeError(said("it names a part twice"))
    return mix


def _label(text: str) -> str:
    if not text.strip() or not text.isprintable():
        raise argparse.ArgumentTypeError(said("must be one line of text"))
    return text


def _add_numbers(
    group: argparse._ArgumentGroup,
    defaults: TrainingOptions,
    name: str,
    text: str,
    *,
    is_of_model: bool = False,
) -> None:
    """Describe a number; one that is the model's own with --from tells whether it was given."""
    default = getattr(defaults, name)
    group.add_argument(
        f"--{name.replace('_', '-')}",
        type=arguments.reader_like(default),
        default=None if is_of_model else default,
        metavar="N",
        # argparse would fill in None for what is the model's own
        help=said("{0} (default: %(default)s)")
        .replace("%(default)s", str(default))
        .format(said(text)),
    )
