"""The first page, in the place of the transcript before the first message.

Owns one sentence on what this is, three beginnings to try, and the way to another model.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from gptdesk.app.obstacles import model_is_opened
from gptdesk.app.painting import painted
from gptdesk.app.theme import (
    APPEARANCE_CHANGED,
    PADDING,
    SPACE_1,
    SPACE_2,
    SPACE_3,
    SPACE_4,
    SPACE_5,
    SPACE_6,
    column_width,
    current_theme,
    zoom_of,
    zoomed,
)
from gptdesk.chat.messages import PromptMode
from gptdesk.device_names import is_device_name
from gptdesk.engine.types import ModelInfo

_RADIUS = 8
_SIDE_BY_SIDE = 560  # pixels from which the cards stand beside each other
_CARD_LINES = 3


class ExampleCard(QPushButton):
    """A beginning to try; its text wraps, and a click sends it."""

    def __init__(self, example: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.example = example
        self.setAccessibleName(self.tr("Try: {0}").format(example))
        self.setToolTip(example)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        """Return room for one line; `heightForWidth` knows better."""
        return QSize(180, self.heightForWidth(self.width()))

    def minimumSizeHint(self) -> QSize:
        """Return the narrowest that can be read."""
        return QSize(120, self.heightForWidth(self.width()))

    def hasHeightForWidth(self) -> bool:
        """Return that the text wraps."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of the wrapped text, of three lines at most."""
        metrics = QFontMetricsF(current_theme().font("transcript", zoom_of(self)))
        most = _CARD_LINES * math.ceil(metrics.lineSpacing())  # so high does Qt set each line
        box = QRectF(0, 0, max(60, width - 2 * SPACE_3), most)
        needed = metrics.boundingRect(box, int(Qt.TextFlag.TextWordWrap), self.example).height()
        return math.ceil(min(needed, most)) + 2 * SPACE_3

    @painted
    def paintEvent(self, painter: QPainter, event: QPaintEvent) -> None:
        """Paint ground, edge and text."""
        theme = current_theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = "pressed" if self.isDown() else "hover" if self.underMouse() else "surface"
        edge, width = ("accent", 1.5) if self.hasFocus() else ("line", 1.0)
        painter.setPen(QPen(theme.color(edge), width))
        painter.setBrush(theme.color(ground))
        inset = width / 2
        box = self.rect().toRectF()
        painter.drawRoundedRect(box.adjusted(inset, inset, -inset, -inset), _RADIUS, _RADIUS)
        font = theme.font("transcript", zoom_of(self))
        painter.setFont(font)
        painter.setPen(theme.color("text"))
        inside = box.adjusted(SPACE_3, SPACE_3, -SPACE_3, -SPACE_3)
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        painter.drawText(inside, int(flags) | int(Qt.TextFlag.TextWordWrap), self._fitting(inside))

    def _fitting(self, box: QRectF) -> str:
        """Return as much of the example as has room, with an ellipsis."""
        metrics = QFontMetricsF(current_theme().font("transcript", zoom_of(self)))
        text = self.example
        while len(text) > 1:
            needed = metrics.boundingRect(box, int(Qt.TextFlag.TextWordWrap), text)
            if needed.height() <= box.height() + 1:
                break
            text = text.removesuffix("…")[:-2].rstrip() + "…"
        return text


