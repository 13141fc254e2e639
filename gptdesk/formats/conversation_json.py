r"""The JSON file of a conversation, which loses nothing.

Owns the format: writing it, reading it, and refusing what is damaged. Must not know where
conversations are kept, or any network.

    {
    "format": "gptdesk-conversation",
    "schema_version": 3,
    "conversation": {"leaf": …, "title": …, …},
    "messages": [
    {"role": …, "text": …, "token_ids": […], "records": [{"token_id": …, …}, …], …},
    …
    ],
    "sha256": "…"
    }

The members of each object are the fields of the dataclass of that name in
`gptdesk/chat/messages.py`, all of them and in their order, so that what is written, read and
written again has the same bytes. The file is UTF-8. A half of a surrogate pair, which UTF-8 cannot
hold, is an escape (`\ud800`); a text with two halves side by side that are no pair is a list of
texts to be joined. `sha256` is that of `conversation` and `messages` as they stand here, a line
for each; a file that was changed by hand is read when this member is taken out of it.

A changed field in `gptdesk/chat/messages.py` or `tokens.py` is a new `SCHEMA_VERSION` and one more
step in `_MIGRATIONS`. Since version 2 figures of a record that the engine could not tell are null;
since version 3 a run names its vocabulary, and a note that the program knows is a code.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields, is_dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, cast

from gptdesk.chat.messages import GPT2_VOCABULARY, Conversation, Message
from gptdesk.chat.notes import FORMER_SENTENCES
from gptdesk.chat.packed_records import PackedRecords
from gptdesk.chat.tokens import TokenRecord
from gptdesk.errors import ConversationFileError
from gptdesk.files.regular import open_regular
from gptdesk.formats.checked_values import (
    ANY_SIZE,
    DamagedError,
    OutsideError,
    Values,
    dataclass_reader,
    read_list,
)
from gptdesk.formats.conversation_pages import Reader

SCHEMA_VERSION = 3

_FORMAT = "gptdesk-conversation"
_MEMBERS = {"format", "schema_version", "conversation", "messages"}
_SURROGATE = re.compile("[\ud800-\udfff]")
_UNPAIRED_SEAM = re.compile("(?<=[\ud800-\udbff])(?=[\udc00-\udfff])")

_HEADS = {  # of the file, by its version
    version: f'{{\n"format": "{_FORMAT}",\n"schema_version": {version},\n'.encode()
    for version in range(1, SCHEMA_VERSION + 1)
}
_HEAD_LINES = 3
_ABOUT, _MESSAGES, _END = b'"conversation": ', b'"messages": [\n', b"],\n"

_DAMAGED = "it is damaged, or no conversation that GPTDesk saved; nothing was imported"
_CHANGED = "it was damaged or changed after it was saved; nothing was imported"
_NEWER = "it was saved by a newer GPTDesk; install that one to import it"


def conversation_json(conversation: Conversation, read: Reader = iter) -> Iterator[bytes]:
    """Yield a whole conversation, every branch and every token's record, as a file's content.

    Args:
        conversation: whose.
        read: brings its messages whole.
    """
    about = _dumps(_about(conversation))
    digest = hashlib.sha256(about.encode())
    yield b"".join((_HEADS[SCHEMA_VERSION], _ABOUT, about.encode(), b",\n", _MESSAGES.rstrip()))
    separator = b"\n"
    for message in read(conversation.messages):
        line = _dumps(_plain(message)).encode()
        digest.update(b"\n")
        digest.update(line)
        yield separator + line
        separator = b",\n"
    yield b"\n" + _END + f'"sha256": "{digest.hexdigest()}"\n}}\n'.encode()


@dataclass(frozen=True, slots=True)
class SavedConversation:
    """A conversation in a file, whose messages are read one after the other.

    Attributes:
        about: the conversation without its messages.
        count: how many messages it has.
        messages: all of them, once; raises `ConversationFileError` where one is damaged.
    """

    about: Conversation
    count: int
    messages: Iterator[Message]

    def whole(self) -> Conversation:
        """Return the conversation with all its messages, none of which was read before."""
        return replace(self.about, messages=tuple(self.messages))


@contextmanager
def open_conversation(path: Path, vocabulary_size: int) -> Generator[SavedConversation]:
    """Open a conversation as it was saved, its ids and times included; see `saved_in`.

    Raises:
        ConversationFileError: the file is damaged, newer, something else, or cannot be read.
    """
    with _explaining(path):
        file = open_regular(path)
    with file:
        yield saved_in(file, path, vocabulary_size)


def read_conversation(path: Path, vocabulary_size: int) -> Conversation:
    """Read a whole conversation; see `open_conversation`."""
    with open_conversation(path, vocabulary_size) as saved:
        return saved.whole()


def saved_in(file: BinaryIO, path: Path, vocabulary_size: int) -> SavedConversation:
    """Return the conversation that a file holds.

    Every figure in it is finite and in its range, every id is one of GPT-2's vocabulary where its
    run names that, and names can be encoded; no reader has to check again.

    Args:
        file: open as long as messages are read.
        path: of the file, for the sentence when there is something wrong with it.
        vocabulary_size: token ids of GPT-2's vocabulary are below this.

    Raises:
        ConversationFileError: the content is damaged, newer, or something else.
    """
    with _explaining(path):
        saved = _as_saved(file)
        if saved is None:
            file.seek(0)
            saved = _from_any_layout(file.read(), path)
        about, count, values = saved
        if not isinstance(about, dict) or "messages" in about:
            raise DamagedError("conversation")
        whole: Values = {**cast("Values", about), "messages": []}
        conversation = cast("Conversation", dataclass_reader(Conversation, vocabulary_size)(whole))
    messages = _read_messages(values, conversation.leaf, path, vocabulary_size)
    return SavedConversation(conversation, count, messages)


@contextmanager
def _explaining(path: Path) -> Generator[None]:
    """Turn what goes wrong while a file is read into a sentence."""
    try:
        yield
    except OutsideError as exc:
        raise ConversationFileError(path, "{error}; nothing was imported", error=exc) from exc
    except (ValueError, RecursionError) as exc:
        raise ConversationFileError(path, _DAMAGED) from exc
    except MemoryError as exc:
        raise ConversationFileError(path, "it is too large for this computer's memory") from exc
    except OSError as exc:
        raise ConversationFileError(path, "it cannot be read ({why})", why=exc.strerror) from exc


# The values of a conversation without its messages, how many these are, and their values.
_Saved = tuple[object, int, Iterator[object]]


def _as_saved(lines: BinaryIO) -> _Saved | None:
    """Return the values of a file that is as it was saved; None where it is not.

    They are read a line at a time: however long a file is, other threads get their turn, and its
    values are not in memory together.
    """
    head = b"".join(islice(lines, _HEAD_LINES))
    version = next((version for version, other in _HEADS.items() if other == head), None)
    if version is None:
        return None
    about = lines.readline()
    if not about.startswith(_ABOUT) or lines.readline() != _MESSAGES:
        return None
    about = about.removeprefix(_ABOUT).removesuffix(b",\n")
    digest, begin, count = hashlib.sha256(about), lines.tell(), 0
    for line in lines:
        if line == _END:
            break
        digest.update(b"\n")
        digest.update(line.removesuffix(b"\n").removesuffix(b","))
        count += 1
    if lines.read() != f'"sha256": "{digest.hexdigest()}"\n}}\n'.encode():
        return None
    lines.seek(begin)
    messages = islice(lines, count)
    values = (_migrated(json.loads(line.rstrip(b",\n")), version) for line in messages)
    return json.loads(about), count, values


def _from_any_layout(data: bytes, path: Path) -> _Saved:
    """Return what a file says that another program has written or changed."""
    # Text editors put a byte order mark in front.
    content = json.loads(data.decode("utf-8-sig"))
    if not isinstance(content, dict):
        raise DamagedError("content")
    content = cast("Values", content)
    version: object = content.get("schema_version")
    if content.get("format") != _FORMAT or type(version) is not int or version < 1:
        raise ConversationFileError(path, _DAMAGED)
    if version > SCHEMA_VERSION:
        raise ConversationFileError(path, _NEWER)
    if content.keys() - {"sha256"} != _MEMBERS or not isinstance(content["messages"], list):
        raise ConversationFileError(path, _DAMAGED)
    lines = _lines(content["conversation"], cast("list[object]", content["messages"]))
    if "sha256" in content and content["sha256"] != _digest(lines):
        raise ConversationFileError(path, _CHANGED)
    messages = cast("list[object]", content["messages"])
    return content["conversation"], len(messages), (_migrated(one, version) for one in messages)


def _name_vocabulary(message: Values) -> Values:
    """Name the vocabulary of runs, which was GPT-2's, and code the notes that the program knows."""
    runs, notes = read_list(message.get("runs")), read_list(message.get("notes"))
    if not all(isinstance(run, dict) for run in runs):
        raise DamagedError("runs")
    named = [{**run, "vocabulary_sha256": GPT2_VOCABULARY} for run in runs]
    return {**message, "runs": named, "notes": [_coded(note) for note in notes]}


