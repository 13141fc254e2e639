"""The model hub that is meant, and the user's token, which its official house alone may see."""

from __future__ import annotations

import logging

from PySide6.QtCore import QObject, Signal

from gptdesk.app.system.error_text import cause_in_words, log_and_explain
from gptdesk.app.viewmodels.settings.preferences import Preferences
from gptdesk.errors import GPTDeskError
from gptdesk.files.atomic import write_atomic
from gptdesk.storage.models.hub.addresses import (
    OFFICIAL_HUB,
    Hub,
    hub_address,
    hub_of_user,
    typed_token,
)
from gptdesk.storage.paths import UserPaths
from gptdesk.web_addresses import is_unencrypted

logger = logging.getLogger(__name__)


class HubPlace(QObject):
    """The address of the hub, and the token; the token is never shown again.

    Signals:
        changed: `endpoint` or `has_token` is another one now.
        refused: why what was typed is not kept, a sentence, str.
    """

    changed = Signal()
    refused = Signal(str)

    def __init__(
        self, preferences: Preferences, paths: UserPaths, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._token_file = paths.hub_token_file

    @property
    def endpoint(self) -> str:
        """The mirror that was typed; empty for the variable HF_ENDPOINT, or the official hub."""
        return self._preferences.settings.hub_endpoint

    @property
    def has_token(self) -> bool:
        """Whether a token was typed here."""
        return self._token_file.exists()

    def hub(self) -> Hub:
        """Return the hub that is meant now.

        Raises:
            DownloadError: no network is wanted, or the address is none.
        """
        return hub_of_user(self.endpoint, self._token_file)

    @property
    def host(self) -> str:
        """Its name, for sentences; empty where there is none."""
        hub = self._hub_if_any()
        return "" if hub is None else hub.host

    @property
    def is_unencrypted(self) -> bool:
        """Whether all on the way to it can read and change what is asked and comes."""
        hub = self._hub_if_any()
        return hub is not None and is_unencrypted(hub.endpoint)

    def page_of(self, repository: str) -> str:
        """Return the address of a model's page, for a browser."""
        return (self._hub_if_any() or Hub(OFFICIAL_HUB)).page_url(repository)

    def _hub_if_any(self) -> Hub | None:
        try:
            return self.hub()
        except GPTDeskError:
            return None

    def set_endpoint(self, text: str) -> None:
        """Ask this house from now on; empty is none of one's own."""
        try:
            address = hub_address(text) if text.strip() else ""
        except GPTDeskError as exc:
            self.refused.emit(log_and_explain("the address of a hub", exc))
            return
        self._preferences.change(hub_endpoint=address)
        self.changed.emit()

    def keep_token(self, text: str) -> None:
        """Keep a token in a file of its own, which only this user may read."""
        token = typed_token(text)
        if token is None:
            self.refused.emit(
                self.tr(
                    "This is no access token. One begins with hf_, and plain letters and digits"
                    " follow."
                )
            )
            return
        try:
            write_atomic(self._token_file, token.encode(), is_private=True)
        except OSError as exc:
            self.refused.emit(self.tr("The token cannot be kept: {0}.").format(cause_in_words(exc)))
            return
        self.changed.emit()

    def forget_token(self) -> None:
        """Delete the token that was typed here."""
        try:
            self._token_file.unlink(missing_ok=True)
        except OSError as exc:
            sentence = self.tr("The token cannot be deleted: {0}.")
            self.refused.emit(sentence.format(cause_in_words(exc)))
        self.changed.emit()
