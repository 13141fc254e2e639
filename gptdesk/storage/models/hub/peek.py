"""A look at a model of the hub before it is fetched: its small files, and the start of its weights.

What comes is laid out as the model would be, so that it can be judged by the same readers: a file
of weights has its full length here, but only its start is there, and the rest takes no room.
"""

from __future__ import annotations

from pathlib import Path

from gptdesk.errors import DownloadError
from gptdesk.storage.models.hub.repository import Choice, RemoteFile, Repository
from gptdesk.storage.models.hub.web import LostConnectionError, Web

# Behind the table of contents of a safetensors file of any size; a GGUF's holds its vocabulary.
_HEAD_BYTES = {"safetensors": 1_000_000, "gguf": 16_000_000}
_MOST_BYTES = 50_000_000  # of a small file: a tokenizer.json of 256,000 tokens has 35 MB
_ATTEMPTS = 3


def peek(web: Web, repository: Repository, choice: Choice, folder: Path) -> Path:
    """Fetch as much of a model as tells what it is; return what to open.

    Args:
        web: to ask with.
        repository, choice: the model; its sizes are known.
        folder: where to lay it out; empty.

    Raises:
        DownloadError: the hub says no, or stays silent.
        Stopped: as asked.
        OSError: the disk refuses.
    """
    for file in choice.files:
        _fetch_start(web, repository, file, folder / file.name)
    return folder if choice.others else folder / choice.weights[0].name


def _fetch_start(web: Web, repository: Repository, file: RemoteFile, target: Path) -> None:
    head_bytes = _HEAD_BYTES.get(file.name.rpartition(".")[2], _MOST_BYTES)
    wanted = min(file.size_bytes or head_bytes, head_bytes)
    url = web.hub.file_url(repository.name, repository.commit, file.path)
    data, reason = bytearray(), ""
    for _ in range(_ATTEMPTS):
        try:
            with web.open(url, first=len(data), last=wanted - 1) as reply:
                if reply.status == 200:
                    data.clear()
                while len(data) < wanted and (more := reply.read(wanted - len(data))):
                    data += more
        except LostConnectionError as exc:
            reason = str(exc)
            continue
        if len(data) == wanted or file.size_bytes is None:
            break
        reason = "the connection broke"
    else:
        raise DownloadError(
            "The connection to {host} was lost ({why}). Try again when the network is back.",
            host=web.hub.host,
            why=reason,
        )
    with target.open("wb") as out:
        out.write(data)
        out.truncate(file.size_bytes or len(data))
