"""The account of what wrote the logit: all parts, and of one part its own parts.

Owns the answers, which of them are still true, what is opened, and the order of the rows. Formats
nothing.
"""

from __future__ import annotations

from enum import StrEnum
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from gptdesk.app.system.timers import single_shot
from gptdesk.app.viewmodels.inside.looking import OLD_FOR_MS, InsideViewModel
from gptdesk.app.viewmodels.inside.target import TargetViewModel
from gptdesk.engine.inside.values import (
    Contributions,
    ContributionsRequest,
    HeadSourcesRequest,
    NeuronsRequest,
    Share,
    TextPlace,
)

_Key = tuple[TextPlace | None, int | None, int | None]


class Column(StrEnum):
    """The three accounts; never mixed."""

    RAW = "raw"
    CENTRED = "centred"
    VERSUS = "versus"

    def of(self, share: Share) -> float:
        """Return what a part wrote by this account."""
        return {Column.RAW: share.raw, Column.CENTRED: share.centred}.get(self, share.versus)


class ContributionsViewModel(QObject):
    """The account at the place of `inside`, for the tokens of `target`.

    Signals:
        changed: `account`, `inner`, `opened`, `rows` or `column` is another one.
        selected_changed: `selected` is another one.
    """

    changed = Signal()
    selected_changed = Signal()

    def __init__(
        self, inside: InsideViewModel, target: TargetViewModel, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._inside = inside
        self._target = target
        self._account: Contributions | None = None
        self._inner: Contributions | None = None
        self._known: _Key = (None, None, None)  # whose account it is
        self._inner_known: tuple[_Key, str] = (self._known, "")
        self.opened = ""
        self.column = Column.CENTRED
        self.is_sorted = True
        self.is_reversed = False
        self.selected = ""
        self._old_timer = single_shot(self, OLD_FOR_MS, self._forget_old)
        inside.place_changed.connect(self._on_place_changed)
        target.changed.connect(self._old_timer.start)

    @property
    def account(self) -> Contributions | None:
        """All parts; None while the place's own are not there."""
        return self._account

    @property
    def shown(self) -> Contributions | None:
        """What is opened: all parts, or the parts of one."""
        return self._inner if self.opened else self._account

    @property
    def rows(self) -> tuple[Share, ...]:
        """The parts of `shown` in the order that was chosen; of one size, as in the network."""
        if self.shown is None:
            return ()
        if not self.is_sorted:
            return self.shown.parts[::-1] if self.is_reversed else self.shown.parts
        return tuple(sorted(self.shown.parts, key=self.column.of, reverse=not self.is_reversed))

    def largest(self, count: int) -> tuple[Share, ...]:
        """Return the parts that wrote most by the centred account, whatever their sign."""
        parts = () if self._account is None else self._account.parts
        return tuple(sorted(parts, key=lambda part: -abs(part.centred))[:count])

    def look(self) -> None:
        """Ask for what is shown, unless it is here."""
        key = self._key
        at, target_id, versus_id = key
        if at is None:
            return
        if self._account is None or key != self._known:
            request = ContributionsRequest(at, target_id, versus_id)
            self._inside.ask(request, partial(self._on_account, key))
        if self.opened and (self._inner is None or (key, self.opened) != self._inner_known):
            self._inside.ask(
                self._request_for(at, self.opened), partial(self._on_inner, key, self.opened)
            )

    def sort_by(self, column: Column | None) -> None:
        """Order the rows by a column, the largest first, or with None as the network has them."""
        self.is_sorted, self.is_reversed = column is not None, False
        self.column = column or self.column
        self.changed.emit()

    def set_reversed(self, is_reversed: bool) -> None:
        """Turn the order of the rows around, or back."""
        if is_reversed != self.is_reversed:
            self.is_reversed = is_reversed
            self.changed.emit()

    def select(self, name: str) -> None:
        """Mark another part, by its name."""
        if name != self.selected:
            self.selected = name
            self.selected_changed.emit()

    def can_open(self, name: str) -> bool:
        """Return whether a part has parts of its own: heads and MLPs."""
        return not self.opened and name.partition(" ")[0] in {"head", "mlp"}

    def open(self, name: str) -> None:
        """Show the parts of a part."""
        if self.can_open(name):
            self.opened, self._inner, self.selected = name, None, ""
            self.changed.emit()
            self.look()

    def close(self) -> None:
        """Show all parts again, the one that was open marked."""
        if self.opened:
            self.selected, self.opened, self._inner = self.opened, "", None
            self.changed.emit()

    # -- what happens

    @property
    def _key(self) -> _Key:
        return self._inside.at, self._target.target_id, self._target.versus_id

    def _request_for(self, at: TextPlace, name: str) -> HeadSourcesRequest | NeuronsRequest:
        _, target_id, versus_id = self._key
        kind, _, number = name.partition(" ")
        block, _, head = number.partition(".")
        if kind == "head":
            return HeadSourcesRequest(at, int(block), int(head), target_id, versus_id)
        return NeuronsRequest(at, int(block), target_id, versus_id)

    def _on_account(self, key: _Key, account: Contributions) -> None:
        if key == self._key:
            self._account, self._known = account, key
            self.changed.emit()

    def _on_inner(self, key: _Key, name: str, inner: Contributions) -> None:
        if key == self._key and name == self.opened:
            self._inner, self._inner_known = inner, (key, name)
            self.changed.emit()

    @Slot()
    def _on_place_changed(self) -> None:
        self._known, self._inner_known = (None, None, None), ((None, None, None), "")
        self._old_timer.start()
        block, _, head = self.opened.partition(" ")[2].partition(".")
        if block and (
            int(block) > self._inside.n_layers or int(head or 1) > self._inside.n_heads
        ):  # of a larger model
            self.opened, self._inner = "", None

    @Slot()
    def _forget_old(self) -> None:
        shown = (self._account, self._inner)
        if self._known != self._key:
            self._account = None
        if self._inner_known[0] != self._key:
            self._inner = None
        if shown != (self._account, self._inner):
            self.changed.emit()
