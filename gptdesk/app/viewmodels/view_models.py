"""What the window stands on, in one value.

Owns nothing: it names the objects that the composition root makes and that outlive the window.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from gptdesk.app.inference.client import InferenceClient
from gptdesk.app.system.crash import CrashReporter
from gptdesk.app.viewmodels.chat.chat import ChatViewModel
from gptdesk.app.viewmodels.chat.dropped_texts import DroppedTexts
from gptdesk.app.viewmodels.chat.sampling import SamplingViewModel
from gptdesk.app.viewmodels.conversations.conversations import ConversationsViewModel
from gptdesk.app.viewmodels.conversations.history import HistoryAdapter
from gptdesk.app.viewmodels.conversations.transfer import ConversationTransfer
from gptdesk.app.viewmodels.inspector_parts import InspectorParts
from gptdesk.app.viewmodels.model.library import LibraryViewModel
from gptdesk.app.viewmodels.model.model_info import ModelInfoViewModel
from gptdesk.app.viewmodels.settings.appearance import Appearance
from gptdesk.app.viewmodels.settings.preferences import Preferences


@dataclass(frozen=True, slots=True)
class WindowParts:
    """What the window is built upon; made by the composition root, outlives the window."""

    client: InferenceClient
    chat: ChatViewModel
    history: HistoryAdapter
    conversations: ConversationsViewModel
    transfer: ConversationTransfer
    dropped: DroppedTexts
    library: LibraryViewModel
    sampling: SamplingViewModel
    looking: InspectorParts
    model_info: ModelInfoViewModel
    preferences: Preferences
    appearance: Appearance
    crashes: CrashReporter
    log_dir: Path
