"""What the window stands on, in one value.

Owns nothing: it names the objects that the composition root makes and that outlive the window.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from gptdesk.app.crash import CrashReporter
from gptdesk.app.inference.client import InferenceClient
from gptdesk.app.viewmodels.appearance import Appearance
from gptdesk.app.viewmodels.chat import ChatViewModel
from gptdesk.app.viewmodels.conversation_transfer import ConversationTransfer
from gptdesk.app.viewmodels.conversations import ConversationsViewModel
from gptdesk.app.viewmodels.dropped_texts import DroppedTexts
from gptdesk.app.viewmodels.history_adapter import HistoryAdapter
from gptdesk.app.viewmodels.library import LibraryViewModel
from gptdesk.app.viewmodels.model_info import ModelInfoViewModel
from gptdesk.app.viewmodels.preferences import Preferences
from gptdesk.app.viewmodels.sampling import SamplingViewModel
from gptdesk.app.views.inspector_parts import InspectorParts


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
