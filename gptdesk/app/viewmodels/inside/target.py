"""The token that lens and contributions ask about, and the one that it is compared with.

Owns what the user chose, as long as the place is the same, and what can be chosen. Formats nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from gptdesk.app.viewmodels.inside.looking import InsideViewModel


class TargetViewModel(QObject):
    """What was chosen for a place; at another place the text's own token is asked about again.

    Signals:
        changed: `target_id` or `versus_id` is another one.
    """

    changed = Signal()

    def __init__(self, inside: InsideViewModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._inside = inside
        self._place: tuple[tuple[int, ...], int] | None = None
        self._target_id: int | None = None
        self._versus_id: int | None = None
        inside.place_changed.connect(self._on_place_changed)

    @property
    def target_id(self) -> int | None:
        """The token that was chosen; None is the next one of the text, else the most probable."""
        return self._target_id

    @property
    def shown_id(self) -> int | None:
        """The token that is asked about; None until it is known."""
        return self._inside.target_id if self._target_id is None else self._target_id

    @property
    def versus_id(self) -> int | None:
        """The other token that was chosen; None is the most probable other one."""
        return self._versus_id

    @property
    def top_ids(self) -> tuple[int, ...]:
        """The most probable tokens at the place, as far as they are named."""
        view = self._inside.view
        return () if view is None else tuple(chance.token_id for chance in view.outcome.top)

    def choose(self, token_id: int | None) -> None:
        """Ask about another token, or with None about the text's own."""
        token_id = None if token_id == self._inside.target_id else token_id
        versus_id = None if token_id is not None and self._versus_id == token_id else self.versus_id
        self._set(token_id, versus_id)

    def choose_versus(self, token_id: int | None) -> None:
        """Compare with another token, or with None with the most probable other one."""
        self._set(self._target_id, token_id)

    def find(self, typed: str, then: Callable[[tuple[int, ...]], object]) -> None:
        """Look up which tokens a typed text can mean.

        Args:
            typed: a text; without a space in front it is also looked up with one, as words within
                a text begin with it.
            then: called with the ids: the text itself where it is one token, else its pieces.
        """
        texts = (typed,) if typed[:1].isspace() else (f" {typed}", typed)
        found: list[tuple[int, ...]] = []
        for text in texts:  # every one is answered, in order
            self._inside.split(text, partial(self._on_split, found, len(texts), then))

    def _on_split(
        self,
        found: list[tuple[int, ...]],
        count: int,
        then: Callable[[tuple[int, ...]], object],
        ids: tuple[int, ...],
    ) -> None:
        found.append(ids)
        if len(found) == count:
            whole = [ids for ids in found if len(ids) == 1]
            then(_without_repeats(one for ids in whole or found for one in ids))

    @Slot()
    def _on_place_changed(self) -> None:
        at = self._inside.at
        place = None if at is None else (at.ids, at.place)
        if place != self._place:
            self._place = place
            self._set(None, None)

    def _set(self, target_id: int | None, versus_id: int | None) -> None:
        if (target_id, versus_id) != (self._target_id, self._versus_id):
            self._target_id, self._versus_id = target_id, versus_id
            self.changed.emit()


def _without_repeats(ids: Iterable[int]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(ids))
