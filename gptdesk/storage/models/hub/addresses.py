"""Addresses of a model hub, and the token that its official house may see.

Owns the variables, the setting and the files that say which hub is meant; opens no socket.

Source: https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit

from gptdesk.errors import DownloadError
from gptdesk.files.regular import read_regular
from gptdesk.web_addresses import address_parts

OFFICIAL_HUB = "https://huggingface.co"

_TOKEN_BYTES = 1_000  # one has 37
_TRUE = {"1", "ON", "YES", "TRUE"}
_REPOSITORY = re.compile(r"[A-Za-z0-9][\w.-]*(/[A-Za-z0-9][\w.-]*)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Hub:
    """A model hub: the official one, or a mirror of it.

    Attributes:
        endpoint: its address, without a slash at the end.
        token: what the official house knows the user by; a mirror is never told.
        official: the address of the official house; another one in tests only.
    """

    endpoint: str = OFFICIAL_HUB
    token: str | None = field(default=None, repr=False)
    official: str = OFFICIAL_HUB

    def __post_init__(self) -> None:
        authority = self.endpoint.partition("://")[2].partition("/")[0]
        if "@" in authority or "?" in self.endpoint or "#" in self.endpoint:
            # Without the address: a password may stand in it, and the room may look on.
            raise DownloadError(
                "The address of a model hub has no name of a user, no password, no “?” and no “#”"
                " in it."
            )
        if address_parts(self.endpoint) is None:
            raise DownloadError(
                "“{endpoint}” is no address of a model hub. One looks like https://huggingface.co,"
                " in plain letters.",
                endpoint=self.endpoint,
            )

    @property
    def host(self) -> str:
        """Its name, for sentences."""
        return urlsplit(self.endpoint).netloc

    def listing_url(self, repository: str, revision: str) -> str:
        """Return the address of the list of files, with their sizes and hashes."""
        return f"{self.endpoint}/api/models/{repository}/revision/{_part(revision)}?blobs=true"

    def file_url(self, repository: str, revision: str, path: str) -> str:
        """Return the address that a file is asked for at; it leads to where the file is kept."""
        return f"{self.endpoint}/{repository}/resolve/{_part(revision)}/{quote(path)}"

    def page_url(self, repository: str) -> str:
        """Return the page of a model, for a browser."""
        return f"{self.endpoint}/{repository}"

    def token_for(self, url: str) -> str | None:
        """Return the token where `url` is the official house's own, encrypted or on loopback."""
        asked, own = urlsplit(url), urlsplit(self.official)
        return self.token if (asked.scheme, asked.netloc) == (own.scheme, own.netloc) else None


def repository_name(text: str) -> str:
    """Return the repository that the user means by `owner/name` or the address of its page.

    Raises:
        DownloadError: it cannot be one.
    """
    name = text.strip()
    if "://" in name:
        name = "/".join(urlsplit(name).path.strip("/").split("/")[:2])
    if not _REPOSITORY.fullmatch(name) or ".." in name or "--" in name or len(name) > 96:
        raise DownloadError(
            "“{name}” is no name of a model on the hub. One looks like openai-community/gpt2.",
            name=text.strip()[:100],
        )
    return name


def hub_of_user(
    endpoint: str = "",
    own_token_file: Path | None = None,
    environment: Mapping[str, str] = os.environ,
) -> Hub:
    """Return the hub that this user means.

    Args:
        endpoint: the setting; the variable HF_ENDPOINT where it is empty.
        own_token_file: where a typed token is kept.
        environment: the variables.

    Raises:
        DownloadError: the endpoint is no address, or the network is switched off.
    """
    for variable in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"):
        if environment.get(variable, "").upper() in _TRUE:
            raise DownloadError(
                "{variable} says that no network is wanted. Unset it to look for models there.",
                variable=variable,
            )
    address = endpoint.strip() or environment.get("HF_ENDPOINT", "").strip() or OFFICIAL_HUB
    return Hub(hub_address(address), _token(own_token_file, environment))


def hub_address(text: str) -> str:
    """Return what was typed as the address of a hub.

    Raises:
        DownloadError: it is none.
    """
    address = text.strip()
    address = address if "://" in address else f"https://{address}"
    return Hub(address if address.endswith("://") else address.rstrip("/")).endpoint


def typed_token(text: str) -> str | None:
    """Return a token of the official hub that somebody typed; None for anything else."""
    token = clean_token(text)
    return token if token is not None and re.fullmatch(r"hf_\w+", token, re.ASCII) else None


def clean_token(text: str) -> str | None:
    """Return a token that a header can carry; None for anything else."""
    token = text.strip()
    is_one = token.isascii() and token.isprintable() and " " not in token
    return token if token and is_one else None


def _token(own_file: Path | None, environment: Mapping[str, str]) -> str | None:
    """Return the token: the one typed here, the variable's, or the hub library's."""
    home = environment.get("HF_HOME") or _cache_home(environment) / "huggingface"
    hub_file = Path(environment.get("HF_TOKEN_PATH") or Path(home) / "token")
    return (
        (own_file and _token_in(own_file))
        or clean_token(
            environment.get("HF_TOKEN") or environment.get("HUGGING_FACE_HUB_TOKEN") or ""
        )
        or _token_in(hub_file)
    )


def _cache_home(environment: Mapping[str, str]) -> Path:
    home = environment.get("HOME") or os.path.expanduser("~")  # noqa: PTH111  Path's raises
    return Path(environment.get("XDG_CACHE_HOME") or Path(home) / ".cache")


def _token_in(file: Path) -> str | None:
    try:
        return clean_token(read_regular(file, _TOKEN_BYTES).decode())
    except (OSError, ValueError):
        return None


def _part(text: str) -> str:
    return quote(text, safe="")