class EmptyState(QScrollArea):
    """The first page; at a large zoom it scrolls.

    Signals:
        example_chosen(str): send this beginning.
        open_requested(): open another model.
        list_requested(): choose among the models on this computer.
        tour_requested(), tour_refused(): begin the first tour, or offer it no more.
    """

    example_chosen = Signal(str)
    open_requested = Signal()
    list_requested = Signal()
    tour_requested = Signal()
    tour_refused = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model_name = ""  # of the one that answers, or is being opened
        self._info: ModelInfo | None = None  # of the one that answers
        self._cards: list[ExampleCard] = []
        self._build()
        self.set_mode(PromptMode.CONTINUE)
        self._model_line.setText(model_is_opened())

    def _build(self) -> None:
        self._title = _label("")
        self._title.setProperty("kind", "heading")
        self._title.setProperty("font_kind", "transcript")
        self._model_line = _label("")
        self._model_line.setProperty("kind", "muted")
        self._hint = _label(self.tr("Try one:"))
        self._hint.setProperty("kind", "muted")
        self._hint.setProperty("font_kind", "ui_small")
        self._open_lead = _label(self.tr("To use a GPT-2, SmolLM2, Llama 3 or Qwen model:"))
        self._open_lead.setWordWrap(False)
        self._open_lead.setProperty("kind", "muted")
        self._list_button = self._link(self.tr("Choose from a list…"))
        self._list_button.setToolTip(
            self.tr("The models on this computer: what each is, and the memory that it needs.")
        )
        self._list_button.clicked.connect(self.list_requested)
        self._open_button = self._link(self.tr("Open a file…"))
        self._open_button.setToolTip(
            self.tr(
                "Choose a file (Ctrl+O), or drop one on the window: a GGUF file, a Hugging Face "
                "folder, or a checkpoint of a GPT-2 (safetensors, bin, pth, pt)."
            )
        )
        self._open_button.clicked.connect(self.open_requested)
        self.tour_button = self._link("")
        self.no_tour_button = self._link(self.tr("No, thanks"))
        self.tour_button.clicked.connect(self.tour_requested)
        self.no_tour_button.clicked.connect(self.tour_refused)
        self._tour_box = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._tour_box.setSpacing(SPACE_4)
        for button in (self.tour_button, self.no_tour_button):
            self._tour_box.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self._tour_box.addStretch(1)
        self._card_box = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._card_box.setSpacing(SPACE_3)
        self._open_box = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._open_box.setSpacing(SPACE_1)
        self._open_box.addWidget(self._open_lead)
        self._link_box = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._link_box.setSpacing(SPACE_1)
        for button in (self._list_button, self._open_button):
            self._link_box.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self._link_box.addStretch(1)
        self._open_box.addLayout(self._link_box)
        self._open_box.addStretch(1)

        inside = QWidget()
        self._column = QWidget(inside)
        column = QVBoxLayout(self._column)
        column.setContentsMargins(0, SPACE_4, 0, SPACE_4)
        column.setSpacing(0)
        column.addStretch(2)
        column.addWidget(self._title)
        column.addSpacing(SPACE_2)
        column.addWidget(self._model_line)
        column.addSpacing(SPACE_6)
        column.addWidget(self._hint)
        column.addSpacing(SPACE_2)
        column.addLayout(self._card_box)
        column.addSpacing(SPACE_5)
        column.addLayout(self._open_box)
        column.addLayout(self._tour_box)
        column.addStretch(3)
        outer = QHBoxLayout(inside)
        side = SPACE_4 + PADDING  # the text stands where the transcript's will
        outer.setContentsMargins(side, 0, side, 0)
        outer.addStretch(1)
        outer.addWidget(self._column, 1_000)
        outer.addStretch(1)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(inside)

    def _link(self, text: str) -> QPushButton:
        button = QPushButton(text)
        button.setFlat(True)
        button.setProperty("kind", "link")
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        return button

    def set_tour_offered(self, is_offered: bool) -> None:
        """Offer the first tour, or do so no more."""
        for button in (self.tour_button, self.no_tour_button):
            button.setVisible(is_offered)

    @Slot(str)
    def set_model_name(self, name: str) -> None:
        """Name the model that answers, or is being opened; "" is none."""
        self._model_name = name
        self._update_model_line()

    @Slot(object)
    def set_model(self, info: ModelInfo) -> None:
        """Say where the model computes that answers now."""
        self._info = info
        self._model_name = info.name
        self._update_model_line()

    @Slot(object)
    def set_mode(self, mode: PromptMode) -> None:
        """Say what can be written in this mode, and offer examples of it."""
        if mode is PromptMode.CONVERSATION:
            title = self.tr("Write a message, and watch a language model answer.")
            examples = [
                self.tr("Who are you?"),
                self.tr("Tell me a story about a little fox."),
                self.tr("What do you see when you look at the moon?"),
            ]
        else:
            title = self.tr("Write a beginning, and watch a language model go on.")
            examples = [
                self.tr("Once upon a time"),
                self.tr("The little fox looked at the moon and said"),
                self.tr("One day, a girl found a small door in the garden."),
            ]
        self._title.setText(title)
        self.set_examples(examples)

    def set_examples(self, examples: Sequence[str]) -> None:
        """Offer these beginnings."""
        for card in self._cards:
            self._card_box.removeWidget(card)
            card.hide()
            card.deleteLater()
        self._cards = [ExampleCard(example, self._column) for example in examples]
        for card in self._cards:
            card.clicked.connect(self._on_card_clicked)
            self._card_box.addWidget(card, 1)
            card.show()
        self._hint.setVisible(bool(self._cards))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put cards and words beside or below each other."""
        super().resizeEvent(event)
        self._fit_boxes()

    def customEvent(self, event: QEvent) -> None:
        """Do so in another zoom."""
        if event.type() == APPEARANCE_CHANGED:
            self._fit_boxes()

    def _fit_boxes(self) -> None:
        bar = self.verticalScrollBar().sizeHint().width()  # where it scrolls; a large zoom does
        room = self.width() - bar - 2 * (SPACE_4 + PADDING)
        self._column.setMaximumWidth(column_width(self))
        is_wide = room >= zoomed(_SIDE_BY_SIDE, zoom_of(self))
        beside, below = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._card_box.setDirection(beside if is_wide else below)
        self._card_box.setSpacing(SPACE_3 if is_wide else SPACE_2)
        lead = self._open_lead.fontMetrics().horizontalAdvance(self._open_lead.text())
        links = (self._list_button, self._open_button)
        linked = sum(SPACE_1 + link.sizeHint().width() for link in links)
        self._link_box.setDirection(beside if linked <= room else below)
        words = lead + linked + SPACE_1
        self._open_box.setDirection(beside if words <= room else below)
        self.tour_button.setText(self.tr("New here? Take the tour of seven steps"))
        if self.tour_button.sizeHint().width() > room:
            self.tour_button.setText(self.tr("Take the tour"))
        offer = self.tour_button.sizeHint().width() + self.no_tour_button.sizeHint().width()
        self._tour_box.setDirection(beside if offer + SPACE_4 <= room else below)
        self._open_lead.setWordWrap(words > room)  # beside the button it would wrap too early

    def changeEvent(self, event: QEvent) -> None:
        """Fonts and languages may change while it is seen."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._update_model_line()

    def _update_model_line(self) -> None:
        self._model_line.setText(self._model_sentence())

    def _model_sentence(self) -> str:
        name, info = self._model_name, self._info
        if not name:
            return self.tr("No model is open. Open one to begin.")
        if info is None or info.name != name:
            return self.tr("{0} is being opened…").format(name)
        if is_device_name(info.device):
            return self.tr("{0} runs on this computer; nothing is sent anywhere.").format(name)
        return self.tr("{0} runs on {1}; what you write is sent there.").format(name, info.device)

    @Slot()
    def _on_card_clicked(self) -> None:
        card = self.sender()
        if isinstance(card, ExampleCard):
            self.example_chosen.emit(card.example)


def _label(text: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
