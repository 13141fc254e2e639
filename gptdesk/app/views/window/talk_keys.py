"""The space key in talk and guess mode, where no widget has use for it.

Owns telling whether Space is free: a text field, a button or a list that has use for it keeps it,
and it arrives here only because nobody took it. The composer has no use for it while it is empty.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from gptdesk.app.viewmodels.inspector.talk import TalkViewModel
from gptdesk.app.views.composer.editor import PromptEditor
from gptdesk.app.views.widgets.guess_cover import is_advance


class TalkKeys(QObject):
    """Listens to a window.

    Args:
        window: keys that none of its widgets takes come to it.
        editor: the composer's; a prompt that begins with a space is written with talk mode off.
        talk: says whether the key works.

    Signals:
        advance_requested: Space was pressed, and was free.
    """

    advance_requested = Signal()

    def __init__(self, window: QWidget, editor: PromptEditor, talk: TalkViewModel) -> None:
        super().__init__(window)
        self._talk = talk
        self._editor = editor
        for one in (window, editor):
            one.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take Space that reached the window itself, or the editor while nothing is written."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if not is_advance(event, self._talk):
            return False
        if watched is self._editor and self._editor.text():
            return False
        if not event.isAutoRepeat():  # one press is one token
            self.advance_requested.emit()
        return True
