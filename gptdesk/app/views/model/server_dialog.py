"""*Connect to a server*: its address and key, and a card of what it can tell.

Owns the dialog; what is remembered and what is in use is the view model's.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from gptdesk.app.access.reading_order import TabAsRead
from gptdesk.app.fitting_zoom import FittingZoom
from gptdesk.app.phrases import listed, sentences, without_access_key
from gptdesk.app.system.error_text import in_words
from gptdesk.app.theme import SPACE_1, SPACE_2, SPACE_3, SPACE_4
from gptdesk.app.viewmodels.model.servers import ServersViewModel
from gptdesk.app.views.widgets.labels import sentence_label, tell
from gptdesk.app.views.widgets.little_room import ScrollingPart
from gptdesk.engine.remote.address import ServerAbilities
from gptdesk.engine.types import ModelInfo
from gptdesk.sentences import numbered
from gptdesk.web_addresses import is_unencrypted

_EXAMPLE = "http://127.0.0.1:8080"


class ServerDialog(TabAsRead, QDialog):
    """Fields for a server, and what the one in use can tell.

    Attributes:
        address, key, model: its fields; the model can be chosen from those that a server has.
        connect_button, stop_button, disconnect_button, forget_button, close_button: its buttons.
        card: what the server in use can tell.
        said: a sentence on what happens.
    """

    def __init__(self, servers: ServersViewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._servers = servers
        self._shown: ModelInfo | None = None  # of the server in use
        self._offered: tuple[str, tuple[str, ...]] = ("", ())  # models of an address
        self.setWindowTitle(self.tr("Connect to a server"))
        self.setModal(True)
        self._build()
        FittingZoom(self, opening=(560, 520), room=(520, 360))
        self.connect_button.clicked.connect(self._on_connect)
        self.stop_button.clicked.connect(servers.stop_connecting)
        self.disconnect_button.clicked.connect(servers.disconnect_from)
        self.forget_button.clicked.connect(self._on_forget)
        self.close_button.clicked.connect(self.accept)
        self.address.editTextChanged.connect(self._show_buttons)
        self.model.activated.connect(self._let_return_connect)
        for field in (self.address.lineEdit(), self.key, self.model.lineEdit()):
            assert field is not None
            field.textEdited.connect(self._let_return_connect)
        servers.changed.connect(self._show)
        servers.refused.connect(self._on_refused)

    def _build(self) -> None:
        self.address = self._choice(_EXAMPLE)
        self.key = QLineEdit(self)
        self.key.setEchoMode(QLineEdit.EchoMode.Password)
        self.model = self._choice(self.tr("the one that it has"))
        fields = QFormLayout()
        fields.setSpacing(SPACE_2)
        fields.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        for name, field in (
            (self.tr("&Address"), self.address),
            (self.tr("&Key"), self.key),
            (self.tr("&Model"), self.model),
        ):
            field.setAccessibleName(without_access_key(name))
            fields.addRow(name, field)
        self.note = self._label("muted")
        self.note.setText(
            self.tr(
                "A server that takes token ids (llama.cpp, vLLM, SGLang) computes, and the dice"
                " stay here: it gets what you write while you type, to split it into tokens. Any"
                " other one draws itself, and gets what you send. The key is kept in a file that"
                " only you can read, and stands in no history, export or log."
            )
        )
        self.card = QFrame(self)
        self.card.setProperty("kind", "card")
        self._rows = QFormLayout(self.card)
        self._rows.setContentsMargins(SPACE_3, SPACE_2, SPACE_3, SPACE_2)
        self._rows.setSpacing(SPACE_1)
        self._rows.setHorizontalSpacing(SPACE_4)
        self.said = self._label("")
        self.connect_button = QPushButton(self.tr("C&onnect"), self)
        self.connect_button.setDefault(True)
        self.stop_button = QPushButton(self.tr("&Stop"), self)
        self.stop_button.setToolTip(self.tr("Wait for this server no longer."))
        self.disconnect_button = QPushButton(self.tr("&Disconnect"), self)
        self.forget_button = QPushButton(self.tr("&Forget it"), self)
        self.forget_button.setToolTip(self.tr("Remember this address no longer, nor its key."))
        self.close_button = QPushButton(self.tr("Close"), self)
        foot = QHBoxLayout()
        foot.setSpacing(SPACE_2)
        foot.addWidget(self.forget_button)
        foot.addStretch(1)
        for button in (
            *(self.disconnect_button, self.stop_button, self.connect_button),
            self.close_button,
        ):
            foot.addWidget(button)
        for button in (
            *(self.stop_button, self.disconnect_button, self.forget_button),
            self.close_button,
        ):
            button.setAutoDefault(False)
        above = QVBoxLayout()
        above.setSpacing(SPACE_3)
        above.addLayout(fields)
        above.addWidget(self.note)
        above.addWidget(self.card)
        above.addWidget(self.said)
        above.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        layout.setSpacing(SPACE_3)
        layout.addWidget(ScrollingPart(above, self.windowTitle(), self), 1)
        layout.addLayout(foot)

    def _choice(self, placeholder: str) -> QComboBox:
        """Return a field that can be written in, with a list of what is known."""
        field = QComboBox(self)
        field.setEditable(True)
        field.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        policy = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        field.setSizeAdjustPolicy(policy)  # a long name must not widen the window
        field.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        line = field.lineEdit()
        assert line is not None
        line.setPlaceholderText(placeholder)
        field.setCompleter(None)  # type: ignore[arg-type]  # it would take the first Return
        return field

    def _label(self, kind: str) -> QLabel:
        label = sentence_label(self, kind)
        label.setProperty("font_kind", "ui")
        return label

    def showEvent(self, event: QShowEvent) -> None:
        """Show what is in use, and the addresses that are remembered."""
        super().showEvent(event)
        info = self._servers.info
        remembered = self._servers.remembered
        self._offered = ("", ())
        self.model.clearEditText()
        self.address.clear()
        self.address.addItems(remembered)
        in_use = "" if info is None or info.server is None else info.server.url
        self._shown = info
        self.address.setEditText(in_use or next(iter(remembered), ""))
        tell(self.said, "", "")
        self._let_return_connect()
        self._show()
        self.address.setFocus(Qt.FocusReason.OtherFocusReason)

    def reject(self) -> None:
        """Close; a server that has not answered is waited for no longer."""
        self._servers.stop_connecting()
        super().reject()

    @Slot()
    def _show(self) -> None:
        info = self._servers.info
        for field in (self.address, self.key, self.model):
            field.setEnabled(not self._servers.is_connecting)
        if self._servers.is_connecting:
            tell(self.said, self.tr("The server is being asked what it can tell…"), "muted")
        elif info is not None and info.server is not None:
            if info is not self._shown:  # else what is typed is another server's
                self.key.clear()
                self.address.setEditText(info.server.url)
            way = (
                self.tr(
                    "http is not encrypted: whoever is on the way can read what you write, and the"
                    " key."
                )
                if is_unencrypted(info.server.url)
                else ""
            )
            connected = self.tr("Connected: {0} answers now.").format(info.name)
            tell(self.said, sentences((connected, way)), "")
            self._let_return(self.close_button)
        else:
            tell(self.said, "", "")
        self._shown = info
        while self._rows.rowCount():
            self._rows.removeRow(0)
        for name, value in () if info is None else _card_rows(info):
            value_label = self._label("")
            value_label.setText(value)
            name_label = self._label("muted")
            name_label.setWordWrap(False)
            name_label.setText(name)
            self._rows.addRow(name_label, value_label)
        self.card.setVisible(info is not None)
        self._show_buttons()

    @Slot()
    def _show_buttons(self) -> None:
        url = self.address.currentText().strip()
        is_connecting = self._servers.is_connecting
        self._offer_models(url)
        self.stop_button.setVisible(is_connecting)
        self.connect_button.setVisible(not is_connecting)
        self.connect_button.setEnabled(bool(url) and not is_connecting)
        self.disconnect_button.setEnabled(self._servers.info is not None and not is_connecting)
        self.forget_button.setEnabled(url in self._servers.remembered and not is_connecting)
        self.key.setPlaceholderText(
            self.tr("one is kept; type another one to replace it")
            if self._servers.has_key(url)
            else self.tr("none")
        )

    def _offer_models(self, url: str) -> None:
        """Offer the models that a server is known to have; what was typed for another one goes."""
        offer = url, self._servers.models_of(url)
        if offer == self._offered:
            return
        is_of_other = self._offered[0] in self._servers.remembered and self._offered[0] != url
        typed = "" if is_of_other else self.model.currentText()
        self._offered = offer
        self.model.clear()
        self.model.addItems(offer[1])
        self.model.setEditText(typed or self._servers.model_of(url))

    @Slot()
    def _on_connect(self) -> None:
        address, model = self.address.currentText(), self.model.currentText()
        self._servers.connect_to(address, self.key.text(), model)

    @Slot()
    def _on_forget(self) -> None:
        url = self.address.currentText().strip()
        self._servers.forget(url)
        place = self.address.findText(url)
        if place >= 0:
            self.address.removeItem(place)
        tell(self.said, self.tr("{0} is forgotten, and its key.").format(url), "")
        self._show_buttons()

    @Slot(str)
    def _on_refused(self, sentence: str) -> None:
        tell(self.said, sentence, "error")
        self._let_return_connect()
        is_key = self._servers.is_key_refused
        (self.key if is_key else self.address).setFocus(Qt.FocusReason.OtherFocusReason)
        if is_key:
            self.key.selectAll()  # typing replaces it

    @Slot()
    def _let_return_connect(self) -> None:
        self._let_return(self.connect_button)

    def _let_return(self, press: QPushButton) -> None:
        for button in (self.connect_button, self.close_button):
            button.setDefault(button is press)


def _card_rows(info: ModelInfo) -> tuple[tuple[str, str], ...]:
    """Return what a server can tell: a name and a sentence each."""
    can = info.abilities
    assert can is not None
    assert info.server is not None
    rows = [
        (_tr("Server"), _tr("{0} at {1}").format(in_words(can.kind), info.server.host)),
        (
            _tr("Model"),
            _tr("{0}, one of {1}: choose above").format(info.name, len(can.models))
            if len(can.models) > 1
            else info.name,
        ),
        (
            _tr("Token ids"),
            _tr("both ways: template, filters and dice are this program's")
            if can.takes_ids
            else _tr("none: the server draws, and tells texts"),
        ),
        (_tr("Alternatives"), _alternatives(can, info.shape.vocab_size)),
        (_tr("Probabilities"), _probabilities(can)),
        (
            _tr("Of a prompt"),
            _tr("told with it")
            if can.tells_prompt
            else _tr("not told: pages that need them say so"),
        ),
    ]
    if not can.takes_ids:
        rows += _drawing_rows(can)
    length = info.shape.context_length
    tokens = numbered(length, _tr("1 token"), _tr("{0} tokens")) if length else _tr("not told")
    rows.append((_tr("Context"), tokens))
    ms = f"{1000 * can.latency_s:.0f}"
    return (*rows, (_tr("Answers in"), _tr("{0} ms for one token").format(ms)))


def _alternatives(can: ServerAbilities, vocab_size: int) -> str:
    if can.most_alternatives is None:
        return _tr("as many as are needed, up to all {0}").format(f"{vocab_size:,}")
    if not can.most_alternatives:
        return _tr("none are told")
    if can.takes_ids:
        return _tr(
            "{0} at most, the last of which may tie with others: where the settings leave more than"
            " {1}, the server draws, and it is said"
        ).format(f"{can.most_alternatives:,}", f"{can.most_alternatives - 1:,}")
    return _tr("{0} at most").format(f"{can.most_alternatives:,}")


def _probabilities(can: ServerAbilities) -> str:
    if can.most_alternatives == 0:
        return _tr("not told: tokens have no colour and no figures")
    if can.is_raw:
        return _tr("raw, before any sampling of its own")
    return _tr("after its own sampling: asked for with neutral settings only")


def _drawing_rows(can: ServerAbilities) -> tuple[tuple[str, str], ...]:
    """Return what it takes to have a server draw: settings, and what it goes on from."""
    settings = {
        "temperature": _tr("temperature"),
        "top_k": _tr("top-k"),
        "top_p": _tr("top-p"),
        "min_p": _tr("min-p"),
        "repetition_penalty": _tr("repetition penalty"),
    }
    taken = listed([name for key, name in settings.items() if key in can.takes])
    left = listed([name for key, name in settings.items() if key not in can.takes])
    texts, answers = can.continues_texts, can.converses and can.goes_on
    return (
        (_tr("Settings"), _tr("{0}; not {1}").format(taken, left) if left else taken),
        (
            _tr("Goes on"),
            _tr("from texts, and within answers of conversations")
            if texts and answers
            else _tr("from texts; an answer of a conversation begins anew")
            if texts and can.converses
            else _tr("from texts; it lays out no conversations")
            if texts
            else _tr("within answers of conversations; not from texts")
            if answers
            else _tr("not: every answer of a conversation begins anew"),
        ),
    )


def _tr(text: str) -> str:
    return QCoreApplication.translate("ServerDialog", text)
