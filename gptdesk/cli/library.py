"""Models from a hub on the command line: `gptdesk-cli models get`, `rm` and `verify`."""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from gptdesk.cli.output import in_words, show_progress, tell, write, write_json
from gptdesk.errors import DownloadError, GPTDeskError
from gptdesk.language import said
from gptdesk.sentences import joined, numbered, size_text
from gptdesk.storage.models.catalog import Catalog, resolve_model
from gptdesk.storage.models.hub.addresses import hub_of_user, repository_name
from gptdesk.storage.models.hub.download import DownloadProgress, begin
from gptdesk.storage.models.hub.kept import Removals, verify
from gptdesk.storage.models.hub.peek import peek
from gptdesk.storage.models.hub.repository import (
    Choice,
    Repository,
    choices,
    read_repository,
    with_hashes,
)
from gptdesk.storage.models.hub.web import LostConnectionError, Stop, Stopped, Web
from gptdesk.storage.paths import user_paths

_RATE_OVER_S = 5.0


def get_model(options: argparse.Namespace, stop: Stop) -> bool:
    """Fetch a model; return False when it was stopped: the same command goes on.

    Raises:
        GPTDeskError: with a sentence for the user.
    """
    hub = hub_of_user()
    models_dir = user_paths().models_dir
    web = Web(hub, stop)
    try:
        repository = read_repository(web, repository_name(options.name), options.revision)
        choice = with_hashes(web, repository, _chosen(repository, options.file))
        download = begin(models_dir, repository, choice)
        if not download.done_bytes:
            try:
                _expect_readable(web, repository, choice)
            except GPTDeskError:
                download.remove()
                raise
        path = download.run(hub, stop, _Meter(time.monotonic).show)
    except LostConnectionError as exc:
        raise DownloadError(
            "{host} cannot be reached ({why}).", host=hub.host, why=exc.why
        ) from exc
    except Stopped:
        tell(said("Stopped. What came is kept: the same command goes on from there."))
        return False
    name, commit = repository.name, repository.commit[:12]
    if repository.licence:
        whole = said("{0} at {1}, licence {2}: every file is whole.")
        tell(whole.format(name, commit, repository.licence))
    else:
        tell(said("{0} at {1}: every file is whole.").format(name, commit))
    if options.json:
        write_json({"name": path.name, "path": str(path), "commit": repository.commit})
    else:
        write(f"{path.name}\n")
    return True


def remove_model(options: argparse.Namespace) -> None:
    """Delete a model of the user's own folder.

    Raises:
        GPTDeskError: with a sentence for the user.
    """
    removals = Removals(user_paths().models_dir)
    removals.remove(_own_first(options.name).absolute())
    removals.forget()


def verify_model(options: argparse.Namespace, stop: Stop) -> bool:
    """Compare a model's files with the hashes that its hub told; return whether all are right.

    Raises:
        GPTDeskError: with a sentence for the user.
    """
    path = _own_first(options.name)
    found = verify(path, stop, lambda name: show_progress(said("reading {0}").format(name)))
    if options.json:
        write_json({"right": found.n_right, "without_hash": found.n_unknown, "wrong": found.wrong})
        return not found.wrong
    if found.n_unknown:
        one, many = (
            said("1 file without a hash: not compared."),
            said("{0} files without a hash: not compared."),
        )
        tell(numbered(found.n_unknown, one, many))
    other = said("{0}: it is not the file that was fetched. Remove the model, get it anew.")
    for name in found.wrong:
        tell(other.format(path / name))
    write(numbered(found.n_right, said("1 file as fetched"), said("{0} files as fetched")) + "\n")
    return not found.wrong


def _own_first(name: str) -> Path:
    """Return the model that is meant; one of the user's own folder before any other."""
    return Catalog(user_paths()).own(name) or resolve_model(name)


def _chosen(repository: Repository, file: str | None) -> Choice:
    """Return the files that are meant, where a repository holds more than one model."""
    offered = choices(repository)
    if not offered:
        raise DownloadError(
            "{name} holds no file that GPTDesk can open: no GGUF, no safetensors, no PyTorch "
            "weights.",
            name=repository.name,
        )
    if file is None and len(offered) == 1:
        return offered[0]
    for choice in offered:
        if file in (choice.label, choice.weights[0].name):
            return choice
    listed = joined(
        (
            said("{0} ({1})").format(choice.label, size_text(choice.size_bytes))
            if choice.size_bytes
            else choice.label
            for choice in offered
        ),
        said("{0}, {1}"),
    )
    raise DownloadError(
        "{name} holds these models: {listed}. Say which after the name.",
        name=repository.name,
        listed=listed,
    )


def _expect_readable(web: Web, repository: Repository, choice: Choice) -> None:
    """Refuse a model that could not be opened, before it is fetched.

    A pickle has its table of contents at its end: what is in it is seen when it is there.
    """
    from gptdesk.model.checkpoints.open import open_checkpoint

    if choice.is_pickle:
        return
    show_progress(said("looking at its header"))
    with tempfile.TemporaryDirectory(prefix="gptdesk-peek-") as folder:
        try:
            open_checkpoint(peek(web, repository, choice, Path(folder)))
        except GPTDeskError as exc:
            reason = in_words(exc).replace(f"{folder}/", "").replace(folder, repository.name)
            raise DownloadError(
                "{name} was not fetched: it could not be opened. {reason}",
                name=repository.name,
                reason=reason,
            ) from exc


class _Meter:
    """The line of progress: how much, how fast, how long still."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._seen: list[tuple[float, int]] = []

    def show(self, progress: DownloadProgress) -> None:
        now = self._clock()
        if self._seen and now - self._seen[-1][0] < 0.2:  # five a second
            return
        self._seen = [(t, n) for t, n in self._seen if now - t < _RATE_OVER_S]
        self._seen.append((now, progress.fetched_bytes))
        (began, before), (_, after) = self._seen[0], self._seen[-1]
        rate = (after - before) / (now - began) if now > began else 0.0
        left = progress.total_bytes - progress.done_bytes
        done, total = (size_text(size) for size in (progress.done_bytes, progress.total_bytes))
        line = said("{0} of {1}, {2} a second").format(done, total, size_text(round(rate)))
        if rate and left > 0:
            line = joined((line, said("{0} s left").format(f"{left / rate:.0f}")), said("{0}, {1}"))
        show_progress(f"{line}  {progress.file}")
