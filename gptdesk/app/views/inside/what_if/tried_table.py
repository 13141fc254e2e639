"""Each head, or each token, alone: what it wrote itself beside what happens without it.

Owns the order of the rows, the columns, copying and the file; what is tried and how is the view
model's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gptdesk.app.theme import SPACE_2, SPACE_6
from gptdesk.app.viewmodels.cell_table import CellTableModel
from gptdesk.app.viewmodels.export_offers import Offer
from gptdesk.app.viewmodels.inside.keeping import Figures
from gptdesk.app.viewmodels.inside.looking import InsideViewModel
from gptdesk.app.viewmodels.inside.network_what_if import NetworkWhatIfViewModel
from gptdesk.app.viewmodels.inside.trying import Part, Trial, Tried, Way
from gptdesk.app.views.inside.kept.cells import number_cell
from gptdesk.app.views.inside.steady_button import show_obstacle
from gptdesk.app.views.inside.words import (
    change_state,
    changed_in_words,
    origin_line,
)
from gptdesk.app.views.tokens.formula import number_text
from gptdesk.app.views.widgets.cell_table_view import CellTableView
from gptdesk.app.views.widgets.export_menu import AskWhere, ExportMenu
from gptdesk.app.views.widgets.figures import percent_text, signed_text
from gptdesk.chat.kept_views import KeptCell
from gptdesk.formats.csv_text import labels_csv

_Index = QModelIndex | QPersistentModelIndex
_Key = Callable[[Tried], float]


class TriedTable(QWidget):
    """A table that fills while the network is asked.

    Attributes:
        model, table: the rows.
        sorted_by: the column that they are sorted by.
        run: starts a trial, or stops it.
        progress: how many are known.
        caption: on top of which changes each of them comes.
        of_before: says so while these are not the changes of now.

    Signals:
        row_chosen(object): a head, as (block, head), or a place is to be switched.
    """

    row_chosen = Signal(object)

    def __init__(
        self,
        inside: InsideViewModel,
        what_if: NetworkWhatIfViewModel,
        way: Callable[[], Way],
        parent: QWidget | None = None,
        *,
        ask_where: AskWhere | None = None,
    ) -> None:
        """Show the trials of the way that `way` returns."""
        super().__init__(parent)
        self._inside = inside
        self._what_if = what_if
        self._way = way
        self._rows: tuple[Tried, ...] = ()  # as they are shown
        self._known: tuple[Tried, ...] = ()  # the same, as they were tried
        self._shown: tuple[object, ...] = ()  # what else the cells tell
        self._columns = self._make_columns(is_of_heads=way().is_of_heads)
        self._sortable = [index for index, one in enumerate(self._columns) if one[1] is not None]
        self._column, self._is_descending = 3, True  # the effect
        self._build(ask_where)
        self._what_if.trying.changed.connect(self.show_rows)
        self._what_if.changed.connect(self.show_rows)

    def _make_columns(self, *, is_of_heads: bool) -> tuple[tuple[str, _Key | None], ...]:
        """Return the columns: what they are called, and by which number of a row they are sorted.

        The largest comes first: so what is missed most stands at the top, by p too.
        """
        if is_of_heads:
            part, third = self.tr("head"), (self.tr("direct, centred"), _direct)
        else:
            part, third = self.tr("place"), (self.tr("token"), None)
        return (
            (part, lambda row: -_order(row.part)),
            (self.tr("now"), None),
            third,
            (self.tr("effect, bits"), lambda row: row.effect.bits),
            (self.tr("p without"), lambda row: -row.effect.after.p),
            (self.tr("points"), lambda row: -_points(row)),
            (self.tr("KL, nats"), lambda row: row.effect.kl_nats),
            (self.tr("then first"), None),
        )

    def _tips(self, *, is_of_heads: bool) -> dict[int, str]:
        """Return what the columns are."""
        tips = {
            1: self.tr("What is changed in it now"),
            3: self.tr(
                "How many bits less probable the token is without it: log2 of p before ÷ p without."
                " Above 0 it helped the token, below 0 it was against it."
            ),
            4: self.tr("Probability of the token without it"),
            5: self.tr("What p loses or wins without it, in percentage points"),
            6: self.tr(
                "How far the whole prediction without it is from the one before, over all tokens"
            ),
            7: self.tr("The most probable token without it"),
        }
        if is_of_heads:
            tips[2] = self.tr(
                "What it wrote to the token's logit itself, above the mean logit of all tokens"
            )
        return tips

    def _build(self, ask_where: AskWhere | None) -> None:
        is_of_heads = self._way().is_of_heads
        self.run = QPushButton(self)
        self.run.clicked.connect(self._on_run_clicked)
        self.progress = QProgressBar(self)
        self.progress.setTextVisible(False)
        self.progress.setMinimumWidth(SPACE_6)
        keep_place = self.progress.sizePolicy()
        keep_place.setRetainSizeWhenHidden(True)
        self.progress.setSizePolicy(keep_place)
        self.progress.setAccessibleName(self.tr("Tried"))
        label = QLabel(self.tr("&Sorted by"), self)
        label.setProperty("font_kind", "ui")
        self.sorted_by = QComboBox(self)
        self.sorted_by.addItems([self._columns[index][0] for index in self._sortable])
        self.sorted_by.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.sorted_by.setMinimumContentsLength(9)
        self.sorted_by.activated.connect(self._on_sort_chosen)
        self.sorted_by.setToolTip(self.tr("Chosen again, it sorts the other way round."))
        label.setBuddy(self.sorted_by)
        self.export = QPushButton(self.tr("E&xport"), self)
        self.export.setAutoDefault(False)
        csv = Offer(self.tr("Table as CSV"), "tried.csv", "text/csv", self.csv)
        self.menu = ExportMenu((csv,), self, ask_where=ask_where)
        self.export.setMenu(self.menu)
        names = tuple(name for name, _key in self._columns)
        self._header = tuple(name.replace(" ", "\n", 1) for name in names)
        numbers = frozenset({0, 3, 4, 5, 6} | ({2} if is_of_heads else set()))
        self.model = CellTableModel(
            self._header, numbers=numbers, tips=self._tips(is_of_heads=is_of_heads), parent=self
        )
        name = self.tr("Each head off") if is_of_heads else self.tr("Each token away")
        self.table = CellTableView(self.model, name, self)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(7, QHeaderView.ResizeMode.Stretch)
        header.setSectionsClickable(True)
        header.sectionClicked.connect(self._on_header_clicked)
        self.table.activated.connect(self._on_activated)
        copy = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self.table)
        copy.setContext(Qt.ShortcutContext.WidgetShortcut)
        copy.activated.connect(self.copy)
        self.caption = QLabel(self)
        self.caption.setProperty("kind", "muted")
        self.caption.setProperty("font_kind", "ui_small")
        self.caption.setWordWrap(True)
        self.of_before = QLabel(self)
        self.of_before.setProperty("kind", "title")
        self.of_before.setProperty("font_kind", "ui_small")
        self.of_before.setWordWrap(True)
        line = QHBoxLayout()
        line.setSpacing(SPACE_2)
        for part in (self.run, self.progress, label, self.sorted_by):
            line.addWidget(part, 1 if part is self.progress else 0)
        foot = QHBoxLayout()
        foot.setSpacing(SPACE_2)
        foot.addWidget(self.caption, 1)
        foot.addWidget(self.export)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        layout.addLayout(line)
        layout.addWidget(self.of_before)
        layout.addWidget(self.table, 1)
        layout.addLayout(foot)

    # -- what is shown

    @property
    def rows(self) -> tuple[Tried, ...]:
        """What is known, in the order in which it is shown."""
        return self._rows

    def _trial(self) -> Trial | None:
        return self._what_if.trying.trial(self._way(), self._what_if.target_id)

    @Slot()
    def show_rows(self) -> None:
        """Show what is known now; the keyboard stays on its head or token."""
        trial, trying = self._trial(), self._what_if.trying
        is_running = trying.is_running(trial)
        self._fill(() if trial is None else trial.rows)
        self.sorted_by.setCurrentIndex(self._sortable.index(self._column))
        self.run.setText(self._run_text(trial, is_running=is_running))
        obstacle = ""
        if self._what_if.target_id is None:
            obstacle = self.tr("The prediction that it would change is not there yet.")
        show_obstacle(self.run, obstacle, self._run_tip(is_running=is_running))
        self.progress.setVisible(is_running)
        if trial is not None and is_running:
            self.progress.setRange(0, len(trial.parts))
            self.progress.setValue(len(trial.rows))
        obstacle = "" if self._rows else self.tr("Nothing is tried yet.")
        show_obstacle(self.export, obstacle, self.tr("Copies the table, or saves it as a file"))
        self.caption.setText(self._caption(trial))
        self.of_before.setText(self._of_before(trial))
        self.of_before.setVisible(bool(self.of_before.text()))

    def _fill(self, rows: tuple[Tried, ...]) -> None:
        """Show rows, if they are other ones than those on show, or say something else.

        Each batch of a trial is told more than once, and to the table of the other way too; the
        widths of all columns are measured anew each time.
        """
        shown = (self._column, self._is_descending, self._inside.at)  # with what is changed there
        if rows is self._known and shown == self._shown:
            return
        part = self._current_part()
        key = self._columns[self._column][1]
        assert key is not None, "only such a column is chosen"
        self._known, self._shown = rows, shown
        self._rows = tuple(sorted(rows, key=key, reverse=self._is_descending))
        self.model.show_rows(len(self._rows), self._cell)
        self._stand_on(part)

    def _run_text(self, trial: Trial | None, *, is_running: bool) -> str:
        if is_running:
            return self.tr("S&top")
        if trial is not None and trial.rows and not trial.is_whole and self._is_of_now(trial):
            return self.tr("&Go on")
        return self.tr("&Try each head") if self._way().is_of_heads else self.tr("&Try each token")

    def _run_tip(self, *, is_running: bool) -> str:
        if is_running:
            return self.tr("Stops here; what is known stays.")
        if self._way().is_of_heads:
            return self.tr("Switches each head off alone, and computes the prediction again.")
        return self.tr("Takes each token away alone, and computes the prediction again.")

    def _is_of_now(self, trial: Trial) -> bool:
        return trial.at.changes == self._inside.changes

    def _caption(self, trial: Trial | None) -> str:
        if trial is None:
            return self.tr(
                "Each alone. Direct is what it wrote to the logit; the effect is what really comes"
                " of it, as later blocks read it too. Enter on a row switches it."
            )
        if trial.problem:
            return trial.problem
        words = changed_in_words(trial.at.changes)
        on_top = self.tr("Each alone, with nothing else changed.")
        if words:
            on_top = self.tr("Each alone, on top of {0}.").format(words)
        count = self.tr("{0} of {1} known.").format(len(trial.rows), len(trial.parts))
        return " ".join(
            (on_top, "" if trial.is_whole else count, self.tr("Effects do not add up."))
        ).replace("  ", " ")

    def _of_before(self, trial: Trial | None) -> str:
        """Return that the rows came on top of other changes than those of now; empty if not."""
        if trial is None or not trial.rows or self._is_of_now(trial):
            return ""
        was, now = (
            changed_in_words(changes) or self.tr("nothing changed")
            for changes in (trial.at.changes, self._inside.changes)
        )
        return self.tr("These rows are of before, with {0}. Now: {1}.").format(was, now)

    def _cell(self, row: int, column: int) -> str:
        one = self._rows[row]
        match column:
            case 0:
                return _name(one.part)
            case 1:
                return self._now(one.part)
            case 2:
                is_head = isinstance(one.part, tuple)
                return signed_text(_direct(one), 2) if is_head else self._token(one.part)
            case 3:
                return signed_text(one.effect.bits, 2)
            case 4:
                return percent_text(one.effect.after.p)
            case 5:
                return signed_text(_points(one), 1)
            case 6:
                return number_text(one.effect.kl_nats, 2)
            case _:
                return self._inside.text_of(one.effect.after.top[0].token_id)

    def _token(self, part: Part) -> str:
        at = self._inside.at
        if at is None or not isinstance(part, int) or part > len(at.ids):
            return ""
        return self._inside.text_of(at.ids[part - 1])

    def _now(self, part: Part) -> str:
        """Return what is changed in a head or token now."""
        if isinstance(part, int):
            return self.tr("hidden") if part in self._inside.changes.hidden else ""
        change = self._what_if.change_of(*part)
        return "" if change is None else change_state(change)

    # -- sorting

    @Slot(int)
    def _on_sort_chosen(self, place: int) -> None:
        self._sort(self._sortable[place])

    @Slot(int)
    def _on_header_clicked(self, column: int) -> None:
        if column in self._sortable:
            self._sort(column)

    def _sort(self, column: int) -> None:
        """Sort by a column; by the same one again, the other way round."""
        self._is_descending = not self._is_descending if column == self._column else True
        self._column = column
        self.show_rows()

    # -- rows

    def _current_part(self) -> Part | None:
        row = self.table.currentIndex().row()
        return self._rows[row].part if 0 <= row < len(self._rows) else None

    def _stand_on(self, part: Part | None) -> None:
        row = next((row for row, one in enumerate(self._rows) if one.part == part), -1)
        if row >= 0:
            self.table.selectionModel().setCurrentIndex(
                self.model.index(row, 0),
                QItemSelectionModel.SelectionFlag.ClearAndSelect
                | QItemSelectionModel.SelectionFlag.Rows,
            )

    @Slot(QModelIndex)
    def _on_activated(self, index: _Index) -> None:
        if 0 <= index.row() < len(self._rows):
            self.row_chosen.emit(self._rows[index.row()].part)

    @Slot()
    def _on_run_clicked(self) -> None:
        trying, target_id = self._what_if.trying, self._what_if.target_id
        if trying.is_running(self._trial()):
            trying.stop()
        elif target_id is not None:
            trying.start(self._way(), target_id)

    # -- copies and files

    @Slot()
    def copy(self) -> None:
        """Put the rows on the clipboard as they are shown, with the line of origin."""
        lines = [tuple(name for name, _key in self._columns)]
        lines += [
            tuple(self._cell(row, column) for column in range(len(self._columns)))
            for row in range(len(self._rows))
        ]
        text = "\n".join("\t".join(line) for line in lines)
        QGuiApplication.clipboard().setText(f"{text}\n{self._origin()}\n")

    def figures(self) -> Figures | None:
        """Return the rows in their order; None where nothing was tried."""
        if not self._rows:
            return None
        header, *rows = self._csv_rows()
        return Figures(
            tuple(map(str, header)),
            tuple(
                tuple(
                    KeptCell(value or "")
                    if value is None or isinstance(value, str)
                    else number_cell(value)  # pyright: ignore[reportArgumentType]  a number
                    for value in row
                )
                for row in rows
            ),
        )

    def csv(self) -> bytes:
        """Return the rows in full precision, and the line of origin."""
        return labels_csv(((self._origin(),), *self._csv_rows())).encode("utf-8", errors="replace")

    def _csv_rows(self) -> Iterator[tuple[object, ...]]:
        is_of_heads = self._way().is_of_heads
        first = ("head", "direct_centred") if is_of_heads else ("place", "token")
        yield (
            *first,
            "effect_bits",
            "p_before",
            "p_without",
            "rank_without",
            "kl_nats",
            "first_without",
            "first_p_without",
        )
        for one in self._rows:
            effect, chance = one.effect, one.effect.after.top[0]
            is_head = isinstance(one.part, tuple)
            yield (
                _name(one.part),
                one.direct if is_head else self._token(one.part),
                effect.bits,
                effect.before.p,
                effect.after.p,
                effect.after.rank,
                effect.kl_nats,
                self._inside.text_of(chance.token_id),
                chance.p,
            )

    def _origin(self) -> str:
        trial, info = self._trial(), self._inside.info
        if trial is None or info is None:
            return ""
        line = origin_line(info, trial.at.place, trial.at.changes)
        target = self._inside.text_of(trial.where.target_id)
        ways = {
            Way.ZERO: self.tr("each head alone off"),
            Way.MEAN: self.tr("each head alone at its mean"),
            Way.HIDDEN: self.tr("each token alone hidden"),
            Way.LEFT_OUT: self.tr("each token alone left out"),
        }
        return self.tr("{0}; of “{1}”, {2}").format(line, target, ways[trial.where.way])


def _direct(row: Tried) -> float:
    return row.direct or 0.0


def _points(row: Tried) -> float:
    """Return what is lost or won, in percentage points."""
    return 100 * (row.effect.after.p - row.effect.before.p)


def _order(part: Part) -> float:
    return part if isinstance(part, int) else 1000 * part[0] + part[1]


def _name(part: Part) -> str:
    return str(part) if isinstance(part, int) else f"{part[0]}.{part[1]}"
