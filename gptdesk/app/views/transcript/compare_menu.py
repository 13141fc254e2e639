"""The menu of an answer's Compare button: its branches, any other answer, another model's answer.

Owns the entries; what they lead to is wired elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from gptdesk.app.viewmodels.inspector.two_models import ModelChoice

ModelChoices = Callable[[int], Sequence[ModelChoice]]  # for the answer's row
NamesOf = Callable[[Sequence[ModelChoice]], Sequence[str]]


class CompareMenu(QMenu):
    """Says what one answer is to be compared with.

    Signals:
        branches_requested(int): with its branches; the row of the answer.
        other_requested(int): with an answer that is to be looked for; the same.
        model_requested(int, object): with what another model answers to the same prompt; the same,
            and the model, a `ModelChoice`.
    """

    branches_requested = Signal(int)
    other_requested = Signal(int)
    model_requested = Signal(int, object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._row = 0
        self._choices: ModelChoices | None = None
        self._names_of: NamesOf | None = None
        self.branches = self.addAction(self.tr("Another answer to this &prompt"))
        self.other = self.addAction(self.tr("Any &other answer…"))
        self.models = self.addMenu(self.tr("What another &model answers"))
        self.models.setToolTipsVisible(True)
        self.branches.triggered.connect(self._on_branches_triggered)
        self.other.triggered.connect(self._on_other_triggered)
        self.models.aboutToShow.connect(self._fill)
        self.models.triggered.connect(self._on_model_triggered)

    def set_model_choices(self, choices: ModelChoices, names_of: NamesOf) -> None:
        """Take functions for the models that can answer a row's prompt, and for their names."""
        self._choices, self._names_of = choices, names_of

    def offer(self, row: int, *, has_branches: bool, is_busy: bool) -> None:
        """Be about the answer in a row.

        Args:
            row: of its message.
            has_branches: it has branches to compare with.
            is_busy: an answer is being written: no other one can be asked for.
        """
        self._row = row
        self.branches.setEnabled(has_branches)
        self.models.setEnabled(not is_busy and self._choices is not None)

    @Slot()
    def _fill(self) -> None:
        self.models.clear()
        assert self._choices is not None  # else it cannot be opened
        assert self._names_of is not None
        models = self._choices(self._row)
        for model, name in zip(models, self._names_of(models), strict=True):
            action = self.models.addAction(name.replace("&", "&&"))
            action.setData(model)
            action.setToolTip(
                self.tr(
                    "{0}\nAnswers this prompt with the same settings and seed, in a branch. Then"
                    " the model of before is in use again."
                ).format(model.path)
            )
        if self.models.isEmpty():
            none = self.models.addAction(self.tr("No other model is known: open one first"))
            none.setEnabled(False)

    @Slot()
    def _on_branches_triggered(self) -> None:
        self.branches_requested.emit(self._row)

    @Slot()
    def _on_other_triggered(self) -> None:
        self.other_requested.emit(self._row)

    @Slot(QAction)
    def _on_model_triggered(self, action: QAction) -> None:
        self.model_requested.emit(self._row, action.data())
