"""What the window shows of the model: that it is on its way, that it is there, or why it is not.

Owns the slots between the library, the engine's client and the parts that name the model.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from gptdesk.app.viewmodels.view_models import WindowParts
from gptdesk.engine.tokenizers.vocabulary import Vocabulary
from gptdesk.engine.types import ModelInfo

if TYPE_CHECKING:
    from gptdesk.app.views.window.main_window import MainWindow


class WindowModel(QObject):
    """Slots about the model, over one window."""

    def __init__(self, window: MainWindow, parts: WindowParts) -> None:
        super().__init__(window)
        self._window = window
        self._parts = parts

    @Slot(object)
    def on_vocabulary_ready(self, vocabulary: Vocabulary) -> None:
        """Name tokens."""
        window = self._window
        self._parts.looking.set_vocabulary(vocabulary)
        for view in (window.transcript, window.text_page, window.windows):
            view.set_vocabulary(vocabulary)

    @Slot(str)
    def on_loading_started(self, name: str) -> None:
        """Say which model is on its way."""
        self._window.message_bar.dismiss()
        self._window.status.set_message(self.tr("Opening {0}…").format(name))
        self._window.empty_state.set_model_name(name)

    @Slot(str)
    def on_load_progressed(self, sentence: str) -> None:
        """Say what is being done."""
        self._window.status.set_message(sentence.rstrip("….") + "…")  # it stays until the next

    @Slot(object)
    def on_model_opened(self, info: ModelInfo) -> None:
        """Show which model answers."""
        window = self._window
        self._parts.model_info.set_info(info)
        window.status.set_model(info)
        window.status.set_device(info)
        window.status.set_message("")
        window.composer.set_context_length(info.config.ctx_len)
        window.empty_state.set_model_name(info.name)
        # Qt puts the mark of an unsaved document in the place of a single [*].
        window.setWindowTitle(info.name.replace("[*]", "[*][*]"))

    @Slot(str)
    def on_open_failed(self, sentence: str) -> None:
        """Say why a model was not opened; the one before it goes on answering."""
        library = self._parts.library
        if not library.is_loading:
            self._window.empty_state.set_model_name(library.current.name if library.current else "")
        self._window.status.set_message("")
        self._window.opening.show_failure(sentence)
