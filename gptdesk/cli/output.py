"""The output of `gptdesk-cli`: results on standard output, everything else on standard error.

Owns the two streams, the layout of tables, and a stream whose reader is gone. Must not know where
the figures come from.
"""

from __future__ import annotations

import contextlib
import io
import json
import logging
import os
import sys
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from gptdesk.chat.tokens import TokenStats
from gptdesk.cli.parser import columns_of, wrapped
from gptdesk.engine.tokenizers.vocabulary import Vocabulary
from gptdesk.engine.types import ModelOutline, TextStats
from gptdesk.errors import GPTDeskError
from gptdesk.formats.safe_text import CONTROLS
from gptdesk.formats.token_table import table_id
from gptdesk.language import said, translate
from gptdesk.precision import PrecisionError
from gptdesk.sentences import in_language, numbered, one_line, size_text, to_translate
from gptdesk.startup import fill_closed_streams
from gptdesk.storage.models.catalog import CatalogEntry, Origin

_PROGRESS_WIDTH = 78  # columns
_UNKNOWN = "–"
_MACHINE = (  # what a figure of speed is quoted with
    *(to_translate("command line", "cores"), to_translate("command line", "threads")),
    to_translate("command line", "platform"),
)
_ORIGINS = {
    Origin.BUNDLED: to_translate("command line", "bundled"),
    Origin.USER: to_translate("command line", "user"),
    Origin.PACKAGE: to_translate("command line", "python package"),
    Origin.HUGGING_FACE: "hugging face",
    Origin.LM_STUDIO: "lm studio",
    Origin.OLLAMA: "ollama",
    Origin.RECENT: to_translate("command line", "recent"),
}


class OutputError(GPTDeskError):
    """Standard output cannot be written."""


class _Terminal(io.TextIOWrapper):
    """A stream to a screen: control characters are shown, because a terminal obeys them.

    A model's text, a file's name, an argument can hold any: they would set the title, fill the
    clipboard, clear what stands above.
    """

    def write(self, text: str) -> int:
        """Write a text; only a new line and a tab act."""
        super().write(_shown(text))
        return len(text)


def prepare_streams() -> None:
    """Make both streams UTF-8 whatever the locale, and keep libraries from speaking on them.

    A terminal keeps its own encoding. What that has no character for, and a byte of a file name
    that is no text, is written with a backslash, which is JSON's way too. A standard error
    that the caller closed goes nowhere.
    """
    is_lost = sys.stdout is None  # closed by the caller
    fill_closed_streams()
    if is_lost:  # a result is refused, with what the system says, as on a full disk
        nowhere = os.open(os.devnull, os.O_RDONLY)
        sys.stdout = os.fdopen(nowhere, "w", encoding="utf-8")
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if not isinstance(stream, io.TextIOWrapper) or isinstance(stream, _Terminal):
            continue
        encoding = stream.encoding if stream.isatty() else "utf-8"
        stream.reconfigure(encoding=encoding, errors="backslashreplace", newline="\n")
        if stream.isatty():
            screen = _Terminal(
                stream.buffer,
                encoding=encoding,
                errors="backslashreplace",
                newline="\n",
                line_buffering=True,
            )
            setattr(sys, name, screen)
    logging.getLogger().addHandler(logging.NullHandler())
    if not sys.warnoptions:
        warnings.simplefilter("ignore")


def _shown(text: str) -> str:
    return CONTROLS.sub(lambda found: f"\\x{ord(found[0]):02x}", text)


def write(text: str) -> None:
    """Write a piece of the result; it is out when this returns.

    Raises:
        BrokenPipeError: the reader went away.
        OutputError: it cannot be written.
    """
    try:
        print(text, end="", flush=True)
    except BrokenPipeError:
        drop_output()
        raise
    except OSError as exc:
        drop_output()
        raise OutputError("The output cannot be written: {why}.", why=exc) from exc


def write_json(value: object) -> None:
    """Write one value on one line; see `write`."""
    write(json.dumps(value, ensure_ascii=False, allow_nan=False) + "\n")


def end_line() -> None:
    """On a screen, end the line; in a file or a pipe, the text stays as it is."""
    if sys.stdout.isatty():
        write("\n")


def tell(sentence: str) -> None:
    """Say one sentence about the result; a closed standard error is no reason to stop."""
    show_progress("")
    with contextlib.suppress(OSError, ValueError):
        print(one_line(sentence), file=sys.stderr, flush=True)


