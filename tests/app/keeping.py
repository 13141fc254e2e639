"""A chat, its history on a disk, and the list of conversations, put together as in the window."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from pytestqt.qtbot import QtBot

from gptdesk.app.inference.client import InferenceClient
from gptdesk.app.viewmodels.chat.chat import ChatViewModel
from gptdesk.app.viewmodels.chat.sampling import SamplingViewModel
from gptdesk.app.viewmodels.conversations.conversations import ConversationsViewModel
from gptdesk.app.viewmodels.conversations.history import HistoryAdapter
from gptdesk.chat.messages import Conversation, Message, Role
from gptdesk.engine.types import LoadRequest
from gptdesk.storage.history.history import History
from tests.fakes import INFO


def conversation_of(
    name: str, *texts: str, title: str = "", changed_at: float = 1e9
) -> Conversation:
    """Return a conversation in which user and model spoke in turns."""
    roles = (Role.USER, Role.ASSISTANT)
    messages: list[Message] = []
    for number, text in enumerate(texts):
        parent = messages[-1].id if messages else None
        role = roles[number % 2]
        messages.append(Message(role, text, parent=parent, id=f"{name}-{number}", created_at=1e9))
    leaf = messages[-1].id if messages else None
    return Conversation(
        tuple(messages), leaf, title, created_at=changed_at, changed_at=changed_at, id=name
    )


@dataclass
class Desk:
    """What works together; `errors` are the sentences that the history told."""

    qtbot: QtBot
    history: HistoryAdapter
    chat: ChatViewModel
    conversations: ConversationsViewModel
    errors: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.history.failed.connect(self.errors.append)

    @classmethod
    def at(cls, folder: Path, client: InferenceClient, qtbot: QtBot) -> Desk:
        """Open the history in `folder`."""
        history = HistoryAdapter(folder / "history.sqlite3", folder / "backups")
        history.start()
        chat = ChatViewModel(client, history, SamplingViewModel())
        desk = cls(qtbot, history, chat, ConversationsViewModel(history, chat))
        if client.info is None:
            with qtbot.waitSignal(client.loaded):
                client.load(LoadRequest(INFO.path))
        return desk

    @property
    def titles(self) -> list[str]:
        """The conversations, as the list names them."""
        model = self.conversations.list
        return [model.index(model.row_of(one.id)).data() for one in model.summaries]

    def store(self, *conversations: Conversation) -> None:
        """Put conversations into the history and read the list."""
        for conversation in conversations:
            self.history.ask(lambda history, one=conversation: history.add_conversation(one))
        self.refresh()

    def refresh(self) -> None:
        with self.qtbot.waitSignal(self.conversations.loaded):
            self.conversations.refresh()

    def open(self, conversation_id: str) -> None:
        self.conversations.open_conversation(conversation_id)
        self.qtbot.waitUntil(lambda: self.chat.conversation.id == conversation_id)

    def wait_idle(self) -> None:
        """Wait until the answer is there and everything that was asked before is answered."""
        self.qtbot.waitUntil(lambda: not self.chat.is_busy)
        answers: list[object] = []
        self.history.ask(History.summaries, answers.append)
        self.qtbot.waitUntil(lambda: bool(answers))

    def stored_titles(self) -> list[tuple[str, str, bool]]:
        """Return id, title and pin of what is on the disk."""
        answers: list[tuple] = []
        self.history.ask(History.summaries, answers.append)
        self.qtbot.waitUntil(lambda: bool(answers))
        return [(one.id, one.title, one.is_pinned) for one in answers[0]]