def _coded(note: object) -> object:
    match note:
        case [at, str(sentence)]:
            return [at, FORMER_SENTENCES.get(sentence, sentence)]
        case _:
            return note


# The values of a message of version n -> those of version n + 1, at index n - 1.
_MIGRATIONS: tuple[Callable[[Values], Values], ...] = (
    lambda message: message,  # more figures can be null
    _name_vocabulary,
)


def _migrated(message: object, version: int) -> object:
    """Return the values of a message in a file of an earlier version as those of this one."""
    if not isinstance(message, dict):
        raise DamagedError("messages")
    for migrate in _MIGRATIONS[version - 1 :]:
        message = migrate(cast("Values", message))
    return cast("object", message)


# -- from a conversation to values


def _about(conversation: Conversation) -> object:
    return {
        field.name: _plain(getattr(conversation, field.name))
        for field in fields(Conversation)
        if field.name != "messages"
    }


def _plain(value: Any) -> Any:
    """Return `value` in the types that JSON has."""
    if isinstance(value, str):
        parts = _UNPAIRED_SEAM.split(value)
        return str(value) if len(parts) == 1 else parts
    if isinstance(value, Sequence):
        items = cast("Sequence[Any]", value)
        if items and all(isinstance(end, int | float) for end in (items[0], items[-1])):
            return list(items)  # thousands of figures
        return [_plain(item) for item in items]
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return value


