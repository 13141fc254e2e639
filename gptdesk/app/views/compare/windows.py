"""The windows that open beside the main one: *Compare branches* and *Tokens*.

Owns when they open.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from gptdesk.analysis.compare import Side
from gptdesk.app.inference.loaded_model import LoadedModel
from gptdesk.app.viewmodels.inspector.compare import ComparingViewModel
from gptdesk.app.viewmodels.inspector.tokens_window import TokensViewModel
from gptdesk.app.views.compare.dialog import CompareDialog
from gptdesk.app.views.compare.tokens_window import TokensWindow


class TextWindows(QObject):
    """Opens the two windows over a window, at most one of each.

    Signals:
        token_chosen(object): in a comparison, a `TokenRef`; it may be in a branch that is not
            shown.
    """

    token_chosen = Signal(object)

    def __init__(
        self,
        window: QWidget,
        comparing: ComparingViewModel,
        tokens: TokensViewModel,
        model: LoadedModel,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._tokens = tokens
        self._model = model  # without its vocabulary nothing can be compared
        self.compare_dialog: CompareDialog | None = None
        self.tokens_window: TokensWindow | None = None
        comparing.sides_ready.connect(self._on_sides_ready)

    @Slot()
    def show_tokens(self) -> None:
        """Open the *Tokens* window, or bring it to the front as it was left."""
        if self.tokens_window is None:
            self.tokens_window = TokensWindow(self._tokens, self._window)
        self.tokens_window.show()
        self.tokens_window.raise_()
        self.tokens_window.activateWindow()
        self.tokens_window.text.setFocus()

    @Slot(object, int, int)
    def _on_sides_ready(self, sides: tuple[Side, ...], left: int, right: int) -> None:
        vocabulary = self._model.vocabulary
        if vocabulary is None:
            return
        if self.compare_dialog is not None:
            self.compare_dialog.close()
            self.compare_dialog.deleteLater()
        dialog = CompareDialog(sides, vocabulary, self._window, left=left, right=right)
        dialog.token_chosen.connect(self.token_chosen)
        self.compare_dialog = dialog
        dialog.show()
