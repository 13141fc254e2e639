r"""The JSON file of a conversation, which loses nothing.

Owns the format: writing it, reading it, and refusing what is damaged. Must not know where
conversations are kept, or any network.

    {
    "format": "gptdesk-conversation",
    "schema_version": 7,
    "conversation": {"leaf": …, "title": …, …},
    "vocabularies": {"…": "…"},
    "messages": [
    {"role": …, "text": …, "token_ids": […], "records": [{"token_id": …, …}, …], …},
    …
    ],
    "sha256": "…"
    }

The members of each object are the fields of the dataclass of that name in `gptdesk/chat/`
(`messages`, `tokens`, `changes`, `kept_views`), all of them and in their order, so that what is
written, read and written again has the same bytes. The file is UTF-8. A half of a surrogate pair,
which UTF-8 cannot hold, is an escape (`\ud800`); a text with two halves side by side that are no
pair is a list of texts to be joined. `vocabularies` are those of the answers that are known and
not GPT-2's, by the keys that runs name: as `vocabulary_bytes.py` packs them, in base64. `sha256` is
that of `conversation`, `vocabularies` and `messages` as they stand here, a line for each; a file
that was changed by hand is read when this member is taken out of it.

A changed field in one of them is a new `SCHEMA_VERSION` and one more
step in `_MIGRATIONS`. Since version 2 figures of a record that the engine could not tell are null;
since version 3 a run names its vocabulary, and a note that the program knows is a code;
since version 4 a run names the heads that were off, and an answer has its kept views; since version
5 a conversation says whether it is shown as Markdown; since version 6 it brings its vocabularies;
since version 7 an answer whose tokens a server told as texts has these as `pieces`, each a list of
its bytes.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields, is_dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO, TypeVar, cast

from gptdesk.analysis.vocabularies import Vocabularies
from gptdesk.chat.changes import Changes
from gptdesk.chat.kept_views import MOST_BYTES, MOST_VIEWS
from gptdesk.chat.messages import GPT2_VOCABULARY, PIECES_VOCABULARY, Conversation, Message
from gptdesk.chat.notes import coded
from gptdesk.chat.packed_records import PackedRecords
from gptdesk.chat.tokens import TokenRecord, TokenStats
from gptdesk.engine.tokenizers.vocabulary import Vocabulary
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
from gptdesk.formats.json_pieces import JsonPieces, OnPiece
from gptdesk.formats.safe_text import HALF_PAIR
from gptdesk.formats.vocabulary_bytes import packed, unpacked

_T = TypeVar("_T")

SCHEMA_VERSION = 7
_SINCE_MARKDOWN = 5  # a conversation says whether it is shown as that
_SINCE_VOCABULARIES = 6  # they are in the file

_FORMAT = "gptdesk-conversation"
_MEMBERS = {"format", "schema_version", "conversation", "messages"}
_DIGEST = "sha256"
_UNPAIRED_SEAM = re.compile("(?<=[\ud800-\udbff])(?=[\udc00-\udfff])")

_HEADS = {  # of the file, by its version
    version: f'{{\n"format": "{_FORMAT}",\n"schema_version": {version},\n'.encode()
    for version in range(1, SCHEMA_VERSION + 1)
}
_HEAD_LINES, _LONGEST_HEAD_LINE = 3, 80  # bytes
_ABOUT, _MESSAGES, _END = b'"conversation": ', b'"messages": [\n', b"],\n"
_VOCABULARIES = b'"vocabularies": '

_DAMAGED = "it is damaged, or no conversation that GPTDesk saved; nothing of it was imported"
_CHANGED = "it was damaged or changed after it was saved; nothing of it was imported"
_NEWER = "it was saved by a newer GPTDesk; install that one to import it"

_PIECE = 64 * 1024  # bytes of a line that are looked at together
_LONG_TEXT, _LONG_LIST = 64 * 1024, 100  # characters, values; longer ones are written in pieces
_OF_TOKENS = ("records", "prompt_stats")  # members of a message, as long as it has tokens
_NONE: Vocabularies = {}
_AT_ONCE = 500  # tokens that are checked between two looks at whether that is still wanted


def conversation_json(
    conversation: Conversation, read: Reader = iter, vocabularies: Vocabularies = _NONE
) -> Iterator[bytes]:
    """Yield a whole conversation, every branch and every token's record, as a file's content.

    Args:
        conversation: whose.
        read: brings its messages whole.
        vocabularies: those that are known; the ones that its answers name go into the file.
    """
    about = _dumps(_about(conversation)).encode()
    named = {message.vocabulary_sha256 for message in conversation.messages}
    named -= {GPT2_VOCABULARY, PIECES_VOCABULARY}  # one is bundled, the others are in the messages
    texts = {key: _text_of(vocabularies[key]) for key in sorted(named & vocabularies.keys())}
    tokens = _dumps(texts).encode()
    digest = hashlib.sha256(about + b"\n" + tokens)
    yield b"".join((_HEADS[SCHEMA_VERSION], _ABOUT, about, b",\n", _VOCABULARIES, tokens))
    yield b",\n" + _MESSAGES.rstrip()
    separator = b"\n"
    for message in read(conversation.messages):
        line = b"".join(part.encode() for part in _dump_parts(_plain(message)))
        digest.update(b"\n")
        digest.update(line)
        yield separator + line
        separator = b",\n"
    yield b"\n" + _END + f'"sha256": "{digest.hexdigest()}"\n}}\n'.encode()


# Called often, with the bytes of the file that were read, and that it has; what it raises ends the
# reading. The file is read two or three times: to look through it, and for the messages.
OnRead = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class SavedConversation:
    """A conversation in a file, whose messages are read one after the other.

    Attributes:
        about: the conversation without its messages.
        vocabularies: of its answers, by the keys that they name; not all need be there.
        count: how many messages it has.
        size_bytes: of the file.
        messages: all of them, once; raises `ConversationFileError` where one is damaged.
    """

    about: Conversation
    vocabularies: Vocabularies
    count: int
    size_bytes: int
    messages: Iterator[Message]

    def whole(self) -> Conversation:
        """Return the conversation with all its messages, none of which was read before."""
        return replace(self.about, messages=tuple(self.messages))


def _go_on(_read: int, _size: int) -> None:
    """Ask for nothing."""


@contextmanager
def open_conversation(
    path: Path, vocabulary_size: int, on_read: OnRead = _go_on
) -> Generator[SavedConversation]:
    """Open a conversation as it was saved, its ids and times included; see `saved_in`.

    Raises:
        ConversationFileError: the file is damaged, newer, something else, or cannot be read.
    """
    with _explaining(path):
        file = open_regular(path)
    with file:
        yield saved_in(file, path, vocabulary_size, on_read)


def read_conversation(path: Path, vocabulary_size: int) -> Conversation:
    """Read a whole conversation; see `open_conversation`."""
    with open_conversation(path, vocabulary_size) as saved:
        return saved.whole()


def saved_in(
    file: BinaryIO, path: Path, vocabulary_size: int, on_read: OnRead = _go_on
) -> SavedConversation:
    """Return the conversation that a file holds.

    Every figure in it is finite and in its range, every id is one of GPT-2's vocabulary where its
    run names that, and names can be encoded; no reader has to check again.

    Args:
        file: open as long as messages are read.
        path: of the file, for the sentence when there is something wrong with it.
        vocabulary_size: token ids of GPT-2's vocabulary are below this.
        on_read: told how far it is.

    Raises:
        ConversationFileError: the content is damaged, newer, or something else.
    """
    with _explaining(path):
        size = file.seek(0, os.SEEK_END)

        def on_piece(_: int) -> None:
            on_read(file.tell(), size)

        file.seek(0)
        saved = _as_saved(file, on_piece) or _from_any_layout(file, path, on_piece)
        about, texts, count, values = saved
        if not isinstance(about, dict) or "messages" in about:
            raise DamagedError("conversation")
        whole: Values = {**cast("Values", about), "messages": []}
        conversation = cast("Conversation", dataclass_reader(Conversation, vocabulary_size)(whole))
        vocabularies = _vocabularies_of(texts)
    messages = _read_messages(values, conversation.leaf, path, vocabulary_size, on_piece)
    return SavedConversation(conversation, vocabularies, count, size, messages)


@contextmanager
def _explaining(path: Path) -> Generator[None]:
    """Turn what goes wrong while a file is read into a sentence."""
    try:
        yield
    except OutsideError as exc:
        raise ConversationFileError(path, "{error}; nothing of it was imported", error=exc) from exc
    except (ValueError, RecursionError) as exc:
        raise ConversationFileError(path, _DAMAGED) from exc
    except MemoryError as exc:
        raise ConversationFileError(path, "it is too large for this computer's memory") from exc
    except OSError as exc:
        raise ConversationFileError(path, "it cannot be read ({why})", why=exc) from exc


# The values of a conversation without its messages, of its vocabularies, how many messages there
# are, and their values.
_Saved = tuple[object, object, int, Iterator[object]]


def _as_saved(lines: BinaryIO, on_piece: OnPiece) -> _Saved | None:
    """Return the values of a file that is as it was saved; None where it is not.

    They are read one after the other: however long a file is, other threads get their turn, and
    its values are not in memory together.
    """
    head = b"".join(lines.readline(_LONGEST_HEAD_LINE) for _ in range(_HEAD_LINES))
    version = next((version for version, other in _HEADS.items() if other == head), None)
    if version is None:
        return None
    about, tokens = lines.readline(), b""
    digest = hashlib.sha256(about.removeprefix(_ABOUT).removesuffix(b",\n"))
    if version >= _SINCE_VOCABULARIES:
        tokens = lines.readline()
        digest.update(b"\n" + tokens.removeprefix(_VOCABULARIES).removesuffix(b",\n"))
    is_begun = about.startswith(_ABOUT) and tokens.startswith(_VOCABULARIES if tokens else b"")
    if not is_begun or lines.readline(_LONGEST_HEAD_LINE) != _MESSAGES:
        return None
    begin, count = lines.tell(), 0
    for line in _lines_in_pieces(lines):
        on_piece(0)
        digest.update(line)
        count += line.startswith(b"\n")
    foot = f'"{_DIGEST}": "{digest.hexdigest()}"\n}}\n'.encode()
    if lines.read(len(foot) + 1) != foot:
        return None
    lines.seek(begin - len(b"[\n"))
    values = (_migrated(one, version) for one in _items_in(JsonPieces(lines, on_piece)))
    about, tokens = (
        json.loads(line.removeprefix(name).removesuffix(b",\n") or b"{}")
        for line, name in ((about, _ABOUT), (tokens, _VOCABULARIES))
    )
    return _about_now(about, version), tokens, count, values


def _lines_in_pieces(lines: BinaryIO) -> Iterator[bytes]:
    """Yield the lines of messages without their ends, the first piece of each after a newline."""
    is_begin = True
    while (piece := lines.readline(_PIECE)) not in (b"", _END if is_begin else b""):
        while piece.endswith(b",") and (more := lines.readline(1)):  # the line may end here
            piece += more
        yield (b"\n" if is_begin else b"") + piece.removesuffix(b"\n").removesuffix(b",")
        is_begin = piece.endswith(b"\n")


def _items_in(pieces: JsonPieces) -> Iterator[object]:
    for _ in pieces.items():
        yield pieces.value()


def _from_any_layout(file: BinaryIO, path: Path, on_piece: OnPiece) -> _Saved:
    """Return what a file says that another program has written or changed.

    It is read to its end first, so that what is damaged there leaves nothing, and then once more
    for the messages, which are not in memory together either.
    """
    file.seek(0)
    found, count = Values(), 0
    pieces = JsonPieces(file, on_piece)
    for name in pieces.members():
        if name in found or name not in {*_MEMBERS, "vocabularies", _DIGEST}:
            raise DamagedError(name)
        found[name] = None
        if name == "messages":
            for _ in pieces.items():
                pieces.value(is_kept=False)
                count += 1
        else:
            found[name] = pieces.value()
        _expect_ours(found, path)
    pieces.end()
    version: int = found.get("schema_version", 1)
    heads = ["conversation"] if version < _SINCE_VOCABULARIES else ["conversation", "vocabularies"]
    if found.keys() - {_DIGEST} != {*_MEMBERS, *heads}:
        raise DamagedError("members")
    lines = chain((found[name] for name in heads), _messages_in(file, on_piece))
    if _DIGEST in found and found[_DIGEST] != _digest_of(lines):
        raise ConversationFileError(path, _CHANGED)
    values = (_migrated(one, version) for one in _messages_in(file, on_piece))
    return _about_now(found["conversation"], version), found.get("vocabularies", {}), count, values


def _expect_ours(found: Values, path: Path) -> None:
    """Refuse another program's file, or a newer one, as soon as that is known."""
    if found.get("format", _FORMAT) != _FORMAT:
        raise DamagedError("format")
    version: object = found.get("schema_version", SCHEMA_VERSION)
    if type(version) is not int or version < 1:
        raise DamagedError("schema_version")
    if version > SCHEMA_VERSION and "format" in found:
        raise ConversationFileError(path, _NEWER)


