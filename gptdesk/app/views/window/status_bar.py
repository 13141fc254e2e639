"""The line at the foot of the window: device, model, speed, context.

Owns widths that do not change with the numbers; what fits no more in a narrow window goes, the
least needed first.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Slot
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from gptdesk.app.access.announcements import announce
from gptdesk.app.access.descriptions import describe
from gptdesk.app.phrases import in_a_row
from gptdesk.app.system.error_text import in_words
from gptdesk.app.system.timers import Turns, single_shot
from gptdesk.app.theme import APPEARANCE_CHANGED, SPACE_1, SPACE_4, current_theme, zoom_of, zoomed
from gptdesk.app.views.widgets.steady import SteadyLabel
from gptdesk.engine.types import GenerationStats, ModelInfo

_MESSAGE_MS = 6000
_CONTEXT_MS = 500  # between two figures while an answer comes in: nobody reads more of them
_NAME_CHARS = 26
_GAP = 16
_MESSAGE_WIDTH = 120  # below this, figures make room for the message


class StatusBar(QWidget):
    """Four figures with fixed places, and a passing message between them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._message_text = ""
        self._timer = single_shot(self, _MESSAGE_MS, self.clear_message)
        self._context_wanted = 0, 0  # shown, or soon
        self._context_turns = Turns(self, _CONTEXT_MS, self._show_context)
        self._build()

    def _build(self) -> None:
        self.device = self._label(self.tr("Device"))
        self.model = self._label(self.tr("Model"))
        self.message = self._label(self.tr("Message"))
        speed = self.tr("{0} tokens/s").format("8,888.8") + ", "
        speed += self.tr("first token {0} s").format("88.888")
        self.speed = SteadyLabel(speed, self)
        self.speed.setAccessibleName(self.tr("Speed of the last answer"))
        self.context = SteadyLabel(self.tr("context {0} / {1}").format("8,888", "8,888"), self)
        self.context.setAccessibleName(self.tr("Context"))
        for label in (self.device, self.model, self.speed, self.context):
            label.setProperty("kind", "muted")
        self.message.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        for label in (self.speed, self.context):
            label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE_4, SPACE_1, SPACE_4, SPACE_1)
        layout.setSpacing(_GAP)
        layout.addWidget(self.device)
        layout.addWidget(self.model)
        layout.addWidget(self.message, 1)
        layout.addWidget(self.speed)
        layout.addWidget(self.context)

    def _label(self, name: str) -> QLabel:
        label = QLabel(self)
        label.setProperty("font_kind", "ui_small")
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setAccessibleName(name)
        return label

    @Slot(object)
    def set_device(self, info: ModelInfo) -> None:
        """Show where the model computes; why is in the tooltip."""
        if info.abilities is not None:
            ms = f"{1000 * info.abilities.latency_s:.0f}"
            text = self.tr("{0}, {1} ms").format(info.device, ms)
        elif info.device != "cpu":
            text = self.tr("{0}, {1}").format(info.device.upper(), info.kernel)
        elif info.threads == 1:
            text = self.tr("CPU, 1 thread, {0}").format(info.kernel)
        else:
            text = self.tr("CPU, {0} threads, {1}").format(info.threads, info.kernel)
        self._put(self.device, text, in_words(info.device_reason))
        self._arrange()

    @Slot(object)
    def set_model(self, info: ModelInfo) -> None:
        """Show the model's name and size; its file is in the tooltip."""
        name = info.name
        if len(name) > _NAME_CHARS:
            name = f"{name[: _NAME_CHARS // 2]}…{name[-_NAME_CHARS // 2 :]}"
        count = info.shape.parameter_count
        text = self.tr("{0}  {1}").format(name, _rounded_count(count)) if count else name
        self._put(self.model, text, self.tr("{0}, {1}").format(info.name, info.path))
        self._arrange()

    @Slot(object)
    def set_speed(self, stats: GenerationStats | None) -> None:
        """Show how fast the last run was; None: there is none to tell of."""
        parts: list[str] = []
        if stats is not None and stats.decode_tokens_per_s is not None:
            parts.append(self.tr("{0} tokens/s").format(f"{stats.decode_tokens_per_s:,.1f}"))
        if stats is not None and stats.time_to_first_token_s is not None:
            seconds = f"{stats.time_to_first_token_s:.3f}"
            parts.append(self.tr("first token {0} s").format(seconds))
        self._put(self.speed, in_a_row(parts), "")

    @Slot(int, int)
    def set_context(self, used: int, total: int) -> None:
        """Show how much of the context is in use; nothing while `total` is 0.

        While it fills, the figure is shown at a pace; that of another context at once.
        """
        is_other = total != self._context_wanted[1]
        self._context_wanted = used, total
        if is_other:
            self._context_turns.take()
        else:
            self._context_turns.ask()

    @Slot()
    def hurry_context(self) -> None:
        """Show the figure of the context now: a run has ended, or another chat is on show."""
        self._context_turns.take()
        self._context_turns.begin_again()

    def _show_context(self) -> None:
        used, total = self._context_wanted
        text = self.tr("context {0} / {1}").format(f"{used:,}", f"{total:,}") if total else ""
        explanation = self.tr(
            "Tokens of the last answer and of what the model saw before it, of those it can see."
            " What it will see next is counted beside Send."
        )
        self._put(self.context, text, explanation)

    @Slot(str)
    def show_opening(self, name: str) -> None:
        """Say which model is on its way."""
        self.set_message(self.tr("Opening {0}…").format(name))
        announce(self, self._message_text)

    @Slot(str)
    def show_progress(self, sentence: str) -> None:
        """Say what is being done; it stays until the next."""
        self.set_message(sentence.rstrip("….") + "…")

    @Slot()
    def clear_message(self) -> None:
        """Say nothing."""
        self.set_message("")

    @Slot()
    def show_copied(self) -> None:
        """Say that something is on the clipboard."""
        self.set_message(self.tr("Copied."))

    @Slot(int)
    def show_zoom(self, percent: int) -> None:
        """Say how large the text is now."""
        self.set_message(self.tr("Zoom {0} %").format(percent))

    @Slot(str)
    def set_message(self, message: str) -> None:
        """Show a passing sentence; one that ends in "…" stays until the next. Empty clears."""
        self._message_text = message
        self._timer.stop()
        if message and not message.endswith("…"):
            self._timer.start()
            announce(self, message)
        self.message.setToolTip(message)
        describe(self.message, message)
        self._elide_message()

    def minimumSizeHint(self) -> QSize:
        """Never make the window wider."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let go what fits no more."""
        super().resizeEvent(event)
        self._arrange()

    def customEvent(self, event: QEvent) -> None:
        """Let go what fits no more in another zoom."""
        if event.type() == APPEARANCE_CHANGED:
            self._arrange()

    @staticmethod
    def _put(label: QLabel, text: str, tip: str) -> None:
        label.setText(text)
        label.setToolTip(tip)
        describe(label, text)

    def _arrange(self) -> None:
        """Hide the least needed figures until the rest and a short message fit."""
        figures = (self.speed, self.model, self.device, self.context)  # the first to go first
        widths = {label: label.minimumSizeHint().width() + _GAP for label in figures}
        room = self.width() - 2 * SPACE_4 - zoomed(_MESSAGE_WIDTH, zoom_of(self))
        needed = sum(widths.values())
        for label in figures:
            label.setVisible(needed <= room)
            if needed > room:
                needed -= widths[label]
        self._elide_message()

    def _elide_message(self) -> None:
        shown = (self.device, self.model, self.speed, self.context)
        used = sum(label.sizeHint().width() + _GAP for label in shown if not label.isHidden())
        room = max(0, self.width() - 2 * SPACE_4 - used)
        metrics = QFontMetrics(current_theme().font("ui_small", zoom_of(self)))
        self.message.setText(
            metrics.elidedText(self._message_text, Qt.TextElideMode.ElideRight, room)
        )


def _rounded_count(count: int) -> str:
    """Return 19,300,000 as "19.3 M"."""
    for size, unit in ((1e9, "B"), (1e6, "M"), (1e3, "K")):
        if count >= size:
            return f"{count / size:.1f} {unit}"
    return str(count)