def _lines(about: object, messages: list[object]) -> list[str]:
    return [_dumps(about), *(_dumps(message) for message in messages)]


def _dumps(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return _SURROGATE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _digest(lines: list[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


# -- from values to a conversation


def _read_messages(
    values: Iterable[object], leaf: str | None, path: Path, vocabulary_size: int
) -> Iterator[Message]:
    """Yield messages; refuse what is no tree, as those who walk it rely on its parents."""
    read = dataclass_reader(Message, vocabulary_size)
    read_other = dataclass_reader(Message, ANY_SIZE)
    known: set[str | None] = {None}
    with _explaining(path):
        for value in values:
            message = _message_of(value, read_other if _is_of_another(value) else read)
            if message.parent not in known or message.id in known:
                raise DamagedError("parent")
            known.add(message.id)
            yield message
        if leaf not in known:
            raise DamagedError("leaf")


def _is_of_another(message: object) -> bool:
    """Tell whether a message's ids are of another vocabulary than GPT-2's."""
    match message:
        case {"runs": [{"vocabulary_sha256": name}, *_]}:
            return name != GPT2_VOCABULARY
        case _:
            return False


def _message_of(value: object, read: Callable[[Any], Any]) -> Message:
    message = cast("Message", read(value))
    _require_parallel(message)
    if message.records and all(map(_is_packable, message.records)):
        return replace(message, records=PackedRecords(message.records))
    return message


def _is_packable(record: TokenRecord) -> bool:
    """Tell whether all figures are fractions: a whole number would not stay as it was written."""
    figures = record.raw_p, record.final_p, record.entropy_bits, record.draw
    return int not in map(type, (*figures, *record.top_raw_p, *record.top_final_p))


def _require_parallel(message: Message) -> None:
    """Refuse lists of different lengths: those who read one by the other's index rely on it."""
    if len(message.records) not in (0, len(message.token_ids)):
        raise DamagedError("records")
    if len(message.prompt_stats) not in (0, len(message.prompt_ids)):
        raise DamagedError("prompt_stats")
    for record in message.records:
        count = len(record.top_ids)
        if not (
            len(record.top_raw_p) == count
            and len(record.top_final_p) in (0, count)
            and len(record.top_removed_by) in (0, count)
        ):
            raise DamagedError("top_ids")
    for stats in message.prompt_stats:
        if len(stats.top_raw_p) != len(stats.top_ids):
            raise DamagedError("top_ids")
