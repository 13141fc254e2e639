"""Servers to borrow a model from: those that were connected to, and the one in use.

Owns the addresses and keys that are remembered; connecting is the library's, as every opening.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from urllib.parse import quote, unquote

from PySide6.QtCore import QObject, Signal, Slot

from gptdesk.app.inference.client import InferenceClient
from gptdesk.app.system.error_text import log_and_explain, sentence_for
from gptdesk.app.viewmodels.model.library import LibraryViewModel
from gptdesk.app.viewmodels.settings.preferences import Preferences
from gptdesk.engine.remote.address import ServerAddress, server_url
from gptdesk.engine.types import ModelInfo
from gptdesk.errors import GPTDeskError
from gptdesk.storage.server_keys import ServerKeys

logger = logging.getLogger(__name__)

_MOST_REMEMBERED = 8


class ServersViewModel(QObject):
    """Connects to servers and remembers them: the address in the settings, the key apart.

    Attributes:
        is_key_refused: the server that was asked for last wants a key, or another one.

    Signals:
        changed: the server in use, `remembered` or `is_connecting` is another one now.
        refused: why the server that was asked for is not in use, a sentence, str.
    """

    changed = Signal()
    refused = Signal(str)

    def __init__(
        self,
        client: InferenceClient,
        library: LibraryViewModel,
        preferences: Preferences,
        keys: ServerKeys,
        parent: QObject | None = None,
    ) -> None:
        """Know the remembered servers; nothing is opened."""
        super().__init__(parent)
        self._client, self._library = client, library
        self._preferences, self._keys = preferences, keys
        self.is_key_refused = False
        client.key_refused.connect(self._on_key_refused)
        self._wanted: ServerAddress | None = None  # that is being connected to
        self._models: dict[str, tuple[str, ...]] = {}  # by address
        self._drawing: dict[str, bool] = {}  # whether it chooses the tokens itself, by address
        library.model_opened.connect(self._on_model_opened)
        library.open_failed.connect(self._on_open_failed)
        library.opening_stopped.connect(self._on_open_failed)

    @property
    def info(self) -> ModelInfo | None:
        """The model of the server in use; None while one of this computer is."""
        info = self._client.info
        return info if info is not None and info.server is not None else None

    @property
    def is_connecting(self) -> bool:
        """Whether a server has been asked for that has not answered."""
        return self._wanted is not None

    @property
    def remembered(self) -> tuple[str, ...]:
        """Addresses that were connected to, the latest first."""
        return tuple(url for url, _ in self._kept())

    def address_of(self, url: str) -> ServerAddress:
        """Return a remembered server with its key, for the model of it that was used last."""
        return ServerAddress(url, self.model_of(url), self._keys.of(url))

    def model_of(self, url: str) -> str:
        """Return which model of a remembered server was asked for; empty for none by name."""
        return dict(self._kept()).get(url, "")

    def models_of(self, url: str) -> tuple[str, ...]:
        """Return the models that a server has, as it told in this run of the program."""
        return self._models.get(url, ())

    def draws(self, url: str) -> bool | None:
        """Tell whether a server chooses the tokens itself; None where this run has not asked it."""
        return self._drawing.get(url)

    def has_key(self, url: str) -> bool:
        """Tell whether a key to the server at an address is kept."""
        return bool(self._keys.of(url))

    def connect_to(self, text: str, key: str, model: str) -> None:
        """Use the model of a server.

        Args:
            text: its address, as the user writes it.
            key: that it asks for; empty is the one that is kept for it, if one is.
            model: which of its models; empty is the one that it has.
        """
        self.is_key_refused = False
        try:
            url = server_url(text)
            address = ServerAddress(url, model.strip(), key.strip() or self._keys.of(url))
        except GPTDeskError as exc:
            self.refused.emit(log_and_explain("the address of a server", exc))
            return
        self._wanted = address
        self.changed.emit()
        self._library.connect_server(address)

    @Slot()
    def disconnect_from(self) -> None:
        """Leave the server; the model before it is opened again."""
        if self.info is not None:
            self._library.disconnect_server()

    @Slot()
    def stop_connecting(self) -> None:
        """Wait no longer for the server that was asked for."""
        if self.is_connecting:
            self._library.stop_opening()

    def forget(self, url: str) -> None:
        """Remember a server no longer, nor its key."""
        self._keep(one for one in self._kept() if one[0] != url)
        self._keep_key(url, "")
        self.changed.emit()

    @Slot(object)
    def _on_model_opened(self, info: ModelInfo) -> None:
        if info.server is not None and info.abilities is not None:
            self._drawing[info.server.url] = not info.abilities.takes_ids
        if info.server is not None and info.server == self._wanted:
            url = info.server.url
            if info.abilities is not None:
                self._models[url] = info.abilities.models
            others = [one for one in self._kept() if one[0] != url]
            self._keep(((url, info.server.model), *others[: _MOST_REMEMBERED - 1]))
            self._keep_key(url, info.server.key)
        self._wanted = None
        self.changed.emit()

    @Slot()
    def _on_key_refused(self) -> None:
        self.is_key_refused = True

    @Slot(str)
    def _on_open_failed(self, sentence: str) -> None:
        if self._wanted is not None:
            self._wanted = None
            self.changed.emit()
            self.refused.emit(sentence)

    def _kept(self) -> list[tuple[str, str]]:
        """Return the remembered servers: addresses, and the models asked for by name."""
        entries = (one.partition("#") for one in self._preferences.settings.servers.split())
        return [(url, unquote(model)) for url, _, model in entries]

    def _keep(self, servers: Iterable[tuple[str, str]]) -> None:
        entries = (f"{url}#{quote(model, safe='')}" if model else url for url, model in servers)
        self._preferences.change(servers=" ".join(entries))

    def _keep_key(self, url: str, key: str) -> None:
        try:
            self._keys.keep(url, key)
        except OSError as exc:
            logger.warning("the key of a server is not kept: %s", exc)
            self.refused.emit(
                self.tr("The key lasts until you close: {0}").format(sentence_for(exc))
            )
