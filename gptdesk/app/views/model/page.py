"""The *Model* page: where and how finely it is computed, and what is loaded, as labelled values.

Owns how they are laid out, elided and copied; which facts there are is the view model's.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QFontMetrics,
    QGuiApplication,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gptdesk.app.icons import icon
from gptdesk.app.system.term import set_term
from gptdesk.app.theme import (
    SPACE_1,
    SPACE_2,
    SPACE_3,
    SPACE_4,
    current_theme,
    target_size,
    zoom_of,
)
from gptdesk.app.viewmodels.model.model_info import Entry, ModelInfoViewModel, Section
from gptdesk.app.views.model.list_field import ListField
from gptdesk.app.views.model.precision_field import PrecisionField

_LONG = 24  # characters without a space from which a value is elided in the middle


class LongValue(QWidget):
    """A value too long for the panel: a name, a path, a checksum. Copied whole.

    Signals:
        copied: the value was put on the clipboard.
    """

    copied = Signal()

    def __init__(self, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self._shown = QLabel(self)
        self._shown.setProperty("font_kind", "mono_small")
        self._shown.setTextFormat(Qt.TextFormat.PlainText)
        self._shown.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        button = QToolButton(self)
        button.setIcon(icon("copy"))
        button.setProperty("kind", "icon")
        button.setToolTip(self.tr("Copy {0}").format(label))
        button.setAccessibleName(self.tr("Copy {0}").format(label))
        button.clicked.connect(self.copy)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_1)
        layout.addWidget(self._shown, 1)
        layout.addWidget(button)

    @property
    def text(self) -> str:
        """The whole value."""
        return self._text

    def set_text(self, text: str) -> None:
        """Show `text`, elided in the middle where there is no room."""
        self._text = text
        self._shown.setToolTip(text)
        self._shown.setAccessibleName(text)
        self._elide()

    @Slot()
    def copy(self) -> None:
        """Put the whole value on the clipboard."""
        QGuiApplication.clipboard().setText(self._text)
        self.copied.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Elide for the new width."""
        super().resizeEvent(event)
        self._elide()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to copy."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("&Copy")).triggered.connect(self.copy)
        menu.popup(event.globalPos())

    def _elide(self) -> None:
        metrics = QFontMetrics(current_theme().font("mono_small", zoom_of(self)))
        room = self.width() - target_size(self) - SPACE_1
        self._shown.setText(metrics.elidedText(self._text, Qt.TextElideMode.ElideMiddle, room))


