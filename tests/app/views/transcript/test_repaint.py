"""While an answer grows only its end is painted, and the screen shows what a whole paint would."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QGuiApplication, QImage, QPaintEvent
from pytestqt.qtbot import QtBot

from gptdesk.app.inference.loaded_model import LoadedModel
from gptdesk.app.viewmodels.chat.messages import MessageListModel
from gptdesk.app.views.transcript.transcript import TranscriptView
from gptdesk.chat.messages import Message, MessageState, PromptMode, Role


class PaintWatch(QObject):
    """Adds up how many pixels of a widget are painted."""

    def __init__(self) -> None:
        super().__init__()
        self.heights: list[int] = []

    def eventFilter(self, _: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.heights.append(event.rect().height())
        return False


def on_screen(view: TranscriptView) -> QImage:
    QGuiApplication.processEvents()
    QGuiApplication.processEvents()
    screen = view.screen()
    return screen.grabWindow(view.winId()).toImage()


@pytest.mark.parametrize("mode", list(PromptMode))
def test_painting_the_end_of_a_growing_answer_is_enough(qtbot: QtBot, mode: PromptMode) -> None:
    """Words that wrap, new paragraphs, right-to-left text, notes: pixel by pixel the same."""
    rng = random.Random(3)
    pieces = (" fox", " the", " extraordinarily", "\n\n", " שלום", ".", " 😀", " a", "-", "日本")
    model, view = MessageListModel(), TranscriptView(LoadedModel())
    qtbot.addWidget(view)
    model.setParent(view)
    view.set_model(model)
    view.resize(640, 900)
    answer = Message(Role.ASSISTANT, "", mode, MessageState.STREAMING, model_name="storyteller")
    model.reset([Message(Role.USER, "Once upon a time there was", mode), answer])
    view.show()
    qtbot.waitExposed(view)
    on_screen(view)
    watch = PaintWatch()
    view.viewport().installEventFilter(watch)
    for step in range(60):
        answer = replace(answer, text=answer.text + rng.choice(pieces))
        if step == 40:
            answer = replace(answer, notes=((len(answer.text), "The context was full here."),))
        model.replace(1, answer)
        partly = on_screen(view)
        view.viewport().update()
        assert partly == on_screen(view), f"step {step}: {answer.text[-20:]!r}"
    model.replace(1, replace(answer, state=MessageState.COMPLETE))
    ended = on_screen(view)
    view.viewport().update()
    assert ended == on_screen(view)
    small = [height for height in watch.heights if height < view.viewport().height() / 3]
    assert len(small) == 60, "every step paints a few lines, also where a line is added"


def test_rows_are_painted_again_where_they_are_seen(qtbot: QtBot) -> None:
    """Hits in the first, the last or the only row of an entry; nothing for rows out of sight."""
    model, view = MessageListModel(), TranscriptView(LoadedModel())
    qtbot.addWidget(view)
    model.setParent(view)
    view.set_model(model)
    view.resize(640, 300)
    mode = PromptMode.CONTINUE  # one entry
    once = [Message(Role.USER, "Once", mode), Message(Role.ASSISTANT, " upon", mode)]
    talk = [Message(Role.USER, "line\n" * 100, PromptMode.CONVERSATION) for _ in range(2)]
    model.reset([*once, *talk])
    view.show()
    qtbot.waitExposed(view)
    on_screen(view)
    view.verticalScrollBar().setValue(0)
    on_screen(view)
    watch = PaintWatch()
    view.viewport().installEventFilter(watch)
    for row, is_seen in ((0, True), (1, True), (2, True), (3, False)):
        watch.heights.clear()
        view.scroller.update_rows(row, row)
        on_screen(view)
        assert bool(watch.heights) is is_seen, row


def test_what_is_laid_out_while_it_is_painted_is_not_painted_once_more(qtbot: QtBot) -> None:
    """As it happens for each message that is sent: the painting comes before the layout's turn."""
    model, view = MessageListModel(), TranscriptView(LoadedModel())
    qtbot.addWidget(view)
    model.setParent(view)
    view.set_model(model)
    view.resize(640, 900)
    model.reset([Message(Role.USER, "Hello")])
    view.show()
    qtbot.waitExposed(view)
    on_screen(view)
    watch = PaintWatch()
    view.viewport().installEventFilter(watch)
    model.append(Message(Role.ASSISTANT, "Good day."))
    view.viewport().repaint()
    shown = on_screen(view)
    assert len(watch.heights) == 1
    view.viewport().update()
    assert shown == on_screen(view)
    model.append(Message(Role.USER, "And now?"))
    view.viewport().repaint(0, 0, 640, 20)
    shown = on_screen(view)
    assert len(watch.heights) == 4, "a part is not all"
    view.viewport().update()
    assert shown == on_screen(view)