def tell_lost(characters: int) -> None:
    """Say that a model has no tokens for so many characters of a text."""
    if characters:
        one = said("1 character of the text is not in this model's vocabulary: left out")
        many = said("{0} characters of the text are not in this model's vocabulary: left out")
        tell(numbered(characters, one, many))


def in_words(told: object) -> str:
    """Return what the engine or the storage tells, or an error's sentence, in the user's language.

    Args:
        told: an error of ours, or a text.
    """
    if isinstance(told, GPTDeskError):
        return told.sentence(_of_errors)
    return str(in_language(told, _of_errors))


def _of_errors(text: str) -> str:
    return translate("errors", text)


def tokens_text(number: int) -> str:
    """Return "1 token", or "2,000 tokens"."""
    return numbered(number, said("1 token"), said("{0} tokens"))


def show_progress(sentence: str) -> None:
    """On a screen, show what is being done now, in place of what was; an empty sentence clears."""
    with contextlib.suppress(OSError, ValueError):
        if sys.stderr.isatty():
            shown = wrapped(one_line(in_words(sentence)), _PROGRESS_WIDTH)[:1] or [""]
            line = "\r" + shown[0] + " " * (_PROGRESS_WIDTH - columns_of(shown[0]))
            # As Python opened it: this carriage return is ours.
            print(line, end="" if sentence else "\r", file=sys.__stderr__, flush=True)


def drop_output() -> None:
    """Send the rest to nowhere, so that Python finds nothing to complain about at its end."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def inspection_table(stats: TextStats, vocabulary: Vocabulary) -> str:
    """Return a text's tokens as lines, and its perplexity as the last one."""
    rows = [_inspection_row(token, vocabulary) for token in stats.tokens]
    header = ("", "id", said("token"), "p", said("rank"))
    header += (said("surprisal"), said("entropy"), said("most probable"))
    predicted = sum(token.raw_p is not None for token in stats.tokens)
    perplexity = _UNKNOWN if stats.perplexity is None else f"{stats.perplexity:.4g}"
    lines = table(header, rows, alignment=">><>>>><")
    whole = said("perplexity {0} over {1}").format(perplexity, tokens_text(predicted))
    return f"{lines}\n{whole}\n"


def error_sentence(error: PrecisionError) -> str:
    """Say how far a model is from its float32 self."""
    same = round(error.same_top * error.places)
    return said(
        "measured error: {0} nats mean KL, the same first choice at {1} of {2} places"
    ).format(f"{error.mean_kl:.2g}", same, error.places)


def bench_table(results: Sequence[Mapping[str, Any]]) -> str:
    """Return measurements, as JSON has them, side by side, and what they have in common below."""
    header = ("", *(result["model"]["precision"] for result in results))
    columns = [_bench_figures(result) for result in results]
    rows = [(name, *(column[name] for column in columns)) for name in columns[0]]
    first = results[0]
    common = {
        said("model"): said("{0} on {1}").format(first["model"]["name"], first["model"]["device"]),
        said("tokens"): said("{0} of prompt, {1} generated").format(
            first["prompt_tokens"], first["new_tokens"]
        ),
        **{said(name): value for name, value in first["machine"].items()},
    }
    common_rows = [(name, str(value)) for name, value in common.items()]
    return (
        table(header, rows, alignment="<" + ">" * len(results))
        + "\n"
        + said(
            "The limit is what memory allows if so many megabytes are read a token; a table\n"
            "is only looked up. Weights that fit the processor's cache can be faster."
        )
        + "\n\n"
        + table(("", ""), common_rows, alignment="<<").lstrip("\n")
    )


def _bench_figures(result: Mapping[str, Any]) -> dict[str, str]:
    error = result["model"]["error"]
    return {
        said("kernel"): result["model"]["kernel"],
        said("mean KL from exact, nats"): _figure(error and error["mean_kl"], ".2g"),
        said("same first choice"): said("{0} of {1}").format(
            round(error["same_top"] * error["places"]), error["places"]
        )
        if error
        else _UNKNOWN,
        said("weights, MB"): _figure(result["size_bytes"] / 1e6, ",.1f"),
        said("read for a token, MB"): _figure(result["bytes_per_token"] / 1e6, ",.1f"),
        said("load, s"): _figure(result["load_s"], ".2f"),
        said("first token, s"): _figure(result["time_to_first_token_s"], ".3f"),
        said("tokens/s"): _figure(result["decode_tokens_per_s"], ",.1f"),
        said("memory is read at, GB/s"): _figure(result["read_bytes_per_s"], ".1f", 1e-9),
        said("limit, tokens/s"): _figure(result["limit_tokens_per_s"], ",.1f"),
        said("share of the limit, %"): _figure(result["share_of_limit"], ".0f", 100),
        said("peak memory, MiB"): _figure(result["peak_rss_mib"], ",.0f"),
    }


def _figure(value: float | None, form: str, scale: float = 1.0) -> str:
    return _UNKNOWN if value is None else f"{value * scale:{form}}"


def table(header: Sequence[str], rows: Sequence[Sequence[str]], *, alignment: str) -> str:
    """Return lines of aligned columns; `alignment` has a `<` or a `>` for each column.

    A cell is one line, whatever a file's name holds.
    """
    lines = [[one_line(cell) for cell in line] for line in (header, *rows)]
    widths = [max(columns_of(line[column]) for line in lines) for column in range(len(header))]
    return "".join(
        "  ".join(
            " " * (width - columns_of(cell)) + cell
            if side == ">"
            else cell + " " * (width - columns_of(cell))
            for cell, width, side in zip(line, widths, alignment, strict=True)
        ).rstrip()
        + "\n"
        for line in lines
    )


def models_table(models: Sequence[tuple[CatalogEntry, ModelOutline | None, str]]) -> str:
    """Return a line for each model on the disk; what cannot be opened says why."""
    rows = [
        (
            entry.name,
            said(_ORIGINS[entry.origin]),
            *_outline_cells(outline),
            size_text(entry.size_bytes),
            problem or str(entry.path),
        )
        for entry, outline, problem in models
    ]
    header = (
        *(said("name"), said("origin"), said("family"), said("bits"), said("context")),
        *(said("licence"), said("memory"), said("size"), said("path")),
    )
    return table(header, rows, alignment="<<<>><>><")


def listed_values(
    entry: CatalogEntry, outline: ModelOutline | None, problem: str
) -> dict[str, Any]:
    """Return a model on the disk as plain values; what cannot be opened has only a problem."""
    values: dict[str, Any] = {**asdict(entry), "path": str(entry.path), "problem": problem or None}
    if outline is not None:
        values |= {
            "family": outline.family,
            "parameters": outline.parameters,
            "bits_per_weight": outline.bits_per_weight,
            "context_length": outline.context_length,
            "licence": outline.licence or None,
            "memory_bytes": {name: need.total for name, need in outline.by_precision},
        }
    return values


def _outline_cells(outline: ModelOutline | None) -> tuple[str, ...]:
    """Return family, bits a weight, context, licence, and the memory when computed exactly."""
    if outline is None:
        return (said("cannot be opened"), "", "", "", "")
    return (
        outline.family,
        f"{outline.bits_per_weight:.1f}",
        f"{outline.context_length:,}",
        outline.licence,
        size_text(outline.of("exact").total),
    )


def _inspection_row(token: TokenStats, vocabulary: Vocabulary) -> tuple[str, ...]:
    likely = "  ".join(
        f"{vocabulary.visible(token_id)} {percent(p)}"
        for token_id, p in zip(token.top_ids, token.top_raw_p, strict=True)
    )
    return (
        str(token.index),
        _UNKNOWN if (shown := table_id(token.token_id, vocabulary)) is None else str(shown),
        vocabulary.visible(token.token_id),
        _UNKNOWN if token.raw_p is None else percent(token.raw_p),
        _UNKNOWN if token.rank is None else str(token.rank),
        _bits(token.surprisal_bits),
        _bits(token.entropy_bits),
        likely,
    )


def percent(p: float) -> str:
    """Return a probability as it is shown, "97.1 %"."""
    return said("{0} %").format(f"{100 * p:.3g}")


def decimal(value: float, decimals: int = 2, sign: str = "-") -> str:
    """Return a number with so many decimals, or one digit where these would say 0: "0.004".

    Args:
        value: finite.
        decimals: 1 or more.
        sign: "+" writes a sign before all.
    """
    text = f"{value:{sign}.{decimals}f}"
    return text if float(text) or not value else f"{value:{sign}.1g}"


def _bits(value: float | None) -> str:
    return _UNKNOWN if value is None else bits_text(value)


def bits_text(value: float) -> str:
    """Return "2.45 bits"."""
    return said("{0} bits").format(decimal(value))
