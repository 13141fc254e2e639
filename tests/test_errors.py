"""Errors carry what they are about, so that their sentence can be said in any language."""

from __future__ import annotations

import ast
import errno
import os
import pickle
import re
import socket
import sqlite3
import ssl
import sys
from pathlib import Path

import pytest

from gptdesk import errors
from gptdesk.errors import (
    CheckpointError,
    ConversationFileError,
    GPTDeskError,
    TextFileError,
    cause_of,
)
from gptdesk.model.config import GPTConfig
from gptdesk.sentences import Sentence, in_language

PACKAGE = Path(errors.__file__).parent
OURS = {
    name
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, GPTDeskError)
}


def test_the_sentence_is_made_of_a_template_and_facts() -> None:
    """A translator sees the whole sentence once, and where the figures go."""
    error = GPTDeskError("{count:,} of {folder} are gone.", count=2000, folder=Path("a/b"))
    assert str(error) == "2,000 of a/b are gone."
    german = {"{count:,} of {folder} are gone.": "In {folder} fehlen {count:,}."}
    assert error.sentence(german.__getitem__) == "In a/b fehlen 2,000."


def test_braces_in_a_name_are_letters() -> None:
    """Names come from files that anybody can make."""
    assert str(GPTDeskError("No {name}.", name="{0} {name}")) == "No {0} {name}."
    assert str(GPTDeskError('Write {"n_heads": 4}.')) == 'Write {"n_heads": 4}.'


@pytest.mark.parametrize(
    ("error", "english", "german"),
    [
        (
            CheckpointError(Path("m.bin"), "no {what}", remedy="Get {what}.", what="x"),
            "m.bin: no x. Get x.",
            "m.bin, KEIN x! HOLE x.",
        ),
        (
            ConversationFileError(Path("a/c.json"), "no {what}", what="x"),
            "c.json: no x.",
            "c.json, KEIN x!",
        ),
        (
            TextFileError(Path("a/t.txt"), "no {what}", what="x"),
            "a/t.txt: no x.",
            "a/t.txt, KEIN x!",
        ),
    ],
)
def test_errors_of_files_name_the_file_in_every_language(
    error: GPTDeskError, english: str, german: str
) -> None:
    """Which file, what is wrong with it, what to do."""
    assert str(error) == english
    words = {
        "no {what}": "KEIN {what}",
        "Get {what}.": "HOLE {what}.",
        "{file}: {reason}.": "{file}, {reason}!",
        "{file}: {reason}. {remedy}": "{file}, {reason}! {remedy}",
    }
    assert error.sentence(words.__getitem__) == german


def test_a_sentence_in_a_sentence_is_said_in_the_same_language() -> None:
    """Why a server is out of reach is found by the engine, and said by the window."""
    why = Sentence("it took {n} s", n=3)
    error = GPTDeskError("No answer ({why}).", why=why)
    assert str(error) == "No answer (it took 3 s)."
    words = {"No answer ({why}).": "Keine Antwort ({why}).", "it took {n} s": "{n} s gewartet"}
    assert error.sentence(words.__getitem__) == "Keine Antwort (3 s gewartet)."
    again = pickle.loads(pickle.dumps(why))
    assert in_language(again, words.__getitem__) == "3 s gewartet"
    assert in_language("plain {n}", words.__getitem__) == "plain {n}"
    whole = GPTDeskError(Sentence("Lost {x}.", x="{y}"))
    assert whole.sentence({"Lost {x}.": "{x} ist weg."}.__getitem__) == "{y} ist weg."


def test_an_error_keeps_nothing_alive() -> None:
    """It is shown long after what it speaks of is gone, and in another thread."""
    error = GPTDeskError("{values}", values=[1, 2])
    assert error.facts == {"values": "[1, 2]"}


def test_no_sentence_is_put_together_where_an_error_is_made() -> None:
    """A translator would never see it: facts are given by name."""
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in OURS
            ):
                assert not any(isinstance(part, ast.JoinedStr) for part in ast.walk(node)), (
                    f"{path}:{node.lineno}"
                )


def test_what_caused_an_error_is_said_in_the_users_language_too() -> None:
    """Half a sentence in English helps nobody who needs the other half in Chinese."""

    def shout(text: str) -> str:
        return re.sub(r"[a-z]+(?![^{]*\})", lambda word: word[0].upper(), text)

    with pytest.raises(ValueError) as impossible:
        GPTConfig(emb_dim=10, n_heads=3)
    error = CheckpointError(
        Path("f"), "it is not possible: {fault:.200}", remedy="Mend it.", fault=impossible.value
    )
    assert error.sentence(shout) == (
        "f: IT IS NOT POSSIBLE: emb_dim 10 IS NOT A MULTIPLE OF n_heads 3. MEND IT."
    )
    assert str(error).startswith("f: it is not possible: emb_dim 10 is not a multiple of")
    disk = GPTDeskError("{file} cannot be read ({why}).", file="a", why=_refusal(errno.EACCES))
    assert disk.sentence(shout) == "a CANNOT BE READ (PERMISSION DENIED)."
    other = GPTDeskError("{file} cannot be read ({why}).", file="Is", why="as the disk says")
    assert other.sentence(shout) == "Is CANNOT BE READ (as the disk says)."


def _refusal(number: int) -> OSError:
    return OSError(number, os.strerror(number), "a")


def test_the_system_is_understood_by_its_number() -> None:
    """Its words are those of the system's language, which need not be the window's."""
    full = OSError(errno.ENOSPC, "Auf dem Gerät ist kein Speicherplatz mehr verfügbar")
    assert cause_of(full) == "No space left on device"
    for number in (errno.ENOENT, errno.EPERM, errno.EIO, errno.EROFS, errno.EISDIR, errno.ENOTDIR):
        cause = cause_of(_refusal(number))
        assert type(cause) is Sentence
        if sys.platform == "linux":
            assert cause == os.strerror(number), "another cause than the system's"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ELOOP, "Too many levels of symbolic links"), None),
        (socket.gaierror(errno.EPERM, "Name or service not known"), "Name or service not known"),
        (ssl.SSLError(errno.EPERM, "wrong version number"), "wrong version number"),
        (OSError("the pipe is cold"), "the pipe is cold"),
        (OSError(), "OSError"),
    ],
)
def test_what_is_no_usual_cause_is_told_as_it_is(error: OSError, said: str | None) -> None:
    """A name that is not found, and a certificate, count their errors by other numbers."""
    cause = cause_of(error)
    assert type(cause) is str
    assert cause == (said or error.strerror)


def test_the_database_is_understood_too(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError) as refused:
        sqlite3.connect(tmp_path).execute("create table a (b)")
    assert type(cause_of(refused.value)) is Sentence
    assert cause_of(refused.value) == "unable to open database file"