class ModelPage(QScrollArea):
    """Device, precision, and sections of labelled values, built again only for other labels.

    Attributes:
        device, precision, context: their choices.

    Signals:
        context_chosen: another longest context, in tokens, by the user, int.
    """

    context_chosen = Signal(int)

    def __init__(self, model_info: ModelInfoViewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model_info = model_info
        self._shape: tuple[object, ...] | None = None  # labels that the widgets were built for
        self._is_stale = False  # hidden, and not up to date
        self._values: list[QLabel | LongValue] = []
        self.setWidgetResizable(True)
        self.setProperty("kind", "page")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Model"))
        self._build_page()
        model_info.changed.connect(self._on_changed)
        self._on_changed()

    def _build_page(self) -> None:
        page = QWidget()
        self._layout = QVBoxLayout(page)
        # Two pixels less at the left: the place of the focus ring.
        self._layout.setContentsMargins(SPACE_3 - 2, SPACE_2, SPACE_3, SPACE_3)
        self._layout.setSpacing(SPACE_3)
        self.device = ListField(self.tr("Device"), self.tr("What this device means"))
        self.precision = PrecisionField()
        set_term("precision", self.precision)
        self.context = ListField(
            self.tr("Longest context, in tokens"), self.tr("What this length means")
        )
        self.context.chosen.connect(self._on_context_chosen)
        self.facts = QWidget()
        self._layout.addWidget(self.device)
        self._layout.addWidget(self.precision)
        self._layout.addWidget(self.context)
        self._layout.addWidget(self.facts, 1)
        self.setWidget(page)

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened behind another page."""
        super().showEvent(event)
        if self._is_stale:
            self._show_facts()

    @Slot()
    def _on_changed(self) -> None:
        # While an answer streams, there is news with every hand-over: not for a page in the back.
        if self.isVisible() or self._shape is None:
            self._show_facts()
        else:
            self._is_stale = True

    @Slot(str)
    def _on_context_chosen(self, tokens: str) -> None:
        self.context_chosen.emit(int(tokens))

    def _show_facts(self) -> None:
        self._is_stale = False
        info = self._model_info
        self.precision.set_precision(info.precision, info.precision_line, info.precisions)
        self.precision.setVisible(not info.is_served)
        self.context.setVisible(bool(info.context_offers))
        self.context.show_offers(info.context_offers, str(info.context_limit), info.context_line)
        sections = self._model_info.sections
        notes = self._model_info.notes
        names = tuple((entry[0], _is_long(entry)) for _, entries in sections for entry in entries)
        shape = (tuple(title for title, _ in sections), names, notes)
        if shape != self._shape:
            self._shape = shape
            self._build(sections, notes)
        entries = (entry for _, entries in sections for entry in entries)
        for (_, text, tip), value in zip(entries, self._values, strict=True):
            if isinstance(value, LongValue):
                value.set_text(_whole((_, text, tip)))
            elif value.text() != text:
                value.setText(text)

    def _build(self, sections: tuple[Section, ...], notes: tuple[str, ...]) -> None:
        self._values = []
        facts = QWidget()
        layout = QVBoxLayout(facts)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_1)
        if not sections:
            self._add_sentence(layout, self.tr("No model is open."))
        for title, entries in sections:
            layout.addWidget(_label(title, "title", "ui"))
            layout.addLayout(self._grid(entries))
            layout.addSpacing(SPACE_3)
        if notes:
            layout.addWidget(_label(self.tr("Notes"), "title", "ui"))
            for note in notes:
                self._add_sentence(layout, note)
        layout.addStretch()
        self._layout.replaceWidget(self.facts, facts)
        self.facts.hide()
        self.facts.setParent(None)
        self.facts.deleteLater()
        self.facts = facts

    def _add_sentence(self, layout: QVBoxLayout, text: str) -> None:
        sentence = _label(text, "muted")
        sentence.setWordWrap(True)
        sentence.setTextInteractionFlags(_SELECTABLE)
        layout.addWidget(sentence)

    def _grid(self, entries: tuple[Entry, ...]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE_4)
        grid.setVerticalSpacing(SPACE_1)
        grid.setColumnMinimumWidth(0, 120)
        grid.setColumnStretch(1, 1)
        for row, entry in enumerate(entries):
            name, _, tip = entry
            label = _label(name, "muted")
            label.setToolTip(tip)
            is_long = _is_long(entry)
            place = Qt.AlignmentFlag.AlignVCenter if is_long else Qt.AlignmentFlag.AlignTop
            grid.addWidget(label, row, 0, place)
            value = LongValue(name) if is_long else self._value_label(name, tip)
            self._values.append(value)
            grid.addWidget(value, row, 1)
        return grid

    def _value_label(self, name: str, tip: str) -> QLabel:
        value = _label("")
        value.setWordWrap(True)
        value.setToolTip(tip)
        value.setTextInteractionFlags(_SELECTABLE)
        value.setAccessibleDescription(name)
        return value


_SELECTABLE = (
    Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
)


def _label(text: str, kind: str = "", font_kind: str = "ui_small") -> QLabel:
    label = QLabel(text)
    label.setProperty("kind", kind)
    label.setProperty("font_kind", font_kind)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def _whole(entry: Entry) -> str:
    """Return the value in full: a tooltip that begins with the value is the value in full."""
    _, text, tip = entry
    return tip if text and tip.startswith(text) and " " not in tip else text


def _is_long(entry: Entry) -> bool:
    whole = _whole(entry)
    return len(whole) > _LONG and " " not in whole
