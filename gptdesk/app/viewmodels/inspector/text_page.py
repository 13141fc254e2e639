"""The text that the *Text* page is about: the answer that is looked at, and its prompt.

Owns which one that is, its curves and the counts of its ranks, and how often they may change while
tokens stream in. Draws and formats nothing.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from gptdesk.analysis.curves import RankBand, TextCurves, curves_of, rank_bands
from gptdesk.analysis.figures import TokenRef
from gptdesk.app.system.timers import single_shot
from gptdesk.app.viewmodels.chat.messages import MessageListModel
from gptdesk.app.viewmodels.inspector.inspector import InspectorViewModel
from gptdesk.chat.messages import Message, Role

_UPDATE_MS = 200  # a curve that moves more often cannot be read


class TextPageViewModel(QObject):
    """The curves of the answer that is looked at.

    Nothing is computed while the page is hidden.

    Signals:
        changed: `message`, `curves` or `bands` are others now.
        current_changed: another token of the text is marked, or none.
    """

    changed = Signal()
    current_changed = Signal()

    def __init__(
        self,
        messages: MessageListModel,
        inspector: InspectorViewModel,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._messages = messages
        self._inspector = inspector
        self._is_active = False
        self._message: Message | None = None
        self._curves = TextCurves()
        self._bands = rank_bands((), inspector.bands)
        self._current: int | None = None
        self._timer = single_shot(self, _UPDATE_MS, self._update)
        for signal in (messages.rowsInserted, messages.rowsRemoved, messages.dataChanged):
            signal.connect(self._on_text_changed)
        messages.modelReset.connect(self._on_other_text)
        inspector.marked_changed.connect(self._on_marked_changed)
        inspector.figures_changed.connect(self._on_other_text)
        inspector.colouring_changed.connect(self._on_colouring_changed)

    @property
    def message(self) -> Message | None:
        """The answer; None while there is none. Read anew with every call."""
        ref = self._inspector.looked_at
        if ref is not None:
            return self._inspector.message_of(ref)
        answers = (one for one in reversed(self._messages.messages) if one.role is Role.ASSISTANT)
        return next(answers, None)

    @property
    def row(self) -> int | None:
        """Where the answer stands in the conversation."""
        message = self.message
        return None if message is None else self._messages.row_of(message.id)

    @property
    def curves(self) -> TextCurves:
        """Surprisal, entropy and perplexity over the text."""
        return self._curves

    @property
    def bands(self) -> tuple[RankBand, ...]:
        """How many tokens of the text had a rank in each band."""
        return self._bands

    @property
    def current(self) -> int | None:
        """The place in the curves of the token that is marked; None if it is not in the text."""
        return self._current

    @property
    def can_inspect(self) -> bool:
        """Whether the engine can measure the prompt."""
        return self._inspector.can_inspect

    def next_in_band(self, band: int) -> TokenRef | None:
        """Return the next token after the marked one whose rank is in a band, around the end."""
        points = self._curves.points
        start = 0 if self._current is None else self._current + 1
        bands = self._inspector.bands
        for place in (*range(start, len(points)), *range(min(start, len(points)))):
            rank = points[place].rank
            if rank is not None and bands.band_of(rank) == band:
                return points[place].ref
        return None

    @Slot(bool)
    def set_active(self, is_active: bool) -> None:
        """Say whether the page can be seen."""
        self._is_active = is_active
        if is_active:
            self._update()
        else:
            self._timer.stop()

    @Slot()
    def shutdown(self) -> None:
        """Compute nothing more."""
        self.set_active(False)

    @Slot()
    def _on_text_changed(self) -> None:
        """Show what came, now and then."""
        if self._is_active and not self._timer.isActive():
            self._timer.start()

    @Slot()
    def _on_other_text(self) -> None:
        if self._is_active:
            self._update()

    @Slot()
    def _on_colouring_changed(self) -> None:
        if self._is_active:
            self._bands = rank_bands(self._curves.points, self._inspector.bands)
            self.changed.emit()

    @Slot()
    def _on_marked_changed(self) -> None:
        if not self._is_active:
            return
        message = self.message
        if message is None or message.id != self._curves.answer_id:
            self._update()
        else:
            self._update_current()

    @Slot()
    def _update(self) -> None:
        self._timer.stop()
        message = self.message
        if message is None:
            self._curves = TextCurves()
        else:
            self._curves = curves_of(message, self._curves)
            self._inspector.want_prompt(message.id)
        self._bands = rank_bands(self._curves.points, self._inspector.bands)
        self.changed.emit()
        self._update_current()

    def _update_current(self) -> None:
        current = self._curves.place_of(self._inspector.marked)
        if current != self._current:
            self._current = current
            self.current_changed.emit()
