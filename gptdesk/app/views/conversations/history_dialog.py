"""*History*: where the conversations are, their backups, and deleting everything.

Owns the two dialogs; what is done, and what is known of the files, is the view model's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, Qt, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gptdesk.app.access.announcements import announce
from gptdesk.app.access.reading_order import TabAsRead
from gptdesk.app.fitting_zoom import FittingZoom
from gptdesk.app.outside import show_folder
from gptdesk.app.theme import SPACE_2, SPACE_3, SPACE_4
from gptdesk.app.viewmodels.cell_table import CellTableModel
from gptdesk.app.viewmodels.conversations.history_care import HistoryCare
from gptdesk.app.views.conversations.delete_dialog import DeleteEverythingDialog
from gptdesk.app.views.widgets.cell_table_view import CellTableView
from gptdesk.app.views.widgets.figures import time_text
from gptdesk.app.views.widgets.little_room import ScrollingPart
from gptdesk.sentences import numbered, size_text
from gptdesk.storage.history.backups import BackupFacts, BackupReason

_SAID_LINES = 2  # that a sentence has room for


class HistoryDialog(TabAsRead, QDialog):
    """The history's files; every button says what it does before it is pressed."""

    def __init__(
        self,
        care: HistoryCare,
        running: Callable[[], Sequence[str]],
        parent: QWidget | None = None,
    ) -> None:
        """Show what is known.

        Args:
            care: the history's files.
            running: says a sentence about each export or import that goes on.
            parent: window.
        """
        super().__init__(parent)
        self._care = care
        self._running = running
        self._backups: tuple[BackupFacts, ...] = ()
        self.setWindowTitle(self.tr("History"))
        self.setModal(True)
        self._build_fields()
        self._build_buttons()
        self._lay_out()
        FittingZoom(self, opening=(640, 480), room=(480, 360))
        care.changed.connect(self._on_changed)
        care.done.connect(self._on_done)
        care.failed.connect(self._on_failed)
        self.finished.connect(self._on_finished)
        self._on_changed()

    @property
    def backup(self) -> BackupFacts | None:
        """The backup that is chosen."""
        row = self.backups.currentIndex().row()
        return self._backups[row] if 0 <= row < len(self._backups) else None

    # -- building

    def _build_fields(self) -> None:
        self.path = QLineEdit(self)
        self.path.setProperty("font_kind", "mono_small")
        self.path.setReadOnly(True)
        self.path.setAccessibleName(self.tr("File with all conversations"))
        self.summary = self._label("")
        header = (
            self.tr("Made"),
            self.tr("Conversations"),
            self.tr("Size"),
            self.tr("Why"),
        )
        self._rows = CellTableModel(header, numbers=frozenset({1, 2}), parent=self)
        self.backups = CellTableView(self._rows, self.tr("Backups, the newest first"), self)
        self.backups.horizontalHeader().setStretchLastSection(True)
        self.backups.fit_columns()
        self.backups.selectionModel().currentChanged.connect(self._on_chosen)
        self.keeping = self._label("", is_muted=True)
        self.said = self._label("")
        self.said.setProperty("kind", "muted")
        self.problem = self._label("")
        self.problem.setProperty("kind", "error")
        self.problem.hide()

    def _label(self, text: str, *, is_muted: bool = False) -> QLabel:
        label = QLabel(text, self)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        if is_muted:
            label.setProperty("kind", "muted")
        return label

    def _build_buttons(self) -> None:
        self.open_folder = QPushButton(self.tr("Open &folder"), self)
        self.restore = QPushButton(self.tr("&Restore"), self)
        self.back_up = QPushButton(self.tr("&Back up now"), self)
        self.delete = QPushButton(self.tr("&Delete everything…"), self)
        self._restoring = self.tr(
            "Restore puts the chosen backup in the place of all conversations. Those of now are"
            " kept as a backup first, so that you can come back; an answer that is being written"
            " ends."
        )
        self.restore.setAccessibleDescription(self._restoring)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self._buttons.addButton(self.delete, QDialogButtonBox.ButtonRole.ResetRole)
        self._buttons.rejected.connect(self.reject)
        self.open_folder.clicked.connect(self._on_open_folder_clicked)
        self.restore.clicked.connect(self._on_restore_clicked)
        self.back_up.clicked.connect(self._care.back_up)
        self.delete.clicked.connect(self._on_delete_clicked)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)  # Enter in the table must not press one

    def _lay_out(self) -> None:
        place = QHBoxLayout()
        place.setSpacing(SPACE_2)
        place.addWidget(self.path, 1)
        place.addWidget(self.open_folder)
        name = QLabel(self.tr("Bac&kups"), self)
        name.setBuddy(self.backups)
        self._told = QWidget(self)
        told = QVBoxLayout(self._told)
        told.setContentsMargins(0, 0, 0, 0)
        told.addWidget(self.said)
        told.addWidget(self.problem)
        told.addStretch(1)
        acts = QHBoxLayout()
        acts.setSpacing(SPACE_2)
        acts.addWidget(self.restore)
        acts.addWidget(self.back_up)
        acts.addStretch(1)
        inside = QVBoxLayout()
        inside.setSpacing(SPACE_2)
        inside.addWidget(self.summary)
        inside.addLayout(place)
        inside.addSpacing(SPACE_3)
        inside.addWidget(name)
        inside.addWidget(self.keeping)
        inside.addWidget(self.backups, 1)
        inside.addWidget(self._label(self._restoring, is_muted=True))
        inside.addLayout(acts)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        layout.setSpacing(SPACE_2)
        layout.addWidget(ScrollingPart(inside, self.windowTitle(), self), 1)
        layout.addSpacing(SPACE_2)
        layout.addWidget(self._told)
        layout.addWidget(self._buttons)
        self.path.setFocus()

    # -- showing

    def showEvent(self, event: QShowEvent) -> None:
        """Keep room for what is said later: no button moves away from the pointer."""
        super().showEvent(event)
        self._told.setMinimumHeight(max(map(_height_of_lines, (self.said, self.problem))))

    @Slot()
    def _on_changed(self) -> None:
        facts = self._care.facts
        if facts is None:
            self.summary.setText(self.tr("Being read…"))
        elif facts.conversations is None:
            self.summary.setText(
                self.tr("The history cannot be read now; {0}.").format(size_text(facts.size_bytes))
            )
        else:
            self.summary.setText(
                f"{self._count_text(facts.conversations)}, {size_text(facts.size_bytes)}"
            )
        if facts is not None:
            self.path.setText(str(facts.path))
            self.keeping.setText(self._keeping_text(is_empty=not facts.backups))
            if facts.backups != self._backups:
                self._show_backups(facts.backups)
        self._on_chosen()

    def _show_backups(self, found: tuple[BackupFacts, ...]) -> None:
        chosen = self.backup.backup.path if self.backup is not None else None
        known = {one.backup.path for one in self._backups}
        if self._care.made not in known:  # it was made just now
            chosen = self._care.made
        self._backups = found
        self._rows.show_rows(len(found), self._cell)
        self.backups.fit_columns()
        paths = [one.backup.path for one in found]
        if found:
            self.backups.selectRow(paths.index(chosen) if chosen in paths else 0)

    def _cell(self, row: int, column: int) -> str:
        one = self._backups[row]
        count = one.conversations
        return (
            time_text(one.backup.made_at),
            self.tr("cannot be read") if count is None else f"{count:,}",
            size_text(one.backup.size_bytes),
            self._reason_text(one.reason),
        )[column]

    def _reason_text(self, reason: BackupReason) -> str:
        return {
            BackupReason.DAILY: self.tr("of that day"),
            BackupReason.BEFORE: self.tr("before all was replaced"),
            BackupReason.ASKED: self.tr("by Back up now"),
        }[reason]

    def _keeping_text(self, *, is_empty: bool) -> str:
        rule = self.tr(
            "One is made each day that you use GPTDesk. The newest of seven days and of four weeks"
            " are kept."
        )
        return self.tr("There is none yet. {0}").format(rule) if is_empty else rule

    def _count_text(self, count: int) -> str:
        return numbered(count, self.tr("1 conversation"), self.tr("{0} conversations"))

    @Slot(QModelIndex, QModelIndex)
    def _on_chosen(self, *_: QModelIndex) -> None:
        chosen, is_free = self.backup, self._care.facts is not None and not self._care.is_busy
        can_be_restored = chosen is not None and chosen.conversations is not None
        had_focus = self.focusWidget()
        for button, can_be_used in (
            (self.restore, is_free and can_be_restored),
            (self.back_up, is_free),
            (self.delete, is_free),
            (self.open_folder, self._care.facts is not None),
        ):
            if button is had_focus and not can_be_used:
                self.backups.setFocus(Qt.FocusReason.OtherFocusReason)
            button.setEnabled(can_be_used)

    @Slot(str)
    def _on_done(self, sentence: str) -> None:
        self._say(sentence, "")

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        self._say("", sentence)

    @Slot()
    def _on_finished(self) -> None:
        """Forget what was said: it is old when the dialog is opened again."""
        self.said.clear()
        self.problem.clear()
        self.problem.hide()

    def _say(self, sentence: str, problem: str) -> None:
        self.said.setText(sentence)
        self.problem.setText(problem)
        self.said.setVisible(not problem)
        self.problem.setVisible(bool(problem))
        announce(self, problem or sentence)

    # -- what is done

    @Slot()
    def _on_open_folder_clicked(self) -> None:
        if self._care.facts is not None:
            self._say("", show_folder(self._care.facts.path.parent))

    @Slot()
    def _on_restore_clicked(self) -> None:
        if self.backup is not None:
            self._care.restore(self.backup.backup.path)

    @Slot()
    def _on_delete_clicked(self) -> None:
        if self._care.facts is not None:
            asking = DeleteEverythingDialog(self._care.facts, self._running(), self)
            asking.accepted.connect(self._care.delete_everything)
            asking.finished.connect(asking.deleteLater)
            asking.open()


def _height_of_lines(label: QLabel) -> int:
    """Return what a label needs for a sentence of `_SAID_LINES` lines, in its own font."""
    label.ensurePolished()
    text = label.text()
    label.setText("\n".join("x" * _SAID_LINES))
    height = label.heightForWidth(label.maximumWidth())
    label.setText(text)
    return height
