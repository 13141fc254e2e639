"""The commands of `gptdesk-cli`: everything but the window, for a terminal and for programs.

Owns what each command does and the exit codes: 0, 1 for a refused input or model (one sentence on
standard error), 2 for wrong usage, 130 for Ctrl+C. Imports no Qt ever, and torch only when a
network is needed, so that `--help` answers at once.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from threading import Event
from types import FrameType
from typing import TYPE_CHECKING, Any

from gptdesk.chat.tokens import TOP_N
from gptdesk.cli.inside import place_asked_for, show_inside
from gptdesk.cli.mistakes import report_mistake
from gptdesk.cli.options import ALL_PRECISIONS, TABLE_TOP_N, parse_arguments
from gptdesk.cli.output import (
    bench_table,
    end_line,
    error_sentence,
    in_words,
    inspection_table,
    listed_values,
    models_table,
    prepare_streams,
    show_progress,
    tell,
    tell_lost,
    tokens_text,
    write,
    write_json,
)
from gptdesk.cli.parser import speak_to_user
from gptdesk.engine.bench import measure
from gptdesk.engine.protocol import Engine
from gptdesk.engine.remote.address import PENALTY_NOTE, ServerAddress, server_url
from gptdesk.engine.tokenizers.protocol import Tokenizer
from gptdesk.engine.tokenizers.vocabulary import Vocabulary, answer_pieces
from gptdesk.engine.types import (
    ContextShifted,
    FinishReason,
    GenerationEnd,
    GenerationRequest,
    GenerationStep,
    LoadRequest,
    ModelInfo,
    ModelOutline,
    PromptReady,
)
from gptdesk.errors import GPTDeskError, RequestError, ServerKeyError
from gptdesk.formats.csv_text import csv_text
from gptdesk.formats.engine_values import (
    bench_values,
    event_values,
    inspection_rows,
    inspection_values,
    model_values,
)
from gptdesk.language import said
from gptdesk.precision import PRECISIONS
from gptdesk.sentences import to_translate
from gptdesk.startup import silence_missing_numpy
from gptdesk.storage.models.catalog import Catalog, CatalogEntry, resolve_model
from gptdesk.storage.paths import user_paths

if TYPE_CHECKING:  # imports torch
    from gptdesk.engine.remote_engine import RemoteEngine

EXIT_REFUSED = 1
EXIT_INTERRUPTED = 130
_MOST_ALTERNATIVES = 4_000_000  # 0.1 kB each, and as much again while they are written
_REASONS = {
    FinishReason.END_OF_TEXT: to_translate("command line", "end_of_text"),
    FinishReason.STOP_STRING: to_translate("command line", "stop_string"),
    FinishReason.MAX_TOKENS: to_translate("command line", "max_tokens"),
    FinishReason.CANCELLED: to_translate("command line", "cancelled"),
}
_LOG_NAME = "gptdesk-cli.log"

EngineFactory = Callable[[], Engine]


def make_engine() -> Engine:
    """Build the real engine; this is where torch is imported."""
    from gptdesk.engine.local_engine import InferenceEngine

    return InferenceEngine()


def main(argv: Sequence[str] | None = None, *, engine_factory: EngineFactory = make_engine) -> int:
    """Run one command and return its exit code.

    Args:
        argv: the arguments; None takes those of the process.
        engine_factory: called when a network is needed.

    Raises:
        SystemExit: with 2 for wrong usage, with 0 after `--help`.
    """
    prepare_streams()
    speak_to_user()
    silence_missing_numpy()
    try:
        options = _parse(sys.argv[1:] if argv is None else argv)
        if options.command == "train":  # saves what it has at Ctrl+C, in its own way
            signal.signal(signal.SIGINT, signal.default_int_handler)
            return _train(options)
        with _at_interrupt(_leave):
            return _run(options, engine_factory)
    except BrokenPipeError:  # the reader (`| head`) has enough
        return 0
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except GPTDeskError as exc:
        tell(f"gptdesk-cli: {in_words(exc)}")
    except Exception as exc:  # noqa: BLE001  the boundary: no traceback reaches a user
        tell(f"gptdesk-cli: {report_mistake(exc, _LOG_NAME)}")
    return EXIT_REFUSED


def _parse(argv: Sequence[str]) -> argparse.Namespace:
    try:
        return parse_arguments(argv)
    except SystemExit:
        write("")  # help that nobody reads, or for which there is no room, is found out here
        raise


def _run(options: argparse.Namespace, engine_factory: EngineFactory) -> int:
    match options.command:
        case "generate":
            return _ask(_generate, options, engine_factory)
        case "inspect":
            return _ask(_inspect, options, engine_factory)
        case "inside":
            return _inside(options, engine_factory)
        case "compare":
            return _compare(options)
        case "bench":
            return _bench(options, engine_factory)
        case _:
            return _models(options, engine_factory)


def _ask(
    command: Callable[[argparse.Namespace, Engine | RemoteEngine], int],
    options: argparse.Namespace,
    engine_factory: EngineFactory,
) -> int:
    """Run a command with a model of this computer, or with that of a server, which is let go of."""
    if options.server is None:
        return command(options, engine_factory())
    from gptdesk.engine.remote_engine import RemoteEngine

    engine = RemoteEngine()
    try:
        return command(options, engine)
    finally:
        engine.unload()


def _generate(options: argparse.Namespace, engine: Engine | RemoteEngine) -> int:
    info = _load(options, engine)
    vocabulary = info.vocabulary if options.json else None
    cancelled = Event()

    def stop() -> None:
        if cancelled.is_set():  # the second time: at once
            _leave()
        cancelled.set()

    try:
        with _at_interrupt(stop):
            end = _stream(engine, options.request, cancelled, vocabulary)
    finally:
        if not options.json:
            end_line()
    speed = end.stats.decode_tokens_per_s
    new, seed = tokens_text(end.stats.new_tokens), options.request.seed
    reason = said(_REASONS[end.reason])
    if speed:
        figures = said("{0}, {1} tokens/s, ended by {2}, seed {3}")
        tell(figures.format(new, f"{speed:.1f}", reason, seed))
    else:
        tell(said("{0}, ended by {1}, seed {2}").format(new, reason, seed))
    return EXIT_INTERRUPTED if end.reason is FinishReason.CANCELLED else 0


def _stream(
    engine: Engine | RemoteEngine,
    request: GenerationRequest,
    cancelled: Event,
    vocabulary: Vocabulary | None,
) -> GenerationEnd:
    """Write a run as it comes, as text or, given a vocabulary, as JSON; return how it ended."""
    dropped_tokens = 0
    for event in engine.generate(request, cancelled):
        if isinstance(event, PromptReady):
            dropped_tokens = event.dropped_tokens
            if dropped_tokens:
                left_out = tokens_text(dropped_tokens)
                tell(said("the prompt is too long by {0}: its start is left out").format(left_out))
            tell_lost(event.lost_characters)
            continue
        if vocabulary is not None:
            if isinstance(event, GenerationStep) and event.new_pieces:
                vocabulary = answer_pieces((*vocabulary.pieces, *event.new_pieces))
            values = event_values(event, vocabulary)
            if isinstance(event, GenerationEnd):
                values |= {"seed": request.seed, "dropped_prompt_tokens": dropped_tokens}
                values["settings"] = asdict(request.settings)
                values["model"] = engine.info and model_values(engine.info)
            write_json(values)
        elif not isinstance(event, ContextShifted):
            write(event.text)
        if isinstance(event, GenerationEnd):
            return event
    raise AssertionError("a run that does not raise ends in a GenerationEnd")


def _inspect(options: argparse.Namespace, engine: Engine | RemoteEngine) -> int:
    info = _load(options, engine)
    top_n = options.top or (TOP_N if options.json or options.csv else TABLE_TOP_N)
    top_n = min(top_n, info.shape.vocab_size or top_n)
    _expect_room(options.text, top_n, engine.tokenizer)
    tell_lost(engine.tokenizer.count_lost(options.text))
    stats = engine.inspect(options.text, bos=options.bos, top_n=top_n)
    vocabulary = engine.tokenizer.vocabulary  # of a server that tells texts, those of this one
    if options.json:
        write_json(inspection_values(info, stats, vocabulary))
    elif options.csv:
        for row in inspection_rows(info, stats, vocabulary, top_n):
            write(csv_text((row,)))
    else:
        write(inspection_table(stats, vocabulary))
    return 0


def _inside(options: argparse.Namespace, engine_factory: EngineFactory) -> int:
    engine = engine_factory()
    info = _load(options, engine)
    tell_lost(engine.tokenizer.count_lost(options.text))
    show_inside(options, place_asked_for(options, engine.tokenizer), engine, info)
    return 0


def _compare(options: argparse.Namespace) -> int:
    from gptdesk.cli.compare import compare
    from gptdesk.engine.engines import Engines
    from gptdesk.engine.local_engine import InferenceEngine

    engines = Engines(InferenceEngine())

    def load(model: str | None, server: str | None) -> ModelInfo:
        # Of two servers, the key is that of --server: no other one is told it.
        is_keys = server == (options.server or options.other)
        key_file = options.server_key_file if is_keys else None
        wanted = {"model": model, "server": server, "server_key_file": key_file}
        return _load(argparse.Namespace(**{**vars(options), **wanted}), engines)

    try:
        return compare(options, engines, load)
    finally:
        engines.unload()  # the second one may be a server's, to which there is a connection


def _expect_room(text: str, top_n: int, tokenizer: Tokenizer) -> None:
    """Refuse to collect more alternatives than fit into the memory of a small computer."""
    if top_n * len(text.encode(errors="replace")) <= _MOST_ALTERNATIVES:
        return  # no token is shorter than a byte
    n_tokens = len(tokenizer.encode(text))
    if n_tokens * top_n > _MOST_ALTERNATIVES:
        raise RequestError(
            "{n_tokens:,} tokens with {top_n:,} alternatives each are more than "
            "{most_alternatives:,} in all. Give a smaller --top, or a shorter text.",
            n_tokens=n_tokens,
            top_n=top_n,
            most_alternatives=_MOST_ALTERNATIVES,
        )


def _bench(options: argparse.Namespace, engine_factory: EngineFactory) -> int:
    if options.precision == ALL_PRECISIONS:
        return _bench_all(options)
    result = measure(
        engine_factory(),
        _load_request(options),
        show_progress,
        prompt_tokens=options.prompt_tokens,
        new_tokens=options.new_tokens,
    )
    show_progress("")
    values = bench_values(result)
    if options.json:
        write_json(values)
    else:
        write(bench_table([values]))
    return 0


def _bench_all(options: argparse.Namespace) -> int:
    """Measure every precision in a process of its own: else the peak memory would be the first's.

    One that fails, and says why, is left out; where the first fails, nothing else is tried.
    """
    is_bundle = getattr(sys, "frozen", False)  # then the program is the interpreter
    command = [sys.executable, *(() if is_bundle else ("-m", "gptdesk.cli")), "bench", "--json"]
    command += ["--model", str(resolve_model(options.model).absolute()), "--device", options.device]
    command += ["--prompt-tokens", str(options.prompt_tokens)]
    command += ["--new-tokens", str(options.new_tokens)]
    results: list[dict[str, Any]] = []
    has_failed = False
    for precision in PRECISIONS:
        code, output = _run_child([*command, "--precision", precision])
        if code == 0:
            results.append(json.loads(output))
            continue
        if code != EXIT_REFUSED:  # else it has said why
            early = said("gptdesk-cli: Measuring {0} ended early, with exit code {1}.")
            tell(early.format(precision, code))
        has_failed = True
        if not results:
            break
    if results:
        if options.json:
            write_json(results)
        else:
            write(bench_table(results))
    return EXIT_REFUSED if has_failed else 0


def _run_child(command: Sequence[str]) -> tuple[int, str]:
    """Run this program once more, as it was found; return its exit code and what it wrote."""
    home = Path(__file__).parents[2]  # where `-m` looks first
    with subprocess.Popen(  # noqa: S603  our own program, no shell
        command, stdout=subprocess.PIPE, cwd=home, encoding="utf-8"
    ) as child:

        def stop() -> None:
            child.kill()
            _leave()

        with _at_interrupt(stop):
            output, _ = child.communicate()
    return child.returncode, output


def _models(options: argparse.Namespace, engine_factory: EngineFactory) -> int:
    if options.action != "list":
        return _change_models(options)
    paths, engine = user_paths(), engine_factory()
    models = [(entry, *_outline_of(entry, engine)) for entry in Catalog(paths).models()]
    if options.json:
        write_json([listed_values(*one) for one in models])
        return 0
    write(models_table(models))
    more = said("More models can be put in {0}, or opened by their path.")
    tell(more.format(paths.models_dir))
    return 0


def _change_models(options: argparse.Namespace) -> int:
    from gptdesk.cli.library import get_model, remove_model, verify_model
    from gptdesk.storage.models.hub.web import Stop

    stop = Stop()
    with _at_interrupt(stop.set):
        if options.action == "get":
            return 0 if get_model(options, stop) else EXIT_INTERRUPTED
        if options.action == "verify":
            return 0 if verify_model(options, stop) else EXIT_REFUSED
    remove_model(options)
    return 0


def _outline_of(entry: CatalogEntry, engine: Engine) -> tuple[ModelOutline | None, str]:
    """Return what a model's headers say, or why it cannot be opened."""
    try:
        return engine.outline_of(entry.path, "cpu"), ""
    except GPTDeskError as exc:
        return None, in_words(exc)