def _messages_in(file: BinaryIO, on_piece: OnPiece) -> Iterator[object]:
    """Yield the values of the messages of a file in any layout."""
    file.seek(0)
    pieces = JsonPieces(file, on_piece)
    for name in pieces.members():
        if name == "messages":
            yield from _items_in(pieces)
            return
        pieces.value()


def _name_vocabulary(message: Values) -> Values:
    """Name the vocabulary of runs, which was GPT-2's."""
    return _with_in_runs(message, {"vocabulary_sha256": GPT2_VOCABULARY})


def _switch_nothing_off(message: Values) -> Values:
    """Say of runs that no head was off, and of the message that no view was kept with it.

    Notes that the program must recognise are codes from here on.
    """
    if "kept_views" in message:
        raise DamagedError("kept_views")
    notes = [_coded(note) for note in read_list(message.get("notes"))]
    return {**_with_in_runs(message, {"switched_off": []}), "kept_views": [], "notes": notes}


def _with_no_pieces(message: Values) -> Values:
    """Say that all ids are those of a vocabulary."""
    if "pieces" in message:
        raise DamagedError("pieces")
    return {**message, "pieces": []}


def _with_in_runs(message: Values, more: Values) -> Values:
    """Return a message whose runs have one more member, which they had not before."""
    runs = read_list(message.get("runs"))
    if not all(isinstance(run, dict) and not run.keys() & more.keys() for run in runs):
        raise DamagedError("runs")
    return {**message, "runs": [{**run, **more} for run in runs]}


