"""A look inside the loaded network: the latest passes, and which module answers which request.

Owns the passes that are kept, by the tokens that they read, and the order in which memory is given
up. Used from the network's thread only. Must not know files or devices.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from typing import Any

from gptdesk.chat.changes import Changes, HeadChange
from gptdesk.engine.inside.place import look_at_place
from gptdesk.engine.inside.sight import Sight, Window, decode
from gptdesk.engine.inside.values import InsideAnswer, InsideRequest, PlaceRequest, TextPlace
from gptdesk.engine.run.generate import check_ids
from gptdesk.engine.run.reader import Reader
from gptdesk.engine.types import Progress
from gptdesk.errors import RequestError
from gptdesk.model.config import GPTConfig
from gptdesk.model.gpt import GPTModel
from gptdesk.model.switched import SwitchedNetwork
from gptdesk.model.walk import Walk

MOST_BYTES = (
    220 * 2**20
)  # of all passes that are kept: one of 1,024 tokens through GPT-2's smallest

# Which function answers which request. They get the `Sight` of the request's place, ...
_AT_A_PLACE: dict[type, Callable[[Any, Sight, Event, Progress], InsideAnswer | None]] = {
    PlaceRequest: look_at_place,
}
# ... or `Inside` itself, where there is no place, or more than one.
_OTHERS: dict[type, Callable[[Any, Inside, Event, Progress], InsideAnswer | None]] = {}


class Inside:
    """The network as stored, and the latest texts that went through it.

    Attributes:
        network: in float32.
    """

    def __init__(self, network: GPTModel) -> None:
        """Begin with no pass."""
        self.network = network
        self._walks: list[Walk] = []  # the latest last
        self._reader: Reader | None = None  # of the latest answer with changed heads
        self._reader_heads: tuple[HeadChange, ...] = ()

    def answer(
        self, request: InsideRequest, cancelled: Event, progress: Progress
    ) -> InsideAnswer | None:
        """Answer one of `InsideRequest`; None when cancelled before there is an answer.

        Raises:
            RequestError: a place, block, head or token that is not there.
            NonFiniteStateError: the network's numbers are none, first at a named point.
        """
        self._check(request)
        if (whole := _OTHERS.get(type(request))) is not None:
            return whole(request, self, cancelled, progress)
        at, target_id = getattr(request, "at"), getattr(request, "target_id", None)  # noqa: B009
        sight = self.sight(at, cancelled, progress, target_id)
        if sight is None:
            return None
        return _AT_A_PLACE[type(request)](request, sight, cancelled, progress)

    def reader_with(self, heads: tuple[HeadChange, ...]) -> Reader:
        """Return what answers with changed heads; it keeps what it read for the next token.

        Raises:
            RequestError: a head that is not there.
        """
        heads = Changes(heads).heads
        for change in heads:
            check_head(change.block, change.head, self.network.cfg)
        if self._reader is None or self._reader_heads != heads:
            self._reader = Reader(SwitchedNetwork(self.network, heads))
            self._reader_heads = heads
        return self._reader

    def sight(
        self,
        at: TextPlace,
        cancelled: Event,
        progress: Progress,
        target_id: int | None = None,
    ) -> Sight | None:
        """Return a place with the pass that holds it; None when cancelled.

        Args:
            at: where.
            cancelled: looked at before every block.
            progress: called with blocks done and blocks in all.
            target_id: None is the token that follows, at the end the most probable one.
        """
        network = self.network
        check_ids(at.ids, network.cfg.vocab_size)
        window = Window.around(at, network.cfg)
        if at.changes.depends_on_whole_text:  # the mean is of what was there at the place
            window = Window(window.start, at.place)
        walk = self._read(at, window, cancelled, progress)
        if walk is None:
            return None
        if target_id is None:
            target_id = at.next_id
        if target_id is None:
            row = at.place - 1 - window.start
            target_id = int(decode(network, walk.last_stream[row : row + 1])[0].argmax())
        return Sight(network, walk, window, at, target_id)

    def _read(
        self, at: TextPlace, window: Window, cancelled: Event, progress: Progress
    ) -> Walk | None:
        """Return a pass that has read the window, kept or new."""
        ids, n_layers = at.ids[window.start : window.end], self.network.cfg.n_layers
        changes = at.changes.from_place(window.start)
        walk = self._kept(ids, changes)
        if walk is None:
            walk = Walk(self.network, changes)
            alike = (other for other in self._walks if other.changes == changes)
            nearest = max(alike, key=lambda other: _shared(other.ids, ids), default=None)
            if nearest is not None:
                walk.copy_beginning(nearest, ids)
            self._walks.append(walk)
        else:
            self._walks.remove(walk)
            self._walks.append(walk)
        is_held = walk.ids[: len(ids)] == ids
        if not is_held and not walk.read(ids, cancelled, lambda done: progress(done, n_layers)):
            return None
        self._give_up_oldest()
        return walk

    def _kept(self, ids: tuple[int, ...], changes: Changes) -> Walk | None:
        """Return a pass that holds `ids`, or that only has to go on for them."""
        for walk in reversed(self._walks):
            if walk.changes != changes:
                continue
            if changes.depends_on_whole_text:
                if walk.ids == ids:
                    return walk
            elif _shared(walk.ids, ids) == min(len(walk.ids), len(ids)):
                return walk
        return None

    def _give_up_oldest(self) -> None:
        while len(self._walks) > 1 and sum(w.size_bytes for w in self._walks) > MOST_BYTES:
            del self._walks[0]

    def _check(self, request: Any) -> None:
        """Refuse what the network does not have, in a sentence."""
        cfg = self.network.cfg
        places = [getattr(request, name) for name in ("at", "a", "b") if hasattr(request, name)]
        pairs = [(request.block, getattr(request, "head", 1))] if hasattr(request, "block") else []
        pairs += list(getattr(request, "heads", ()))
        pairs += [
            (c.block, c.head) for p in places if hasattr(p, "changes") for c in p.changes.heads
        ]
        for block, head in pairs:
            check_head(block, head, cfg)
        tokens = [getattr(request, name, None) for name in _TOKENS]
        check_ids([token for token in tokens if token is not None], cfg.vocab_size)


_TOKENS = ("target_id", "versus_id", "token_id", "expected_id", "a_id", "b_id", "c_id")


def check_head(block: int, head: int, cfg: GPTConfig) -> None:
    """Refuse a head that the network has not.

    Raises:
        RequestError: naming it.
    """
    if not (1 <= block <= cfg.n_layers and 1 <= head <= cfg.n_heads):
        raise RequestError(
            "There is no head {block}.{head}: this network has {n_layers} blocks of {n_heads} "
            "heads.",
            block=block,
            head=head,
            n_layers=cfg.n_layers,
            n_heads=cfg.n_heads,
        )


def _shared(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    """Return how many tokens two texts begin with together."""
    return next(
        (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )
