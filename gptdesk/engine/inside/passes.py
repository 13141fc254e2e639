"""The latest passes through the loaded network, by the tokens that they read.

Owns which pass serves a place, and the order in which memory is given up. Used from the network's
thread only. Must not know what the numbers are shown for.
"""

from __future__ import annotations

from contextlib import ExitStack
from threading import Event

from gptdesk.chat.changes import Changes
from gptdesk.engine.inside.sight import Sight, Window
from gptdesk.engine.inside.values import TextPlace
from gptdesk.engine.run.device import LongWork, one_thread
from gptdesk.engine.run.generate import check_ids
from gptdesk.engine.types import Progress
from gptdesk.model.kv_cache import common_prefix
from gptdesk.model.walk import BlockDone, Walk
from gptdesk.model.walked import ReadableNetwork

MOST_BYTES = (
    220 * 2**20
)  # of all passes that are kept: one of 1,024 tokens through GPT-2's smallest
_MANY = 64  # new tokens from which on a second thread is worth its waiting


class Passes:
    """The network as stored, and the latest texts that went through it.

    Attributes:
        network: in float32.
        end_id: the token that ends a text; None where the vocabulary has none.
    """

    def __init__(self, network: ReadableNetwork, end_id: int | None = None) -> None:
        """Begin with no pass."""
        self.network, self.end_id = network, end_id
        self._walks: list[Walk] = []  # the latest last

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
            target_id: as `Sight.asked_id`.
        """
        check_ids(at.ids, self.network.cfg.vocab_size)
        window = Window.around(at, self.network.cfg)
        if at.changes.depends_on_whole_text:  # the mean is of what was there at the place
            window = Window(window.start, at.place)
        walk = self._read(at, window, cancelled, progress)
        return None if walk is None else Sight(self.network, walk, window, at, target_id)

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
            nearest = max(alike, key=lambda other: common_prefix(other.ids, ids), default=None)
            if nearest is not None:
                walk.copy_beginning(nearest, ids)
            self._walks.append(walk)
        else:
            self._walks.remove(walk)
            self._walks.append(walk)
        is_held = walk.ids[: len(ids)] == ids
        if not is_held and not _go_on(walk, ids, cancelled, lambda done: progress(done, n_layers)):
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
            elif common_prefix(walk.ids, ids) == min(len(walk.ids), len(ids)):
                return walk
        return None

    def _give_up_oldest(self) -> None:
        while len(self._walks) > 1 and sum(w.size_bytes for w in self._walks) > MOST_BYTES:
            del self._walks[0]


def _go_on(walk: Walk, ids: tuple[int, ...], cancelled: Event, block_done: BlockDone) -> bool:
    """Do as `Walk.read`: with one thread for a few tokens, else with those that find a core."""
    if len(ids) - common_prefix(walk.ids, ids) < _MANY:
        with one_thread():
            return walk.read(ids, cancelled, block_done)
    work = LongWork()
    with ExitStack() as part:

        def next_part(done: int) -> None:
            part.close()
            part.enter_context(work.going_on())
            block_done(done)

        part.enter_context(work.going_on())
        return walk.read(ids, cancelled, next_part)
