"""`gptdesk-cli compare`: the distance of two models along one text, for people and for programs.

Owns the order of the work, and what is printed. What the first model predicts is kept while the
second one is read; the arithmetic is the engine's.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import asdict
from statistics import fmean
from threading import Event
from typing import Any

from gptdesk.cli.options import is_server_address
from gptdesk.cli.output import (
    decimal,
    percent,
    table,
    tell,
    tell_lost,
    tokens_text,
    write,
    write_json,
)
from gptdesk.engine.engines import Engines
from gptdesk.engine.inspection.values import PlaceDivergence, ReadText
from gptdesk.engine.tokenizers.vocabulary import Vocabulary
from gptdesk.engine.types import ModelInfo
from gptdesk.errors import RequestError
from gptdesk.formats.csv_text import csv_text
from gptdesk.formats.engine_values import model_values
from gptdesk.language import said

_COLUMNS = ("place", "id", "text", "first_p", "second_p", "kl_nats", "reverse_nats")


def compare(
    options: argparse.Namespace,
    engines: Engines,
    load: Callable[[str | None, str | None], ModelInfo],
) -> int:
    """Print how far two models are apart at each place of a text.

    Args:
        options: `text`, `model`, `server`, `other`, and the shape of what is printed.
        engines: in which both are read, one after the other.
        load: reads a model by its name or path, or is given that of a server by its address; tells
            how.

    Returns:
        The exit code.

    Raises:
        RequestError: nothing is predicted in the text, their ids are not of the same tokens, or a
            server knows no ids.
        GPTDeskError: a model cannot be opened.
    """
    first = load(options.model, options.server)
    ids = tuple(engines.tokenizer.encode(options.text))
    if len(ids) < 2:
        raise RequestError("The text has fewer than two tokens: nothing is predicted in it.")
    tell_lost(engines.tokenizer.count_lost(options.text))
    engines.keep_distributions((ReadText(ids, 1),), Event(), _say_nothing)
    is_server = is_server_address(options.other)
    second = load(None, options.other) if is_server else load(options.other, None)
    found = engines.diverge(Event(), _say_nothing)
    assert found is not None, "nothing stops it but the end of the program"
    vocabulary, (places,) = second.vocabulary, found.of_texts
    if options.json:
        write_json(_values((first, second), places, vocabulary, is_bound=found.is_bound))
    elif options.csv:
        write(csv_text((_COLUMNS,)))
        for place in places:
            write(csv_text((tuple(_row(place, vocabulary).values()),)))
    else:
        write(_table((first, second), places, vocabulary, is_bound=found.is_bound))
    if len(places) < len(ids) - 1:
        left_out = tokens_text(len(ids) - 1 - len(places))
        tell(said("longer than both models see at once: {0} left out").format(left_out))
    if found.is_bound:
        tell(
            said(
                "at least so much (≥): the server told its most probable tokens only, and all "
                "others count as one"
            )
        )
    return 0


def _values(
    models: tuple[ModelInfo, ModelInfo],
    places: tuple[PlaceDivergence, ...],
    vocabulary: Vocabulary,
    *,
    is_bound: bool,
) -> dict[str, Any]:
    return {
        "models": [model_values(info) for info in models],
        "tokens": [_row(place, vocabulary) for place in places],
        "mean_kl_nats": fmean(place.kl_nats for place in places),
        "mean_reverse_nats": fmean(place.reverse_nats for place in places),
        "is_lower_bound": is_bound,
    }


def _row(place: PlaceDivergence, vocabulary: Vocabulary) -> dict[str, Any]:
    values = asdict(place)
    row = {
        "place": place.index + 1,
        "id": place.token_id,
        "text": vocabulary.piece(place.token_id).decode("utf-8", "replace"),
        **values,
    }
    return {name: row[name] for name in _COLUMNS}


def _table(
    models: tuple[ModelInfo, ModelInfo],
    places: tuple[PlaceDivergence, ...],
    vocabulary: Vocabulary,
    *,
    is_bound: bool,
) -> str:
    least = "≥ " if is_bound else ""
    header = ("", "id", said("token"), said("p, first"), said("p, second"))
    header += (said("KL, nats"), said("reverse"))
    rows = [
        (
            str(place.index + 1),
            str(place.token_id),
            vocabulary.visible(place.token_id),
            *("–" if p is None else percent(p) for p in (place.first_p, place.second_p)),
            least + _nats_text(place.kl_nats),
            least + _nats_text(place.reverse_nats),
        )
        for place in places
    ]
    whole = said("KL({0} ‖ {1}) is {2} nats on average over {3}, the reverse {4}").format(
        *(info.name for info in models),
        f"{least}{fmean(place.kl_nats for place in places):.4g}",
        tokens_text(len(places)),
        f"{least}{fmean(place.reverse_nats for place in places):.4g}",
    )
    return f"{table(header, rows, alignment='>><>>>>')}\n{whole}\n"


def _nats_text(nats: float) -> str:
    return decimal(nats, 4) if nats else "0"  # 0.0000 would be a small one that is not shown


def _say_nothing(_done: int, _total: int) -> None:
    """Nobody waits long enough to be told."""
