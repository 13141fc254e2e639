"""The *Tokens* window: any text as tokens, any token ids as text.

Owns the two fields and the table; the view model splits and joins.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QSignalBlocker, Qt, Slot
from PySide6.QtGui import QFontMetrics, QTextCursor
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gptdesk.app.access.reading_order import TabAsRead
from gptdesk.app.fitting_zoom import FittingZoom
from gptdesk.app.phrases import without_access_key
from gptdesk.app.system.timers import single_shot
from gptdesk.app.theme import (
    APPEARANCE_CHANGED,
    SPACE_2,
    SPACE_3,
    SPACE_4,
    current_theme,
    set_kind,
    zoom_of,
)
from gptdesk.app.viewmodels.export_offers import Offer
from gptdesk.app.viewmodels.inspector.tokens_window import TokensViewModel
from gptdesk.app.views.widgets.cell_table_view import CellTableView
from gptdesk.app.views.widgets.exact_text import ExactTextEdit
from gptdesk.app.views.widgets.export_menu import AskWhere, ExportMenu
from gptdesk.engine.tokenizers.vocabulary import Vocabulary
from gptdesk.formats.answer import plain_tokens, table_csv, table_json
from gptdesk.formats.token_table import TableToken
from gptdesk.sentences import numbered

_Tokens = Sequence[TableToken]

_TYPING_MS = 120  # a pause in typing after which the other side follows
_IDS_PER_LINE = 64  # so that a long list is laid out line by line


class TokensWindow(TabAsRead, QDialog):
    """A text, its ids, and a table of index, id, piece and bytes."""

    def __init__(
        self,
        tokens: TokensViewModel,
        parent: QWidget | None = None,
        *,
        ask_where: AskWhere | None = None,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._tokens = tokens
        self.setWindowTitle(self.tr("Tokens"))
        self._build()
        FittingZoom(self, opening=(720, 640), room=(480, 360))
        self._build_menu(ask_where)
        self._connect()
        self._on_tokens_changed()

    def _build(self) -> None:
        self.text = self._field(self.tr("&Text"), "ui")
        self.text.setPlaceholderText(self.tr("Write or paste any text: its tokens appear below."))
        self.ids = self._field(self.tr("Token &ids"), "mono_small")
        self.ids.setPlaceholderText(
            self.tr("Or paste token ids, as 15496 11 314: their text appears above.")
        )
        self.note = QLabel(self)
        self.note.setProperty("kind", "muted")
        self.note.setWordWrap(True)
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.table = CellTableView(self._tokens.table, self.tr("Tokens"), self)
        self.table.setProperty("font_kind", "mono_small")
        for column in (2, 3):
            self.table.horizontalHeader().setSectionResizeMode(
                column, QHeaderView.ResizeMode.Stretch
            )
        self.export = QPushButton(self.tr("E&xport"), self)
        self.export.setAutoDefault(False)
        close = QPushButton(self.tr("&Close"), self)
        close.setAutoDefault(False)
        close.clicked.connect(self.close)
        foot = QHBoxLayout()
        foot.setSpacing(SPACE_2)
        foot.addWidget(self.export)
        foot.addStretch()
        foot.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        layout.setSpacing(SPACE_2)
        for label, field in ((self.tr("&Text"), self.text), (self.tr("Token &ids"), self.ids)):
            name = QLabel(label, self)
            name.setBuddy(field)
            layout.addWidget(name)
            layout.addWidget(field)
        layout.addWidget(self.note)
        layout.addWidget(self.table, 1)
        layout.addSpacing(SPACE_3 - SPACE_2)
        layout.addLayout(foot)
        self._fit_fields()

    def _field(self, name: str, font_kind: str) -> ExactTextEdit:
        field = ExactTextEdit(self)
        field.setProperty("font_kind", font_kind)
        field.setTabChangesFocus(True)
        field.setAccessibleName(without_access_key(name))
        return field

    def customEvent(self, event: QEvent) -> None:
        """Give the fields as many lines in another zoom."""
        if event.type() == APPEARANCE_CHANGED:
            self._fit_fields()

    def _fit_fields(self) -> None:
        for field, font_kind, lines in ((self.text, "ui", 5), (self.ids, "mono_small", 4)):
            line = QFontMetrics(current_theme().font(font_kind, zoom_of(self))).lineSpacing()
            field.setMinimumHeight((lines - 2) * line + SPACE_4)  # on a low screen
            field.setMaximumHeight(lines * line + SPACE_4)

    def _build_menu(self, ask_where: AskWhere | None) -> None:
        offers = (
            Offer(self.tr("Tokens as CSV"), "tokens.csv", "text/csv", self._csv),
            Offer(self.tr("Tokens as JSON"), "tokens.json", "application/json", self._json),
        )
        self.menu = ExportMenu(offers, self, ask_where=ask_where)
        self.export.setMenu(self.menu)
        self.menu.done.connect(self._on_done)
        self.menu.failed.connect(self._on_failed)

    def _connect(self) -> None:
        self._typing = single_shot(self, _TYPING_MS, self._on_typed)
        self._typed_field = self.text
        self.text.textChanged.connect(self._on_text_edited)
        self.ids.textChanged.connect(self._on_ids_edited)
        self.table.selectionModel().currentRowChanged.connect(self._on_row_changed)
        self._tokens.tokens_changed.connect(self._on_tokens_changed)
        self._tokens.problem_changed.connect(self._on_tokens_note)

    @Slot()
    def _on_text_edited(self) -> None:
        self._typed_field = self.text
        self._typing.start()

    @Slot()
    def _on_ids_edited(self) -> None:
        self._typed_field = self.ids
        self._typing.start()

    @Slot()
    def _on_typed(self) -> None:
        if self._typed_field is self.ids:
            self._tokens.set_ids_text(self.ids.text())
        else:
            self._tokens.set_text(self.text.text())

    @Slot()
    def _on_tokens_changed(self) -> None:
        """Fill the other field and the table; the field that is typed into stays as it is."""
        if self._typing.isActive():
            return  # it is typed on: what came is old
        if self._typed_field is self.ids:
            _replace(self.text, self._tokens.text)
        else:
            _replace(self.ids, _as_lines(self._tokens.ids))
        self.table.fit_columns()
        self.export.setEnabled(bool(self._tokens.ids))
        self._on_tokens_note()

    @Slot()
    def _on_tokens_note(self) -> None:
        tokens = self._tokens
        is_problem = bool(tokens.problem)
        words = tokens.problem or self.tr("{0}, {1}.").format(
            numbered(len(tokens.ids), self.tr("1 token"), self.tr("{0} tokens")),
            numbered(len(tokens.text), self.tr("1 character"), self.tr("{0} characters")),
        )
        if tokens.other_ids is not None and not is_problem:
            words = self.tr(
                "{0} The model's tokenizer would write this text with other tokens: {1} of them."
            ).format(words, f"{len(tokens.other_ids):,}")
        if tokens.lost_characters and not is_problem:
            sentence = self.tr(
                "{0} Characters that this model's vocabulary does not have are left out ({1})."
            )
            words = sentence.format(words, f"{tokens.lost_characters:,}")
        self._say(words, is_problem=is_problem)

    @Slot(QModelIndex)
    def _on_row_changed(self, index: QModelIndex) -> None:
        """Select the piece in the text, so that one sees where it stands."""
        span = self._tokens.span_of(index.row())
        if span is None or self.text.text() != self._tokens.text:
            return
        cursor = self.text.textCursor()
        cursor.setPosition(span[0])
        cursor.setPosition(span[1], QTextCursor.MoveMode.KeepAnchor)
        self.text.setTextCursor(cursor)

    @Slot(str)
    def _on_done(self, sentence: str) -> None:
        self._say(sentence, is_problem=False)

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        self._say(sentence, is_problem=True)

    def _say(self, sentence: str, *, is_problem: bool) -> None:
        self.note.setText(sentence)
        set_kind(self.note, "error" if is_problem else "muted")

    def _csv(self) -> bytes:
        return self._written(table_csv)

    def _json(self) -> bytes:
        return self._written(table_json)

    def _written(self, write: Callable[[Mapping[str, object], _Tokens, Vocabulary], str]) -> bytes:
        vocabulary = self._tokens.vocabulary
        assert vocabulary is not None, "there are tokens"
        return write({}, plain_tokens(self._tokens.ids), vocabulary).encode()


def _replace(field: ExactTextEdit, text: str) -> None:
    """Show `text` in a field without a signal."""
    if field.text() != text:
        blocker = QSignalBlocker(field)
        field.set_text(text)
        blocker.unblock()


def _as_lines(ids: tuple[int, ...]) -> str:
    """Return ids as text, in lines that are not too long to be laid out."""
    lines = (ids[start : start + _IDS_PER_LINE] for start in range(0, len(ids), _IDS_PER_LINE))
    return "\n".join(" ".join(map(str, line)) for line in lines)
