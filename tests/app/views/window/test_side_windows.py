"""The windows beside the window: one of each, looking alike, leading back to the text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gptdesk.analysis.figures import TokenRef
from gptdesk.app.inference.client import InferenceClient
from gptdesk.app.theme import ThemeController, load_theme
from gptdesk.app.viewmodels.chat.chat import ChatViewModel
from gptdesk.app.viewmodels.chat.dropped_texts import DroppedTexts
from gptdesk.app.viewmodels.chat.sampling import SamplingViewModel
from gptdesk.app.viewmodels.conversations.conversations import ConversationsViewModel
from gptdesk.app.viewmodels.conversations.history import HistoryAdapter
from gptdesk.app.viewmodels.conversations.history_care import HistoryCare
from gptdesk.app.viewmodels.inside.branches import BranchesViewModel
from gptdesk.app.viewmodels.inside.keeping import KeepingViewModel
from gptdesk.app.viewmodels.inside.looking import InsideViewModel
from gptdesk.app.viewmodels.inside.network_what_if import NetworkWhatIfViewModel
from gptdesk.app.viewmodels.inspector.answer_facts import AnswerFactsViewModel
from gptdesk.app.viewmodels.inspector.answer_finder import AnswerFinder
from gptdesk.app.viewmodels.inspector.compare import ComparingViewModel
from gptdesk.app.viewmodels.inspector.inspector import InspectorViewModel
from gptdesk.app.viewmodels.inspector.reading import ReadingViewModel
from gptdesk.app.viewmodels.inspector.talk import TalkViewModel
from gptdesk.app.viewmodels.inspector.tokens_window import TokensViewModel
from gptdesk.app.viewmodels.model.downloads import DownloadsViewModel
from gptdesk.app.views.composer.composer import Composer
from gptdesk.app.views.transcript.transcript import TranscriptView
from gptdesk.app.views.widgets.notice_bar import NoticeBar
from gptdesk.app.views.window.side_windows import SideWindows
from gptdesk.chat.messages import Conversation
from tests.app.viewmodels.inspector.test_compare import FIRST, SECOND, USER, Disk, Shown
from tests.app.viewmodels.stand_ins import StandInClient, StandInTwoModels
from tests.fakes import FakeEngine

NOBODY: Any = None  # the library is not opened here


class Stage:
    """A window, and what opens beside it."""

    def __init__(self, engine_client: InferenceClient, folder: Path) -> None:
        self.window = QWidget()
        client = StandInClient()
        self.comparing = ComparingViewModel(Shown(FIRST, SECOND), Disk(), client)
        self.tokens = TokensViewModel(client)
        history = HistoryAdapter(folder / "history.sqlite3", folder / "backups")
        sampling = SamplingViewModel()
        self.chat = chat = ChatViewModel(engine_client, history, sampling)
        self.inspector = inspector = InspectorViewModel(engine_client, chat)
        inside = InsideViewModel(engine_client, inspector, chat)
        talk = TalkViewModel(inspector)
        conversations = ConversationsViewModel(history, chat)
        self.windows = SideWindows(
            self.window,
            TranscriptView(client.model, self.window),
            NoticeBar(self.window),
            care=HistoryCare(history, conversations),
            running=tuple,
            facts=AnswerFactsViewModel(engine_client, chat, sampling, NOBODY, NOBODY),
            comparing=self.comparing,
            two_models=StandInTwoModels(),
            sampling=sampling,
            finder=AnswerFinder(chat, conversations, history),
            inspector=inspector,
            tokens=self.tokens,
            reading=ReadingViewModel(engine_client),
            dropped=DroppedTexts(chat),
            composer=Composer(self.window),
            inside=inside,
            network_what_if=NetworkWhatIfViewModel(inside, chat, talk),
            keeping=KeepingViewModel(inside, chat, history),
            branches=BranchesViewModel(inside, chat, history),
            talk=talk,
            making=NOBODY,
            training=NOBODY,
            downloads=DownloadsViewModel(folder / "models", *[NOBODY] * 4),
            model=client.model,
        )


@pytest.fixture
def stage(qtbot: QtBot, make_client: Callable[..., InferenceClient], tmp_path: Path) -> Stage:
    stage = Stage(make_client(FakeEngine), tmp_path)
    qtbot.addWidget(stage.window)
    stage.window.show()
    return stage


def test_comparing_leads_back_to_the_conversation(stage: Stage, qtbot: QtBot) -> None:
    """From the first difference to the token in its branch."""
    stage.comparing.compare(1)
    dialog = stage.windows.compare_dialog
    assert dialog is not None
    assert dialog.isVisible()
    conversation = Conversation(messages=(USER, FIRST, SECOND), leaf=SECOND.id)
    stage.chat.open_conversation(conversation)
    with qtbot.waitSignal(stage.inspector.marked_changed) as marked:
        dialog.show_left.click()
    assert marked.args == [TokenRef("first", is_prompt=False, index=0)]
    assert stage.chat.messages.message(1).id == "first"


def test_the_next_comparison_takes_the_place_of_the_last(stage: Stage) -> None:
    """Windows do not heap up."""
    stage.comparing.compare(1)
    first = stage.windows.compare_dialog
    assert first is not None
    first.close()
    stage.comparing.compare(1)
    assert stage.windows.compare_dialog is first
    assert first.isVisible()


def test_the_tokens_window_stays_as_it_was_left(stage: Stage) -> None:
    """Closing it loses nothing that was typed."""
    stage.windows.show_tokens()
    window = stage.windows.tokens_window
    assert window is not None
    window.text.setPlainText("typed")
    window.close()
    stage.windows.show_tokens()
    assert stage.windows.tokens_window is window
    assert window.text.toPlainText() == "typed"


def test_windows_change_with_the_theme_and_the_zoom(stage: Stage, themes: ThemeController) -> None:
    """Dark at night, large in a talk."""
    stage.comparing.compare(1)
    stage.windows.show_tokens()
    dialog = stage.windows.compare_dialog
    assert dialog is not None
    size = dialog.left.font().pointSizeF()
    themes.set_zoom(200)
    assert dialog.left.font().pointSizeF() > 1.2 * size  # as much as fits this screen
    themes.set_scheme("dark")
    color = dialog.left.document().begin().begin().fragment().charFormat().foreground().color()
    assert color == load_theme("dark").color("text")


def test_the_window_can_stand_in_front_of_each_and_closes_all(stage: Stage) -> None:
    """A window that belongs to another one stays above it: the composer was covered for good.

    As they belong to none, the program would go on while one is open.
    """
    stage.comparing.compare(1)
    stage.windows.show_tokens()
    stage.windows.read_text("Once upon a time", "a text")
    stage.windows.show_inside()
    beside = [
        stage.windows.compare_dialog,
        stage.windows.tokens_window,
        stage.windows.reading_window,
        stage.windows.inside_window,
    ]
    for window in beside:
        assert window is not None
        handle = window.windowHandle()
        assert handle is not None
        assert handle.transientParent() is None
        assert window.windowType() == Qt.WindowType.Window
    transcript = stage.window.findChild(TranscriptView)
    assert transcript is not None
    assert transcript.internalWinId() == 0, "the main window's parts became windows of their own"
    stage.windows.close_all()
    assert not any(window is None or window.isVisible() for window in beside)


def test_under_the_hood_opens_on_the_screen_and_stays_where_it_is_put(stage: Stage) -> None:
    """Beside the chat where there is room, the first time; then where the user wants it."""
    screen = stage.window.screen().availableGeometry()
    stage.window.setGeometry(screen.adjusted(0, 0, -screen.width() // 2, 0))
    stage.windows.show_inside()
    hood = stage.windows.inside_window
    assert hood is not None
    assert screen.contains(hood.frameGeometry())
    assert hood.frameGeometry().right() == screen.right()
    hood.close()
    hood.setGeometry(40, 50, 760, 500)
    stage.windows.show_inside()
    assert hood.geometry().getRect() == (40, 50, 760, 500)
