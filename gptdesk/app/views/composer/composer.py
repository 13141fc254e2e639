"""The composer, in which a prompt is written.

Owns the card at the foot of the window: attached texts, editor, mode, token count, Step and Send.
It decides nothing: what is sent, and when, stands in `sending`.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent, QResizeEvent, QTextCursor
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gptdesk.app.icons import icon
from gptdesk.app.inference.token_counter import PromptCount
from gptdesk.app.obstacles import answer_is_written
from gptdesk.app.theme import (
    APPEARANCE_CHANGED,
    PADDING,
    SPACE_1,
    SPACE_2,
    SPACE_3,
    column_width,
    limit_own_zoom,
    set_kind,
)
from gptdesk.app.views.composer.attachments import Attachment, Attachments
from gptdesk.app.views.composer.editor import PromptEditor, cleaned, is_large
from gptdesk.app.views.composer.parts import Card, ElidedLabel, ModeButton
from gptdesk.app.views.widgets.steady import set_available
from gptdesk.chat.messages import PromptMode
from gptdesk.engine.types import ModelInfo
from gptdesk.sentences import numbered

# Pixels of the window's height for a percent of the zoom: text has to be seen above the composer.
_HEIGHT, _HEIGHT_WITH_ATTACHMENTS = 3.5, 5.3
_ALT_GR = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier  # on Windows
_COMMANDS = _ALT_GR | Qt.KeyboardModifier.MetaModifier


class Composer(QWidget):
    """Editor and buttons.

    Signals:
        mode_selected(object): a `PromptMode` was chosen.
        text_edited(object): the prompt, str, is another one.

    A prompt travels as `object`: as `str` Qt would copy it for every receiver, and it may be long.
    """

    mode_selected = Signal(object)
    text_edited = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_busy = False
        self._has_model = True  # one that answers, or that is on its way
        self._count = PromptCount(0)
        self._context_length = 0
        self._least_count = ""  # is seen of the count, whatever the room
        self._mode = PromptMode.CONTINUE
        self._last_taken: tuple[str, tuple[Attachment, ...]] = ("", ())
        self._build_parts()
        self._build_layout()
        self.set_mode(PromptMode.CONTINUE)
        self._update_buttons()
        self._fix_sizes()

    # -- building

    def _build_parts(self) -> None:
        self._card = Card(self)
        self.attachments = Attachments(self._card)
        self.attachments.changed.connect(self._on_edited)
        self.attachments.changed.connect(self.fit_to_window)
        self.editor = PromptEditor(self._card)
        self.editor.setProperty("font_kind", "transcript")
        self.editor.setAccessibleName(self.tr("Prompt"))
        self.editor.setAccessibleDescription(
            self.tr(
                "Enter sends, Shift and Enter begins a new line, Escape stops the answer or leaves"
                " a prompt that is edited."
            )
        )
        self.editor.textChanged.connect(self._on_edited)
        self.editor.large_text_inserted.connect(self._on_large_text_inserted)
        self.editor.focus_changed.connect(self._on_focus_changed)
        self._mode_button = ModeButton(self._card)
        self._mode_button.setMenu(self._build_menu())
        self.count_label = ElidedLabel(self._card)
        self.count_label.setProperty("font_kind", "ui")
        self.step_button = _button(self._card, "quiet")
        self.step_button.setText(self.tr("Step"))
        self.step_button.setIcon(icon("step"))
        self.send_button = _button(self._card, "primary")

    def _build_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        group = QActionGroup(self)
        self._mode_actions: dict[PromptMode, QAction] = {}
        self._modes = {
            PromptMode.CONTINUE: (
                self.tr("Continue"),
                self.tr("The model continues your text; earlier messages play no part."),
            ),
            PromptMode.CONVERSATION: (
                self.tr("Conversation"),
                self.tr("The model answers; earlier messages are part of the prompt."),
            ),
        }
        for mode, (name, explanation) in self._modes.items():
            action = menu.addAction(name)
            action.setCheckable(True)
            action.setToolTip(explanation)
            action.setData(mode)
            group.addAction(action)
            self._mode_actions[mode] = action
        menu.addSeparator()
        self.layout_action = menu.addAction(self.tr("How a conversation is laid out…"))
        group.triggered.connect(self._on_mode_triggered)
        menu.aboutToShow.connect(lambda: menu.setActiveAction(self._mode_actions[self._mode]))
        return menu

    def _build_layout(self) -> None:
        self._row, self._count_row, self._second_row = (QHBoxLayout() for _ in range(3))
        for row in (self._row, self._count_row, self._second_row):
            row.setContentsMargins(SPACE_1, 0, SPACE_2, 0)
            row.setSpacing(SPACE_2)
        self._second_row.addStretch(1)
        self._row.addWidget(self._mode_button, 0, Qt.AlignmentFlag.AlignLeft)
        self._row.addWidget(self.count_label, 1)
        self._row.addWidget(self.step_button)
        self._row.addWidget(self.send_button)
        inside = QVBoxLayout(self._card)
        inside.setContentsMargins(0, SPACE_3, 0, SPACE_2)
        inside.setSpacing(SPACE_2)
        written = QVBoxLayout()
        written.setContentsMargins(PADDING, 0, SPACE_2, 0)
        written.setSpacing(SPACE_2)
        written.addWidget(self.attachments)
        written.addWidget(self.editor)
        inside.addLayout(written)
        for row in (self._row, self._count_row, self._second_row):
            inside.addLayout(row)
        layout = QHBoxLayout(self)  # the card stands in the transcript's column
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addStretch(1)
        layout.addWidget(self._card, 1_000)
        layout.addStretch(1)

    # -- what others tell it

    def text(self) -> str:
        """Return the prompt: attached texts, a newline, then what is written."""
        attached, written = self.attachments.text(), self.editor.text()
        return "\n".join(part for part in (attached, written) if part)

    @Slot(object, str)
    def insert(self, text: str, name: str) -> None:
        """Insert a text that comes from elsewhere; a long one is attached under this name."""
        text = cleaned(text)
        if is_large(text, beside=self.editor.document().characterCount()):
            self.attachments.add_attachment(Attachment(name, text))
        else:
            self.editor.insert(text)

    @Slot(object)
    def set_text(self, text: str) -> None:
        """Put `text` in the place of the prompt; Ctrl+Z does not take it away again."""
        self.attachments.clear()
        if is_large(text):
            self.editor.begin_with("")
            self._on_large_text_inserted(cleaned(text))
        else:
            self.editor.begin_with(text)

    def take_text(self) -> str:
        """Return the prompt, and empty the composer; `restore` brings it back, Ctrl+Z does not."""
        text = self.text()
        self._last_taken = (self.editor.text(), self.attachments.items)
        self.attachments.clear()
        self.editor.begin_with("")
        self._on_edited()  # also where only texts were attached
        return text

    def restore(self) -> None:
        """Bring back what was taken last, unless something new was written."""
        if self.text():
            return
        written, attached = self._last_taken
        for attachment in attached:
            self.attachments.add_attachment(attachment)
        self.editor.begin_with(written)

    def take_over(self, former: Composer) -> None:
        """Hold what is written in another composer, with the cursor where it is there."""
        self.attachments.clear()
        for attachment in former.attachments.items:
            self.attachments.add_attachment(attachment)
        cursor = former.editor.textCursor()
        self.editor.begin_with(former.editor.text())
        self._on_edited()
        own = self.editor.textCursor()
        own.setPosition(cursor.anchor())
        own.setPosition(cursor.position(), QTextCursor.MoveMode.KeepAnchor)
        self.editor.setTextCursor(own)

    @Slot()
    def focus_editor(self) -> None:
        """Put the keyboard into the editor."""
        self.editor.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def take_letter(self, event: QKeyEvent) -> bool:
        """Write a letter that no other part of the window had use for; tell whether it was one.

        A letter that an open menu has no use for comes through its menu bar; it is not for here.
        """
        if QApplication.activePopupWidget() is not None:
            return False
        text, held = event.text(), event.modifiers() & _COMMANDS
        is_typed = not held or held == _ALT_GR
        if not text or not text.isprintable() or text.isspace() or not is_typed:
            return False
        self.focus_editor()
        self.editor.keyPressEvent(event)
        return True

    @Slot(bool)
    def set_busy(self, is_busy: bool) -> None:
        """Offer Stop in the place of Send while an answer is written."""
        self._is_busy = is_busy
        self._update_buttons()

    @Slot(object)
    def set_count(self, count: PromptCount) -> None:
        """Show how many tokens would be sent."""
        self._count = count
        self._update_count()

    @Slot(int)
    def set_context_length(self, tokens: int) -> None:
        """Show how many tokens are left of the model's context; 0: not known."""
        self._context_length = tokens
        self._update_count()

    @Slot(object)
    def set_model(self, info: ModelInfo) -> None:
        """Count what is left of the model's context, and offer the modes that it has."""
        self.set_context_length(info.shape.context_length)
        name, explanation = self._modes[PromptMode.CONVERSATION]
        if not info.can_converse:
            name = self.tr("{0} (not with this model)").format(name)
            explanation = self.tr(
                "The files of {0} do not say how a conversation is laid out. Choose a layout below."
            ).format(info.name)
        action = self._mode_actions[PromptMode.CONVERSATION]
        action.setEnabled(info.can_converse)
        action.setText(name)
        action.setToolTip(explanation)

    @Slot(str)
    def set_model_name(self, name: str) -> None:
        """Offer to send while a model answers, or is being opened; "" is none."""
        self._has_model = bool(name)
        self._update_buttons()

    @Slot(object)
    def set_mode(self, mode: PromptMode) -> None:
        """Show the mode of the next prompt."""
        self._mode = mode
        is_conversation = mode is PromptMode.CONVERSATION
        self.editor.setPlaceholderText(
            self.tr("Write a message…") if is_conversation else self.tr("Write a beginning…")
        )
        self.editor.viewport().update()  # Qt leaves the old one where one was seen already
        self._mode_actions[mode].setChecked(True)
        name, explanation = self._modes[mode]
        self._mode_button.setText(name)
        self._mode_button.setToolTip(explanation)
        self._mode_button.setAccessibleName(self.tr("Mode: {0}").format(name))
        self._mode_button.setAccessibleDescription(explanation)
        self._update_count()

    # -- what happens

    @Slot()
    def _on_edited(self) -> None:
        self.text_edited.emit(self.text())

    @Slot(QAction)
    def _on_mode_triggered(self, action: QAction) -> None:
        self.set_mode(PromptMode(action.data()))  # Qt gives back the base type, a str
        self.mode_selected.emit(self._mode)
        self.focus_editor()

    @Slot(object)
    def _on_large_text_inserted(self, text: str) -> None:
        self.attachments.add_attachment(Attachment(self.tr("Pasted text"), text))

    @Slot()
    def _on_focus_changed(self) -> None:
        self._card.set_focused(is_focused=self.editor.hasFocus())

    # -- how it looks

    def customEvent(self, event: QEvent) -> None:
        """Give the buttons and the column the sizes of another zoom."""
        if event.type() == APPEARANCE_CHANGED:
            self._fix_sizes()
            self._fit_rows()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the buttons where they have room."""
        super().resizeEvent(event)
        self._fit_rows()

    @Slot()
    def fit_to_window(self) -> None:
        """Take the zoom, or as much of it as a low window has room for."""
        per_percent = _HEIGHT_WITH_ATTACHMENTS if self.attachments.items else _HEIGHT
        limit_own_zoom(self, int(self.window().height() / per_percent))

    def _fit_rows(self) -> None:
        """Stand in the transcript's column.

        At a large zoom, or in a narrow window, the buttons stand below mode and count.

        Where even mode and count have no room beside each other, the count has a row of its own.
        """
        self._card.setMaximumWidth(column_width(self) + 2 * PADDING)
        buttons = (self.step_button, self.send_button)
        room = min(self.width(), self._card.maximumWidth()) - SPACE_1 - SPACE_2
        words = self._mode_button.sizeHint().width() + SPACE_2
        words += self.count_label.fontMetrics().horizontalAdvance(self._least_count) + 2
        widths = (max(part.sizeHint().width(), part.minimumWidth()) for part in buttons)
        needed = words + sum(width + SPACE_2 for width in widths)
        count_row = self._row if words <= room else self._count_row
        button_row = self._row if needed <= room else self._second_row
        if count_row.indexOf(self.count_label) < 0:
            for row in (self._row, self._count_row):
                row.removeWidget(self.count_label)
            count_row.insertWidget(min(1, count_row.count()), self.count_label, 1)
        if button_row.indexOf(self.send_button) < 0:
            for button in buttons:
                for row in (self._row, self._second_row):
                    row.removeWidget(button)
                button_row.addWidget(button)

    def _fix_sizes(self) -> None:
        """Give a button one size for every word that it may show."""
        button, shown = self.send_button, self.send_button.text()
        button.ensurePolished()
        widths: list[int] = []
        for word in (self.tr("Send"), self.tr("Stop")):
            button.setText(word)
            widths.append(button.sizeHint().width())
        button.setText(shown)
        button.setFixedWidth(max(widths) + SPACE_1)
        self._mode_button.fit([name for name, _ in self._modes.values()])

    def _update_buttons(self) -> None:
        step_tip = self.tr("Generate one token (F10)")
        if self._is_busy:
            step_tip = answer_is_written()
        send_tip = self.tr("Stop after this token (Esc)")
        if not self._is_busy:
            send_tip = self.tr("Send the prompt (Enter)")
            if not self._has_model:
                step_tip = send_tip = self.tr("No model is open. Open one first (Ctrl+O).")
        set_available(self.send_button, is_available=self._is_busy or self._has_model)
        set_available(self.step_button, is_available=not self._is_busy and self._has_model)
        self.step_button.setToolTip(step_tip)
        self.step_button.setAccessibleDescription(self.step_button.toolTip())
        self.send_button.setText(self.tr("Stop") if self._is_busy else self.tr("Send"))
        self.send_button.setToolTip(send_tip)
        self.send_button.setAccessibleDescription(self.send_button.toolTip())
        name = "stop" if self._is_busy else "send"
        self.send_button.setIcon(icon(name, "on_accent"))

    def _update_count(self) -> None:
        forms, kind = self._count_forms()
        explanation = self.tr(
            "Counted is this text, which is all that the model will see; left is what it can write."
            " What the last answer took of the context is told below."
        )
        if self._count.lost_characters:
            kind = "error"
            lost = numbered(
                self._count.lost_characters,
                self.tr("1 character unknown"),
                self.tr("{0} characters unknown"),
            )
            forms = (self.tr("{0} · {1}").format(forms[0], lost), *forms)
        if self._mode is PromptMode.CONVERSATION:
            explanation = self.tr(
                "Counted is all that the model will see: earlier messages, yours, and who speaks;"
                " left is what it can write. What the last answer took of the context is told"
                " below."
            )
        if self._count.lost_characters:
            explanation = self.tr(
                "The model's vocabulary has no tokens for these characters: they are left out."
            )
        if self._count.tokens is None:
            explanation = self._count.problem or self.tr(
                "This server does not tell how a text is split into tokens."
            )
        set_kind(self.count_label, kind)
        self.count_label.set_full_text(*forms, explanation=explanation)
        usual = self.tr("{0} left").format(f"{self._context_length:,}")
        least = max(forms[-1], usual, key=len)
        if least != self._least_count:
            self._least_count = least
            self._fit_rows()

    def _count_forms(self) -> tuple[tuple[str, ...], str]:
        """Return the count, shorter forms of it that still say what is left, and its kind."""
        tokens, context = self._count.tokens, self._context_length
        if tokens is None:
            untold = self.tr("tokens not told")
            of_room = self.tr("{0} · context {1}").format(untold, f"{context:,}")
            return ((of_room, untold, "") if context else (untold, "")), "muted"
        counted = numbered(tokens, self.tr("1 token"), self.tr("{0} tokens"))
        if not context:
            return (counted,), "muted"
        if tokens > context - 1:
            used = numbered(
                context - 1,
                self.tr("last 1 token is used"),
                self.tr("last {0} tokens are used"),
            )
            short = self.tr("last {0} used").format(f"{context - 1:,}")
            return (self.tr("{0} · {1}").format(counted, used), used, short), "error"
        left = f"{context - tokens:,}"
        short = self.tr("{0} left").format(left)
        if self._count.is_cut:
            full = self.tr("{0} · {1} left · older messages left out").format(counted, left)
            return (full, self.tr("{0} left · older ones left out").format(left), short), "error"
        return (self.tr("{0} · {1} left").format(counted, left), short), "muted"


def _button(parent: QWidget, kind: str) -> QPushButton:
    button = QPushButton(parent)
    button.setProperty("kind", kind)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keyboard in the editor
    button.setAutoDefault(False)
    return button