def _train(options: argparse.Namespace) -> int:
    from gptdesk.training.command import run_train

    return run_train(options, write, tell)


def _load(options: argparse.Namespace, engine: Engine | RemoteEngine) -> ModelInfo:
    try:
        info = engine.load(_load_request(options), show_progress)
    except ServerKeyError as exc:
        if options.server_key_file is not None:
            raise
        raise ServerKeyError(
            "{host} asks for a key. Name a file that holds it with --server-key-file.", **exc.facts
        ) from exc
    place = said("{0} on {1}: {2}")
    tell(place.format(info.name, info.device, in_words(info.device_reason)))
    if info.error is not None:
        computed = said("{0} ({1}), {2}")
        tell(computed.format(info.precision, info.kernel, error_sentence(info.error)))
    request = getattr(options, "request", None)
    is_penalised = request is not None and request.settings.repetition_penalty != 1
    for note in info.notes:
        if is_penalised or note != PENALTY_NOTE:
            tell(in_words(note))
    return info


def _load_request(options: argparse.Namespace) -> LoadRequest:
    if getattr(options, "server", None) is not None:
        address = ServerAddress(
            server_url(options.server), options.model or "", _key_in(options.server_key_file)
        )
        return LoadRequest(Path(address.host), server=address)
    return LoadRequest(resolve_model(options.model), options.device, options.precision)


def _key_in(name: str | None) -> str:
    if name is None:
        return ""
    try:
        return Path(name).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as exc:
        raise RequestError("{file}: the server's key cannot be read from it.", file=name) from exc


@contextmanager
def _at_interrupt(act: Callable[[], None]) -> Iterator[None]:
    """Answer Ctrl+C with `act`.

    Python's own answer, an exception wherever the program happens to be, is sometimes swallowed
    or turned into another one while torch is imported.
    """

    def handle(_number: int, _frame: FrameType | None) -> None:
        act()

    previous = signal.signal(signal.SIGINT, handle)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, previous)


def _leave() -> None:
    """End here and now; everything written is out already, and there is nothing to save."""
    os._exit(EXIT_INTERRUPTED)