def _coded(note: object) -> object:
    match note:
        case [at, str(sentence)]:
            return [at, coded(sentence)]
        case _:
            return note


# The values of a message of version n -> those of version n + 1, at index n - 1.
_MIGRATIONS: tuple[Callable[[Values], Values], ...] = (
    lambda message: message,  # more figures can be null
    _name_vocabulary,
    _switch_nothing_off,
    lambda message: message,  # the conversation says more
    lambda message: message,  # and the file
    _with_no_pieces,
)


def _migrated(message: object, version: int) -> object:
    """Return the values of a message in a file of an earlier version as those of this one."""
    if not isinstance(message, dict):
        raise DamagedError("messages")
    for migrate in _MIGRATIONS[version - 1 :]:
        message = migrate(cast("Values", message))
    return cast("object", message)


# -- from a conversation to values


def _about_now(about: object, version: int) -> object:
    """Return what an earlier version says of a conversation as this one says it."""
    if isinstance(about, dict) and version < _SINCE_MARKDOWN:
        return {**cast("Values", about), "is_markdown": False}
    return about


def _about(conversation: Conversation) -> object:
    return {
        field.name: _plain(getattr(conversation, field.name))
        for field in fields(Conversation)
        if field.name != "messages"
    }


def _plain(value: Any) -> Any:
    """Return `value` in the types that JSON has."""
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            parts = _UNPAIRED_SEAM.split(value)
            return str(value) if len(parts) == 1 else parts
        return str(value)
    if isinstance(value, Sequence):
        items = cast("Sequence[Any]", value)
        if items and all(isinstance(end, int | float) for end in (items[0], items[-1])):
            return list(items)  # thousands of figures
        return [_plain(item) for item in items]
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return value


