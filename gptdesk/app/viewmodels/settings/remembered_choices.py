"""The user's choices in the window, remembered for the next start."""

from __future__ import annotations

from dataclasses import asdict

from PySide6.QtCore import QObject, Slot

from gptdesk.app.viewmodels.chat.chat import ChatViewModel
from gptdesk.app.viewmodels.chat.sampling import SamplingViewModel
from gptdesk.app.viewmodels.inspector.inspector import InspectorViewModel
from gptdesk.app.viewmodels.inspector.typed_text import TypedTextViewModel
from gptdesk.app.viewmodels.settings.preferences import Preferences
from gptdesk.chat.messages import Conversation, PromptMode


class RememberedChoices(QObject):
    """Writes the chat on the screen, mode, sampling settings and the like into the preferences."""

    def __init__(
        self,
        preferences: Preferences,
        chat: ChatViewModel,
        sampling: SamplingViewModel,
        inspector: InspectorViewModel,
        typed_text: TypedTextViewModel,
    ) -> None:
        super().__init__(preferences)
        self._preferences = preferences
        self._sampling = sampling
        self._inspector = inspector
        chat.mode_chosen.connect(self._on_mode_chosen)
        sampling.changed.connect(self._on_sampling_changed)
        inspector.colouring_changed.connect(self._on_colouring_changed)
        typed_text.switched.connect(self._on_typed_text_switched)
        chat.shown.changed.connect(self._on_chat_shown)

    @Slot(object)
    def _on_mode_chosen(self, mode: PromptMode) -> None:
        self._preferences.change(mode=mode.value)

    @Slot(object)
    def _on_chat_shown(self, conversation: Conversation) -> None:
        own = conversation.id if conversation.messages else ""
        if own != self._preferences.settings.open_chat:
            self._preferences.change(open_chat=own)
            self._preferences.hurry()  # else a kill in an answer would open another one

    @Slot(bool)
    def _on_typed_text_switched(self, is_on: bool) -> None:
        self._preferences.change(next_after_text=is_on)

    @Slot()
    def _on_sampling_changed(self) -> None:
        sampling = self._sampling
        self._preferences.change(
            **asdict(sampling.settings),
            seed=-1 if sampling.seed is None else sampling.seed,
            max_new_tokens=sampling.max_new_tokens,
        )

    @Slot()
    def _on_colouring_changed(self) -> None:
        edges = ", ".join(map(str, self._inspector.bands.edges))
        self._preferences.change(colour_by=self._inspector.colour_by.value, rank_bands=edges)
