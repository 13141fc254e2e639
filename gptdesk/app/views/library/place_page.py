"""The page that says which house is asked for models, and as whom."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from gptdesk.app.phrases import in_a_row, sentences
from gptdesk.app.theme import SPACE_2, SPACE_3
from gptdesk.app.viewmodels.model.hub_place import HubPlace
from gptdesk.app.views.library.shelf_page import LEAST
from gptdesk.app.views.widgets.labels import sentence_label, tell
from gptdesk.app.views.widgets.little_room import RING, ScrollingPart
from gptdesk.storage.models.hub.addresses import OFFICIAL_HUB


class PlacePage(QWidget):
    """A field for a mirror, and one for an access token."""

    def __init__(self, place: HubPlace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place = place
        self.mirror = QLineEdit(place.endpoint, self)
        self.mirror.setPlaceholderText(OFFICIAL_HUB)
        self.keep_mirror = QPushButton(self.tr("&Use it"), self)
        self.token = QLineEdit(self)
        self.token.setEchoMode(QLineEdit.EchoMode.Password)
        self.keep_token = QPushButton(self.tr("&Keep it"), self)
        self.forget_token = QPushButton(self.tr("&Forget it"), self)
        self.said = sentence_label(self)
        layout = QVBoxLayout()
        layout.setSpacing(SPACE_2)
        self._add(layout, self.tr("&Mirror"), self.mirror, self.keep_mirror)
        layout.addWidget(
            sentence_label(
                self,
                "muted",
                self.tr(
                    "The address that is asked instead of the official hub. Left empty, it is the"
                    " one that the variable HF_ENDPOINT names, or the official one."
                ),
            )
        )
        layout.addSpacing(SPACE_3)
        self._add(layout, self.tr("Access &token"), self.token, self.keep_token, self.forget_token)
        layout.addWidget(
            sentence_label(
                self,
                "muted",
                self.tr(
                    "For models whose licence you have accepted on their page. It is kept in a file"
                    " that only you can read, is shown to the official hub alone, never to a"
                    " mirror, and stands in no log and no export."
                ),
            )
        )
        layout.addSpacing(SPACE_3)
        layout.addWidget(self.said)
        layout.addStretch(1)
        self._page = ScrollingPart(layout, self.tr("Where models come from"), self, least=LEAST)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, SPACE_3 - RING, 0, 0)
        whole.addWidget(self._page)
        self.mirror.returnPressed.connect(self._on_mirror)
        self.keep_mirror.clicked.connect(self._on_mirror)
        self.token.returnPressed.connect(self._on_token)
        self.keep_token.clicked.connect(self._on_token)
        self.forget_token.clicked.connect(self._on_forget)
        place.changed.connect(self._on_changed)
        place.refused.connect(self._on_refused)
        self._show()

    def _add(self, layout: QVBoxLayout, name: str, field: QLineEdit, *buttons: QPushButton) -> None:
        label = QLabel(name, self)
        label.setBuddy(field)
        row = QHBoxLayout()
        row.setSpacing(SPACE_2)
        row.addWidget(field, 1)
        for button in buttons:
            button.setAutoDefault(False)
            row.addWidget(button)
        layout.addWidget(label)
        layout.addLayout(row)

    def _show(self) -> None:
        has_token = self._place.has_token
        if not has_token and self.forget_token.hasFocus():
            self.token.setFocus(Qt.FocusReason.OtherFocusReason)
        self.forget_token.setEnabled(has_token)
        self.token.setPlaceholderText(
            self.tr("One is kept; type another one to replace it") if has_token else "hf_…"
        )

    def forget_answer(self) -> None:
        """Take back what was answered to a change; a refused address gives way to the kept one."""
        self.mirror.setText(self._place.endpoint)
        tell(self.said, "")

    @Slot()
    def _on_mirror(self) -> None:
        self._place.set_endpoint(self.mirror.text())

    @Slot()
    def _on_token(self) -> None:
        self._place.keep_token(self.token.text())

    @Slot()
    def _on_forget(self) -> None:
        self._place.forget_token()

    @Slot()
    def _on_changed(self) -> None:
        self.mirror.setText(self._place.endpoint)
        self.token.clear()
        self._show()
        if not self._place.host:
            self._tell(self.tr("Kept. Nothing is asked while the network is switched off."))
            return
        asked = self.tr("{0} is asked from now on").format(self._place.host)
        whom = (
            self.tr("with your access token where that is the official hub.")
            if self._place.has_token
            else self.tr("without a token of yours from here.")
        )
        way = (
            self.tr(
                "http is not encrypted: whoever is on the way can read what you ask for, and change"
                " what comes."
            )
            if self._place.is_unencrypted
            else ""
        )
        self._tell(sentences((in_a_row((asked, whom)), way)))

    @Slot(str)
    def _on_refused(self, sentence: str) -> None:
        self._tell(sentence, "error")

    def _tell(self, sentence: str, kind: str = "muted") -> None:
        tell(self.said, sentence, kind)
        self._page.show_part(self.said)
