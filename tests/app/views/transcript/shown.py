"""A transcript on the screen, and its pixels."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QCursor, QGuiApplication
from pytestqt.qtbot import QtBot

from gptdesk.app.inference.loaded_model import LoadedModel
from gptdesk.app.viewmodels.chat.messages import MessageListModel
from gptdesk.app.views.transcript.transcript import TranscriptView
from gptdesk.chat.messages import Message
from gptdesk.engine.tokenizers.vocabulary import Vocabulary

Shown = tuple[TranscriptView, MessageListModel]
Show = Callable[..., Shown]

_AWAY = QPoint(-1, -1)  # of the mouse: over no window


def opener(qtbot: QtBot, vocabulary: Vocabulary | None = None) -> Show:
    """Return a function that opens a transcript on some messages."""

    def open_view(*messages: Message, width: int = 800, height: int = 600) -> Shown:
        model = MessageListModel()
        view = TranscriptView(LoadedModel(vocabulary=vocabulary))
        qtbot.addWidget(view)
        model.setParent(view)
        QCursor.setPos(_AWAY)  # another test may have left the mouse where a card will be
        view.set_model(model)
        view.resize(width, height)
        model.reset(messages)
        view.show()
        qtbot.waitExposed(view)
        settle(view)
        return view, model

    return open_view


def settle(view: TranscriptView) -> None:
    """Let the view lay out and paint what is due."""
    QGuiApplication.processEvents()
    view.scroller.lay_out_now()


def pixel(view: TranscriptView, point: QPoint) -> QColor:
    """Return the colour of a point of the viewport, at any scale of the screen."""
    image = view.viewport().grab().toImage()
    return image.pixelColor(point * image.devicePixelRatio())
