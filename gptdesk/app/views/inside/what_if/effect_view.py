"""The prediction before and after changes in the network: figures, most probable tokens.

Owns how they stand beside each other; computes nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QLabel, QPushButton, QVBoxLayout, QWidget

from gptdesk.app.theme import SPACE_2
from gptdesk.app.viewmodels.cell_table import CellTableModel
from gptdesk.app.viewmodels.inside.keeping import Cells, Figures
from gptdesk.app.viewmodels.inside.looking import InsideViewModel
from gptdesk.app.viewmodels.inside.network_what_if import NetworkWhatIfViewModel
from gptdesk.app.views.inside.kept.cells import (
    bits_cell,
    joined,
    number_cell,
    rank_cell,
    row_of,
    share_cell,
)
from gptdesk.app.views.inside.steady_button import show_obstacle
from gptdesk.app.views.tokens.formula import number_text
from gptdesk.app.views.widgets.cell_table_view import CellTableView
from gptdesk.app.views.widgets.figures import UNKNOWN, signed_text
from gptdesk.chat.kept_views import KeptCell
from gptdesk.engine.inside.values import Chance, Outcome

_NOT_KNOWN = KeptCell(UNKNOWN)


class EffectView(QWidget):
    """Before and after.

    Attributes:
        facts, top: the tables: what is said of the token that is asked about, and of the best.
        find_first, go: buttons: find the first place where another token is first; look there.
        found: what was found.

    Signals:
        place_chosen(int): the user wants to look at that place.
    """

    place_chosen = Signal(int)

    def __init__(
        self,
        inside: InsideViewModel,
        what_if: NetworkWhatIfViewModel,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._inside = inside
        self._what_if = what_if
        self._facts: tuple[Cells, ...] = ()  # as on show
        self._best: tuple[Cells, ...] = ()
        before, after = self.tr("before"), self.tr("after")
        self._columns = ("", before, after)
        self._best_columns = (self.tr("rank"), before, "p", "", after, "p")
        self.facts = CellTableModel(self._columns, numbers=frozenset({1, 2}), parent=self)
        self.facts_table = CellTableView(self.facts, self.tr("Before and after"), self)
        self.top = CellTableModel(self._best_columns, numbers=frozenset({0, 2, 5}), parent=self)
        self.top_table = CellTableView(self.top, self.tr("Most probable tokens"), self)
        for table in (self.facts_table, self.top_table):
            table.setProperty("kind", "plain")
            table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        for table, narrow in ((self.facts_table, (1, 2)), (self.top_table, (0, 2, 3, 5))):
            for column in narrow:
                table.horizontalHeader().setSectionResizeMode(
                    column, QHeaderView.ResizeMode.ResizeToContents
                )
        self.find_first = QPushButton(self.tr("&First other place"), self)
        self.find_first.clicked.connect(what_if.find_difference)
        self.found = QLabel(self)
        self.found.setWordWrap(True)
        self.found.setProperty("font_kind", "ui_small")
        self.found.setTextFormat(Qt.TextFormat.PlainText)
        self.go = QPushButton(self.tr("&Go there"), self)
        self.go.setToolTip(self.tr("Looks at that place"))
        self.go.clicked.connect(self._on_go_clicked)
        line = QHBoxLayout()
        line.setSpacing(SPACE_2)
        line.addWidget(self.find_first)
        line.addWidget(self.found, 1)
        line.addWidget(self.go)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, SPACE_2, 0, 0)
        layout.setSpacing(SPACE_2)
        layout.addWidget(self.facts_table)
        layout.addWidget(self.top_table)
        layout.addLayout(line)
        layout.addStretch(1)
        what_if.changed.connect(self.show_effect)

    @Slot()
    def show_effect(self) -> None:
        """Show what is known now."""
        self._facts, self._best = self._figures()
        for table, model, rows in (
            (self.facts_table, self.facts, self._facts),
            (self.top_table, self.top, self._best),
        ):
            model.show_rows(len(rows), lambda row, column, rows=rows: rows[row][column].text)
            table.show_at_most(len(rows))
        self._show_found()

    def figures(self) -> Figures | None:
        """Return both tables as they are on show; None while they are of what was before."""
        is_known = self._inside.view is not None
        if self._inside.changes:
            is_known = self._what_if.is_effect_of_now
        if not is_known or not self._facts:
            return None
        best = (Figures(self._best_columns, self._best),) if self._best else ()
        return joined((Figures(self._columns, self._facts), *best))

    def _figures(self) -> tuple[tuple[Cells, ...], tuple[Cells, ...]]:
        """Return what is said of the token that is asked about, and which tokens are the best."""
        effect, view = self._what_if.effect, self._inside.view
        if effect is not None:
            before, after, target_id = effect.before, effect.after, effect.target_id
        else:
            is_plain = view is not None and not self._inside.changes
            before = view.outcome if view is not None and is_plain else None
            after, target_id = None, self._what_if.target_id
        bits, kl = _NOT_KNOWN, _NOT_KNOWN
        if effect is not None:
            bits = number_cell(effect.bits, signed_text(effect.bits, 2))
            kl = number_cell(effect.kl_nats, number_text(effect.kl_nats, 4))
        facts = (
            row_of(3, self._p_of(target_id), *_both(before, after, lambda o: share_cell(o.p))),
            row_of(3, self.tr("rank"), *_both(before, after, lambda o: rank_cell(o.rank))),
            row_of(
                3,
                self.tr("surprisal, bits"),
                *_both(before, after, lambda o: bits_cell(o.surprisal_bits)),
            ),
            row_of(
                3,
                self.tr("entropy, bits"),
                *_both(before, after, lambda o: bits_cell(o.entropy_bits)),
            ),
            row_of(3, self.tr("effect, bits"), "", bits),
            row_of(3, self.tr("KL before ‖ after, nats"), "", kl),
        )
        return facts, self._best_of(before, after, target_id)

    def _p_of(self, target_id: int | None) -> str:
        if target_id is None:
            return "p"
        return self.tr("p of “{0}”").format(self._inside.text_of(target_id))

    def _best_of(
        self, before: Outcome | None, after: Outcome | None, target_id: int | None
    ) -> tuple[Cells, ...]:
        """Return the best tokens of both, and at the foot what all others have."""
        left, right = (() if one is None else one.top for one in (before, after))
        rows = [
            row_of(
                6,
                KeptCell(str(rank + 1), rank + 1),
                *self._chance(left, rank, target_id),
                "",
                *self._chance(right, rank, target_id),
            )
            for rank in range(max(len(left), len(right)))
        ]
        if rows:
            rows.append(row_of(6, "", *self._rest(left), "", *self._rest(right)))
        return tuple(rows)

    def _chance(
        self, side: tuple[Chance, ...], rank: int, target_id: int | None
    ) -> tuple[KeptCell, KeptCell]:
        if rank >= len(side):
            return _NOT_KNOWN, _NOT_KNOWN
        chance = side[rank]
        mark = "● " if chance.token_id == target_id else ""
        return KeptCell(mark + self._inside.text_of(chance.token_id)), share_cell(chance.p)

    def _rest(self, side: tuple[Chance, ...]) -> tuple[KeptCell, KeptCell]:
        if not side:
            return _NOT_KNOWN, _NOT_KNOWN
        rest = max(0.0, 1 - math.fsum(chance.p for chance in side))
        return KeptCell(self.tr("everything else")), share_cell(rest)

    def _show_found(self) -> None:
        difference = self._what_if.difference
        obstacle = ""
        if not self._inside.changes:
            obstacle = self.tr("Nothing is changed: switch a head off or hide a token first.")
        elif self._what_if.is_finding:
            obstacle = self.tr("It is being looked for.")
        does = self.tr(
            "Looks for the first place of the text, up to this one, at which the most probable"
            " token is another one because of the changes."
        )
        show_obstacle(self.find_first, obstacle, does)
        place = None if difference is None else difference.place
        self.go.setVisible(place is not None)
        if difference is None:
            hint = self.tr("Space switches the head under the cursor off.")
            if self._inside.changes:
                hint = self.tr("computing …") if self._what_if.is_finding else ""
            self.found.setText(hint)
        elif difference.before_id is None or difference.after_id is None or place is None:
            self.found.setText(
                self.tr("Up to this place, the most probable token is the same everywhere.")
            )
        else:
            self.found.setText(
                self.tr("After place {0} the most probable token is “{1}”, it was “{2}”.").format(
                    place,
                    self._inside.text_of(difference.after_id),
                    self._inside.text_of(difference.before_id),
                )
            )

    @Slot()
    def _on_go_clicked(self) -> None:
        difference = self._what_if.difference
        if difference is not None and difference.place is not None:
            self.place_chosen.emit(difference.place)


def _both(
    before: Outcome | None, after: Outcome | None, cell: Callable[[Outcome], KeptCell]
) -> tuple[KeptCell, KeptCell]:
    return (
        _NOT_KNOWN if before is None else cell(before),
        _NOT_KNOWN if after is None else cell(after),
    )
