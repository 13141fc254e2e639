"""The page *What wrote the logit*: every part's share, raw, centred and versus another token.

Owns the table with its foot, the choice of the two tokens and of the order, and the exports; the
answers are the view model's.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gptdesk.app.access.announcements import announce
from gptdesk.app.theme import APPEARANCE_CHANGED, SPACE_1, SPACE_2
from gptdesk.app.viewmodels.export_offers import Offer
from gptdesk.app.viewmodels.inside.contributions import Column, ContributionsViewModel
from gptdesk.app.viewmodels.inside.keeping import Figures
from gptdesk.app.viewmodels.inside.looking import InsideViewModel
from gptdesk.app.viewmodels.inside.target import TargetViewModel
from gptdesk.app.viewmodels.inside.walking import Page
from gptdesk.app.viewmodels.inspector.talk import TalkViewModel
from gptdesk.app.views.guess.cover import GuessStack
from gptdesk.app.views.inside.kept.cells import number_cell
from gptdesk.app.views.inside.logits.contribution_table import ShareModel, ShareTable
from gptdesk.app.views.inside.logits.logit_words import (
    difference_text,
    off_names,
    part_name,
    part_sentence,
    share_decimals,
)
from gptdesk.app.views.inside.logits.page_parts import ExportButton, page_heading
from gptdesk.app.views.inside.logits.token_field import TokenField
from gptdesk.app.views.inside.words import origin_of, page_name
from gptdesk.app.views.widgets.figures import signed_text
from gptdesk.app.views.widgets.little_room import FoldingRow
from gptdesk.app.views.widgets.segments import segment, show_segment
from gptdesk.chat.kept_views import KeptCell
from gptdesk.engine.inside.values import Share
from gptdesk.formats.csv_text import labels_csv


class ContributionsPage(QWidget):
    """An account that closes on the screen.

    Attributes:
        table: the shares, of all parts or of one part's own.
        foot: their sum, the target and the difference.
        back: to all parts.
    """

    def __init__(
        self,
        inside: InsideViewModel,
        contributions: ContributionsViewModel,
        target: TargetViewModel,
        talk: TalkViewModel,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._inside, self._contributions, self._target = inside, contributions, target
        self._rows: tuple[Share, ...] = ()
        self._build_head()
        self._build_tables()
        covered = GuessStack(self._arranged(), talk, then_focus=self.table, is_ahead=True)
        self.cover = covered.cover
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(covered)
        contributions.changed.connect(self._on_changed)
        contributions.selected_changed.connect(self._on_selected_changed)
        target.changed.connect(self._on_target_changed)
        inside.view_changed.connect(self._show_tokens)
        self._on_changed()

    def look(self) -> None:
        """Ask for the account."""
        self._show_tokens()
        self._contributions.look()

    # -- building

    def _build_head(self) -> None:
        self.back = QPushButton(self.tr("‹ All p&arts"), self)
        self.back.setProperty("kind", "quiet")
        self.back.setToolTip(self.tr("Backspace does the same."))
        self.back.clicked.connect(self._contributions.close)
        self.heading = page_heading(page_name(Page.CONTRIBUTIONS), self)
        text_of = self._inside.text_of
        self.target = TokenField(self.tr("&Token"), text_of, self._target.find, self)
        self.target.list.setToolTip(self.tr("The token that the figures are about"))
        self.target.token_chosen.connect(self._target.choose)
        self.versus = TokenField(self.tr("&versus"), text_of, None, self)
        self.versus.list.setToolTip(
            self.tr("The token whose logit is taken away in the column “versus”")
        )
        self.versus.token_chosen.connect(self._target.choose_versus)
        self.export = ExportButton(
            (Offer(self.tr("Shares as CSV"), "what wrote the logit.csv", "text/csv", self._csv),),
            self._obstacle,
            self,
        )
        self.sentence = QLabel(
            self.tr(
                "What each part wrote to the logit, the last norm's σ held fast. Exact as an"
                " account, no forecast: later blocks read these parts too."
            ),
            self,
        )
        self.sentence.setProperty("font_kind", "ui")
        self.sentence.setProperty("kind", "muted")
        self.sentence.setWordWrap(True)
        frame = self.orders_frame = QFrame(self)
        frame.setProperty("kind", "segments")
        by = self.tr("By the {0}")
        names = {
            None: (self.tr("net&work"), self.tr("In the order of the network")),
            Column.RAW: (self.tr("raw"), by.format(self._meanings()[Column.RAW])),
            Column.CENTRED: (self.tr("centred"), by.format(self._meanings()[Column.CENTRED])),
            Column.VERSUS: (self.tr("versus"), by.format(self._meanings()[Column.VERSUS])),
        }
        row = QHBoxLayout(frame)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(0)
        self.orders: dict[Column | None, QPushButton] = {}
        for column, (name, tip) in names.items():
            button = self.orders[column] = segment(name, tip, frame)
            button.clicked.connect(self._on_order_clicked)
            row.addWidget(button)
        self.reverse = QPushButton(self.tr("&Reverse"), self)
        self.reverse.setProperty("kind", "quiet")
        self.reverse.setCheckable(True)
        self.reverse.setToolTip(self.tr("The most negative first"))
        self.reverse.clicked.connect(self._contributions.set_reversed)

    def _meanings(self) -> dict[Column, str]:
        """Return what each column of shares is."""
        return {
            Column.RAW: self.tr("share of the logit itself"),
            Column.CENTRED: self.tr("share of the logit above the mean logit of all tokens"),
            Column.VERSUS: self.tr("share of the logit above the other token's"),
        }

    def _build_tables(self) -> None:
        tips = dict(enumerate(self._meanings().values(), 1))
        self._model = ShareModel(("",) * 5, self, tips)
        self.table = ShareTable(
            self._model, self.tr("What every part wrote"), self._rows_text, self
        )
        self.table.row_opened.connect(self._on_row_opened)
        self.table.left.connect(self._contributions.close)
        self.table.horizontalHeader().sectionClicked.connect(self._on_header_clicked)
        self.table.selectionModel().currentRowChanged.connect(self._on_row_changed)
        self._sums = ShareModel(("",) * 5, self)
        self.foot = ShareTable(
            self._sums, self.tr("Sum, target and difference"), self._rows_text, self
        )
        self.foot.left.connect(self._contributions.close)
        self.foot.horizontalHeader().hide()
        self.readout = QLabel(self)
        self.readout.setProperty("kind", "muted")
        self.readout.setProperty("font_kind", "ui_small")
        self.readout.setWordWrap(True)

    def _arranged(self) -> QWidget:
        content = QWidget(self)
        head = FoldingRow(SPACE_2, content)
        head.add(_in_a_row(self.back, self.heading), stretch=1)
        head.add(_in_a_row(self.target, self.export))
        order = QLabel(self.tr("Order"), self)
        order.setProperty("font_kind", "ui")
        choices = FoldingRow(SPACE_2, content)
        choices.add(_in_a_row(order, self.orders_frame, self.reverse))
        choices.add_gap()
        choices.add(self.versus)
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        layout.addWidget(head)
        layout.addWidget(self.sentence)
        layout.addWidget(choices)
        tables = QVBoxLayout()
        tables.setSpacing(SPACE_1)
        tables.addWidget(self.table, 1)
        tables.addWidget(self.foot)
        layout.addLayout(tables, 1)
        layout.addWidget(self.readout)
        layout.addWidget(self.export.notice)
        return content

    # -- what Qt calls

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the columns their room."""
        super().resizeEvent(event)
        self._fit_columns()

    def customEvent(self, event: QEvent) -> None:
        """Give the foot the height of its rows in another zoom."""
        if event.type() == APPEARANCE_CHANGED:
            self._fit_columns()

    def _fit_columns(self) -> None:
        bar = self.table.verticalScrollBar().sizeHint().width()
        width = self.width() - bar - 2 * self.table.frameWidth()
        for table in (self.table, self.foot):
            table.share_width(width)
        rows = 3 * self.foot.verticalHeader().defaultSectionSize()
        self.foot.setFixedHeight(rows + 2 * self.foot.frameWidth())

    # -- what happens

    @Slot()
    def _show_tokens(self) -> None:
        inside, target, account = self._inside, self._target, self._contributions.account
        default = "" if inside.target_id is None else inside.text_of(inside.target_id)
        ids = [one for one in target.top_ids if one != inside.target_id]
        self.target.show_tokens(default, ids, target.target_id)
        other = self.tr("the most probable other")
        if account is not None and target.versus_id is None:
            is_first = account.versus_id == next(iter(target.top_ids), None)
            words = self.tr("{0} (the first)") if is_first else self.tr("{0} (runner-up)")
            other = words.format(inside.text_of(account.versus_id))
        others = [one for one in target.top_ids if one != target.shown_id]
        self.versus.show_tokens(other, others, target.versus_id)

    @Slot()
    def _on_target_changed(self) -> None:
        self._show_tokens()
        if self.isVisible():
            self._contributions.look()

    @Slot()
    def _on_order_clicked(self) -> None:
        button = self.sender()
        column = next(one for one, other in self.orders.items() if other is button)
        self._contributions.sort_by(column)

    @Slot(int)
    def _on_header_clicked(self, section: int) -> None:
        """Order by the column; once more turns it around."""
        column = (None, Column.RAW, Column.CENTRED, Column.VERSUS)
        contributions = self._contributions
        if section >= len(column):
            return
        now = contributions.column if contributions.is_sorted else None
        if column[section] is now:
            contributions.set_reversed(not contributions.is_reversed)
        else:
            contributions.sort_by(column[section])

    @Slot()
    def _on_changed(self) -> None:
        contributions, inside = self._contributions, self._inside
        shown, self._rows = contributions.shown, contributions.rows
        rows, column, off = self._rows, contributions.column, off_names(inside)
        now = column if contributions.is_sorted else None
        for one, button in self.orders.items():
            show_segment(button, is_chosen=one is now)
        self.reverse.setChecked(contributions.is_reversed)
        self._show_heading()
        self._show_tokens()
        values = [column.of(row) for row in rows]
        self._model.bar_of = values.__getitem__
        self._model.ends = (min((0.0, *values)), max((0.0, *values)))
        self._model.is_off = lambda row: rows[row].name in off
        self._model.set_header(self._header())
        self._model.show_rows(len(rows), lambda row, column: self._cell(rows[row], column))
        sums = () if shown is None else self._foot_rows()
        self._sums.show_rows(len(sums), lambda row, column: sums[row][column])
        self._fit_columns()
        self._on_selected_changed()

    def _show_heading(self) -> None:
        opened = self._contributions.opened
        self.back.setVisible(bool(opened))
        name = page_name(Page.CONTRIBUTIONS)
        words = name[:1].upper() + name[1:]
        if opened.startswith("head"):
            words = self.tr("{0}, by the place it read").format(
                part_name(self._inside, "", opened).capitalize()
            )
        elif opened:
            words = self.tr("{0}, by neuron").format(part_name(self._inside, "", opened))
        self.heading.setText(words)

    def _header(self) -> tuple[str, ...]:
        contributions = self._contributions
        shown, sorted_by = contributions.shown, contributions.column
        versus = self.tr("versus")
        if shown is not None:
            versus = self.tr("versus “{0}”").format(self._inside.text_of(shown.versus_id))
        names = {
            Column.RAW: self.tr("raw"),
            Column.CENTRED: self.tr("centred"),
            Column.VERSUS: versus,
        }
        arrow = "▴" if contributions.is_reversed else "▾"
        marked = (
            f"{name} {arrow}" if contributions.is_sorted and one is sorted_by else name
            for one, name in names.items()
        )
        return (self.tr("part"), *marked, self.tr("− and +: {0}").format(names[sorted_by]))

    @Slot()
    def _on_selected_changed(self) -> None:
        names = [row.name for row in self._rows]
        selected = self._contributions.selected
        if names:
            row = names.index(selected) if selected in names else 0
            flags = QItemSelectionModel.SelectionFlag
            index = self._model.index(row, 0)
            self.table.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        self._show_readout()

    @Slot(QModelIndex)
    def _on_row_changed(self, index: QModelIndex) -> None:
        if 0 <= index.row() < len(self._rows):
            self._contributions.select(self._rows[index.row()].name)
            self._show_readout()
            if self.table.hasFocus():
                announce(self.table, self.readout.text())

    @Slot(int)
    def _on_row_opened(self, row: int) -> None:
        name = self._rows[row].name
        if self._contributions.can_open(name):
            self._contributions.open(name)
        elif not self._contributions.opened:
            self.readout.setText(self.tr("Only heads and MLPs have parts of their own."))
            announce(self.table, self.readout.text())

    def _show_readout(self) -> None:
        row, shown = self.table.currentIndex().row(), self._contributions.shown
        words, opened = "", self._contributions.opened
        if shown is not None and 0 <= row < len(self._rows):
            words = part_sentence(self._inside, shown, opened, self._rows[row])
            if self._contributions.can_open(self._rows[row].name):
                words = self.tr("{0}. Enter opens it").format(words)
        self.readout.setText(words)

    # -- figures

    def figures(self) -> Figures | None:
        """Return the shares with their sum, what it must equal, and the difference."""
        shown = self._contributions.shown
        if shown is None:
            return None
        rows = tuple(
            (
                KeptCell(self._cell(row, 0)),
                *(
                    number_cell(value, self._cell(row, column))
                    for column, value in enumerate(_figures(row), 1)
                ),
            )
            for row in self._rows
        )
        sums, target = _figures(shown.sum), _figures(shown.target)
        difference = tuple(a - b for a, b in zip(sums, target, strict=True))
        foot = tuple(
            (KeptCell(texts[0]), *map(number_cell, numbers, texts[1:4]))
            for texts, numbers in zip(self._foot_rows(), (sums, target, difference), strict=True)
        )
        return Figures(tuple(self._header()[:4]), rows, foot)

    def _cell(self, row: Share, column: int) -> str:
        opened = self._contributions.opened
        if column == 0:
            return part_name(self._inside, opened, row.name)
        if column > len(Column):
            return ""
        return signed_text((row.raw, row.centred, row.versus)[column - 1], share_decimals(opened))

    def _foot_rows(self) -> tuple[tuple[str, ...], ...]:
        shown, opened = self._contributions.shown, self._contributions.opened
        if shown is None:
            return ()
        sums, target = _figures(shown.sum), _figures(shown.target)
        name = self.tr("the network's own")
        if opened:
            name = self.tr("{0} in all").format(part_name(self._inside, "", opened))
        decimals = share_decimals(opened)
        differences = (difference_text(a - b) for a, b in zip(sums, target, strict=True))
        return (
            (self.tr("sum"), *(signed_text(one, decimals) for one in sums), ""),
            (name, *(signed_text(one, decimals) for one in target), ""),
            (self.tr("difference"), *differences, ""),
        )

    def _rows_text(self) -> str:
        """Return all rows and the foot as lines divided by tabs, and whose figures they are."""
        lines = [self._header()[:4]]
        lines += [tuple(self._cell(row, column) for column in range(4)) for row in self._rows]
        lines += [row[:4] for row in self._foot_rows()]
        return "\n".join(map("\t".join, lines)) + f"\n{origin_of(self._inside)}\n"

    def _obstacle(self, _offer: Offer) -> str:
        """Return why nothing can be taken away; empty where it can."""
        is_known = self._contributions.shown is not None and not self._inside.is_computing
        return "" if is_known else self.tr("It is being computed.")

    def _csv(self) -> bytes:
        shown, opened, text_of = (
            self._contributions.shown,
            self._contributions.opened,
            self._inside.text_of,
        )
        rows: list[tuple[object, ...]] = [("part", "raw", "centred", "versus", "name")]
        if shown is not None:
            rows += [
                (row.name, *_figures(row), part_name(self._inside, opened, row.name))
                for row in self._rows
            ]
            sums, target = _figures(shown.sum), _figures(shown.target)
            rows += [("sum", *sums), (shown.target.name, *target)]
            rows.append(("difference", *(a - b for a, b in zip(sums, target, strict=True))))
            rows.append(("token", shown.target_id, text_of(shown.target_id)))
            rows.append(("versus", shown.versus_id, text_of(shown.versus_id)))
        return labels_csv(((origin_of(self._inside),), *rows)).encode()


def _figures(share: Share) -> tuple[float, float, float]:
    return share.raw, share.centred, share.versus


def _in_a_row(*parts: QWidget) -> QWidget:
    """Return parts side by side, the last one as wide as there is room."""
    group = QWidget()
    row = QHBoxLayout(group)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(SPACE_2)
    for part in parts:
        row.addWidget(part, 1 if part is parts[-1] else 0)
    return group