def _dumps(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return HALF_PAIR.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _dump_parts(value: Any) -> Iterator[str]:
    """Yield what `_dumps` returns, so that no call of it holds other threads up."""
    if isinstance(value, dict):
        separator = "{"
        for name, member in cast("Values", value).items():
            yield f"{separator}{_dumps(name)}: "
            yield from _dump_parts(member)
            separator = ", "
        yield "}" if value else "{}"
    elif isinstance(value, list) and len(cast("list[Any]", value)) > _LONG_LIST:
        items = cast("list[Any]", value)
        for first in range(0, len(items), _LONG_LIST):
            yield ", " if first else "["
            yield _dumps(items[first : first + _LONG_LIST])[1:-1]
        yield "]"
    elif isinstance(value, str) and len(value) > _LONG_TEXT:
        for first in range(0, len(value), _LONG_TEXT):
            yield ("" if first else '"') + _dumps(value[first : first + _LONG_TEXT])[1:-1]
        yield '"'
    else:
        yield _dumps(value)


def _digest_of(lines: Iterable[object]) -> str:
    digest = hashlib.sha256()
    separator = b""
    for line in lines:
        digest.update(separator)
        for part in _dump_parts(line):
            digest.update(part.encode())
        separator = b"\n"
    return digest.hexdigest()


def _text_of(vocabulary: Vocabulary) -> str:
    return base64.b64encode(packed(vocabulary)).decode()


# -- from values to a conversation


def _vocabularies_of(texts: object) -> Vocabularies:
    """Return vocabularies that are what their keys say.

    Raises:
        ValueError: one is not.
    """
    if not isinstance(texts, dict) or not all(isinstance(one, str) for one in texts.values()):
        raise DamagedError("vocabularies")
    values = cast("dict[str, str]", texts)
    return {key: unpacked(base64.b64decode(one), key) for key, one in values.items()}


def _read_messages(
    values: Iterable[object],
    leaf: str | None,
    path: Path,
    vocabulary_size: int,
    on_piece: OnPiece,
) -> Iterator[Message]:
    """Yield messages; refuse what is no tree, as those who walk it rely on its parents."""
    known: set[str | None] = {None}
    with _explaining(path):
        for value in values:
            size = ANY_SIZE if _is_of_another(value) else vocabulary_size
            message = _message_of(value, size, on_piece)
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


def _message_of(value: object, vocabulary_size: int, on_piece: OnPiece) -> Message:
    """Return a message whose values were checked, those of its tokens a few at a time."""
    values = cast("Values", value) if isinstance(value, dict) else Values()
    lists = {name: read_list(values[name]) for name in _OF_TOKENS if name in values}
    read = dataclass_reader(Message, vocabulary_size)
    message = cast("Message", read({**values, **{name: [] for name in lists}}))
    _require_answerable(message)
    if len(lists["records"]) not in (0, len(message.token_ids)):
        raise DamagedError("records")
    if len(lists["prompt_stats"]) not in (0, len(message.prompt_ids)):
        raise DamagedError("prompt_stats")
    records: list[TokenRecord] = []
    packed = PackedRecords()
    for some in _checked(lists["records"], TokenRecord, vocabulary_size, on_piece):
        _require_parallel(some)
        if records or not all(map(_is_packable, some)):
            records += some
        else:
            packed = packed.extended(some)
    packed.pack()
    stats: list[TokenStats] = []
    for some in _checked(lists["prompt_stats"], TokenStats, vocabulary_size, on_piece):
        if any(len(one.top_raw_p) != len(one.top_ids) for one in some):
            raise DamagedError("top_ids")
        stats += some
    whole = (*packed, *records) if records or not packed else packed
    return replace(message, records=whole, prompt_stats=tuple(stats))


def _checked(
    values: list[Any], kind: type[_T], vocabulary_size: int, on_piece: OnPiece
) -> Iterator[list[_T]]:
    """Yield what values are, a few at a time; the list has none of them any more then.

    Millions of values that are given back at once take as long as a slow import of one.
    """
    read = dataclass_reader(kind, vocabulary_size)
    for first in range(0, len(values), _AT_ONCE):
        on_piece(0)
        places = slice(first, first + _AT_ONCE)
        yield [read(value) for value in values[places]]
        values[places] = [None] * len(values[places])


def _is_packable(record: TokenRecord) -> bool:
    """Tell whether all figures are fractions: a whole number would not stay as it was written."""
    figures = record.raw_p, record.final_p, record.entropy_bits, record.draw
    return int not in map(type, (*figures, *record.top_raw_p, *record.top_final_p))


def _require_parallel(records: Iterable[TokenRecord]) -> None:
    """Refuse lists of different lengths: those who read one by the other's index rely on it."""
    for record in records:
        count = len(record.top_ids)
        if not (
            len(record.top_raw_p) == count
            and len(record.top_final_p) in (0, count)
            and len(record.top_removed_by) in (0, count)
        ):
            raise DamagedError("top_ids")


def _require_answerable(message: Message) -> None:
    """Refuse heads that no answer can have been made with, and more views than are kept."""
    for run in message.runs:
        if any(change.uses_mean for change in run.switched_off):
            raise DamagedError("switched_off")
        if Changes(run.switched_off).heads != run.switched_off:  # in order, each once
            raise DamagedError("switched_off")
    views = message.kept_views
    is_many = len(views) > MOST_VIEWS or len({view.id for view in views}) < len(views)
    if is_many or any(view.size_bytes > MOST_BYTES for view in views):
        raise DamagedError("kept_views")
