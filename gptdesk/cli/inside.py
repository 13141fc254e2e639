"""The command `inside`: a place of a text walked through the network, as stored, in float32.

Owns which questions are asked, and the refusal of what the text or the network does not have.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from threading import Event
from typing import TypeVar

from gptdesk.chat.changes import Changes, HeadChange
from gptdesk.cli.inside_text import inside_text
from gptdesk.cli.output import show_progress, tell, tokens_text, write, write_json
from gptdesk.engine.inside.values import (
    ANATOMIES,
    AttentionRow,
    AttentionRowRequest,
    Contributions,
    ContributionsRequest,
    Effect,
    EffectRequest,
    InsideAnswer,
    InsideRequest,
    Lens,
    LensRequest,
    PlaceRequest,
    PlaceView,
    Spot,
    StopRequest,
    StopView,
    TextPlace,
)
from gptdesk.engine.protocol import Engine
from gptdesk.engine.tokenizers.protocol import Tokenizer
from gptdesk.engine.types import ModelInfo
from gptdesk.errors import RequestError
from gptdesk.formats.csv_text import csv_text
from gptdesk.formats.engine_values import model_values
from gptdesk.formats.inside_values import (
    InsidePage,
    attention_rows,
    contribution_rows,
    inside_values,
    lens_rows,
)
from gptdesk.language import said

_Answer = TypeVar("_Answer", bound=InsideAnswer)


def place_asked_for(options: argparse.Namespace, tokenizer: Tokenizer) -> TextPlace:
    """Return the place of a text that the options name, changes and all.

    Raises:
        RequestError: the text has no such place, or a token cannot be hidden there.
    """
    ids = tuple(tokenizer.encode(options.text))
    if not ids:
        raise RequestError("The text is empty. Give at least one word: what follows is looked at.")
    place = options.place or len(ids)
    if place > len(ids):
        raise RequestError(
            "There is no place {place}: the text has {tokens}.",
            place=place,
            tokens=tokens_text(len(ids)),
        )
    for hidden in options.hide:
        if hidden >= place:
            raise RequestError(
                "Token {hidden} cannot be hidden: only those before place {place}, which predicts, "
                "can.",
                hidden=hidden,
                place=place,
            )
    heads = tuple(HeadChange(block, head) for block, head in sorted(set(options.off)))
    return TextPlace(ids, place, changes=Changes(heads, tuple(options.hide)))


def show_inside(
    options: argparse.Namespace, at: TextPlace, engine: Engine, info: ModelInfo
) -> None:
    """Write what is asked of a place of a text.

    Raises:
        RequestError: the network has no such head, or no such token.
    """
    target_id, vocab_size = options.target, info.shape.vocab_size
    if target_id is not None and target_id >= vocab_size:
        raise RequestError(
            "There is no token {token_id}: this model's vocabulary has {vocab_size:,}, from 0 on.",
            token_id=target_id,
            vocab_size=vocab_size,
        )
    page, view = _page(engine, info, at, target_id, with_heads=options.heads)
    if view.context_start:
        unseen = said(
            "the text is too long for the context: at this place its first {0} are not seen"
        )
        tell(unseen.format(tokens_text(view.context_start)))
    if options.json:
        write_json(inside_values(page))
    elif options.csv:
        tables = [lens_rows(page), contribution_rows(page)]
        tables += [attention_rows(page)] if page.heads else []
        write("\n".join(map(csv_text, tables)))
    else:
        write(inside_text(page, info, view.context_start, _stops(engine, info, at, page.account)))
    show_progress("")


def _page(
    engine: Engine, info: ModelInfo, at: TextPlace, target_id: int | None, *, with_heads: bool
) -> tuple[InsidePage, PlaceView]:
    """Ask everything that is said of a place."""
    # What follows in the text plays no part: unless it is named, the most probable is the target.
    ids, at = at.ids, replace(at, ids=at.ids[: at.place])
    effect = _ask(engine, EffectRequest(at, target_id), Effect)
    target_id = effect.target_id
    blocks, heads = (int(dict(info.shape.rows)[name]) for name in ("n_layers", "n_heads"))
    rows = (
        _ask(engine, AttentionRowRequest(at, block, head), AttentionRow)
        for block in range(1, blocks + 1)
        for head in range(1, heads + 1)
    )
    page = InsidePage(
        model=model_values(info),
        ids=ids,
        place=at.place,
        changes=at.changes,
        effect=effect,
        lens=_ask(engine, LensRequest(at, target_id), Lens),
        account=_ask(engine, ContributionsRequest(at, target_id), Contributions),
        heads=tuple(rows) if with_heads else (),
        vocabulary=info.vocabulary,
    )
    return page, _ask(engine, PlaceRequest(at, target_id), PlaceView)


def _stops(
    engine: Engine, info: ModelInfo, at: TextPlace, account: Contributions
) -> list[StopView]:
    """Ask for every stop; those of one head for the one of the block that wrote most."""
    shares = {part.name: abs(part.centred) for part in account.parts}
    blocks, heads = (int(dict(info.shape.rows)[name]) for name in ("n_layers", "n_heads"))
    anatomy = ANATOMIES[info.shape.design]
    spots = [*map(Spot, anatomy.before_blocks)]
    for block in range(1, blocks + 1):
        most = max(range(1, heads + 1), key=lambda head: shares[f"head {block}.{head}"])
        spots += [Spot(stop, block, most) for stop in anatomy.in_block]
    at = replace(at, ids=at.ids[: at.place])
    spots += [*map(Spot, anatomy.after_blocks)]
    return [_ask(engine, StopRequest(at, spot), StopView) for spot in spots]


def _ask(engine: Engine, request: InsideRequest, kind: type[_Answer]) -> _Answer:
    """Return the answer of a request, which nothing cancels: Ctrl+C ends the program."""
    answer = engine.look_inside(request, Event(), _show_blocks)
    assert isinstance(answer, kind)
    return answer


def _show_blocks(done: int, total: int) -> None:
    show_progress(said("Reading the text: block {0} of {1}").format(done, total))
