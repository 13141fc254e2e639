"""A conversation that was saved in a file comes back as it was, or not at all."""

from __future__ import annotations

import base64
import contextlib
import json
import math
import os
import random
import sys
from dataclasses import fields, replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from gptdesk.chat.changes import Changes, HeadChange
from gptdesk.chat.kept_views import MOST_VIEWS, KeptCell, KeptView
from gptdesk.chat.messages import GPT2_VOCABULARY, Conversation, Message, Role, Run
from gptdesk.chat.notes import NoteCode
from gptdesk.chat.tokens import SamplingSettings, TokenRecord, TokenStats
from gptdesk.engine.tokenizers.vocabulary import VOCAB_SIZE, Vocabulary
from gptdesk.errors import ConversationFileError
from gptdesk.formats.conversation_json import (
    SCHEMA_VERSION,
    conversation_json,
    read_conversation,
    saved_in,
)
from gptdesk.formats.export_file import write_file
from gptdesk.formats.vocabulary_bytes import packed
from tests.formats.random_conversations import conversations

FILE = Path("chat.json")


def conversation_from_json(data: bytes) -> Conversation:
    """Read the content of a file."""
    return saved_in(BytesIO(data), FILE, VOCAB_SIZE).whole()


def times(conversation: Conversation) -> list[float]:
    """Return what `==` does not compare."""
    own = [conversation.created_at, conversation.changed_at]
    return own + [message.created_at for message in conversation.messages]


def small_conversation() -> Conversation:
    record = TokenRecord(
        7, 0.5, 0.75, 1, 1.25, 40, 0.5, (7, 9), (0.5, 0.25), (0.75, 0.25), ("", "")
    )
    prompt = Message(Role.USER, "Once – 从前 \ud83d", created_at=1.0, id="prompt")
    answer = Message(
        Role.ASSISTANT,
        " upon",
        token_ids=(7,),
        records=(record,),
        runs=(Run(0, SamplingSettings(), 3, "storyteller", "ab", "exact"),),
        prompt_ids=(1, 2),
        prompt_stats=(TokenStats(0, 1), TokenStats(1, 2, 0.5, 3, 1.0, 2.0, (5,), (0.6,))),
        parent="prompt",
        created_at=2.0,
        id="answer",
    )
    other = replace(answer, text=" more", id="other", records=())
    return Conversation(
        (prompt, answer, other), "answer", "A title", created_at=0.5, changed_at=3.0
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(conversations())
def test_nothing_is_lost_on_the_way_through_a_file(conversation: Conversation) -> None:
    """Every branch, record and odd character; and saving it again gives the same bytes."""
    data = b"".join(conversation_json(conversation))
    back = conversation_from_json(data)
    assert back == conversation
    assert times(back) == times(conversation)
    assert b"".join(conversation_json(back)) == data


FORMER = "The context was full here; the oldest tokens were forgotten (1,234)."


def as_version(data: bytes, version: int) -> bytes:
    """Return a file as a program of an earlier version wrote it."""
    if version < 6:
        data = data.replace(b'"vocabularies": {},\n', b"")
    data = data.replace(b', "pieces": []', b"")
    data = data.replace(b'"schema_version": 7', b'"schema_version": %d' % version)
    if version < 5:
        data = data.replace(b', "is_markdown": false', b"")
    if version < 4:
        data = data.replace(b', "switched_off": []', b"").replace(b', "kept_views": []', b"")
        data = data.replace(b'"forgotten 1234"', b'"%s"' % FORMER.encode())
    if version < 3:
        data = data.replace(b', "vocabulary_sha256": "%s"' % GPT2_VOCABULARY.encode(), b"")
        data = data.replace(b'"interrupted"', b'"The answer was interrupted here."')
    body = data[: data.index(b'"sha256"')]
    lines = [line.removesuffix(b",") for line in body.split(b"\n")]
    heads = [b'"conversation": ', b'"vocabularies": '][: 1 + (version >= 6)]
    about = [lines[3 + place].removeprefix(name) for place, name in enumerate(heads)]
    summed = b"\n".join([*about, *lines[4 + len(heads) : -2]])
    return body + b'"sha256": "%s"\n}\n' % sha256(summed).hexdigest().encode()


@pytest.mark.parametrize("version", [1, 2, 3, 4, 5, 6])
def test_a_file_of_an_earlier_version_is_read_as_it_was(version: int) -> None:
    """What was exported last year is imported next year; its checksum holds."""
    conversation = small_conversation()
    notes = (4, "forgotten 1234"), (4, NoteCode.INTERRUPTED), (4, "So.")
    answer = replace(conversation.messages[1], notes=notes)
    conversation = conversation.with_replaced(answer)
    now = b"".join(conversation_json(conversation))
    old = as_version(now, version)
    assert [name in old for name in (b"switched_off", b"kept_views")] == [version >= 4] * 2
    assert (b"is_markdown" in old, b"vocabularies" in old) == (version >= 5, version == 6)
    assert b"pieces" not in old
    assert (b"vocabulary_sha256" in old, b"interrupted here" in old) == (version >= 3, version < 3)
    assert conversation_from_json(old) == conversation
    laid_out_anew = json.dumps(json.loads(old)).encode()
    assert conversation_from_json(laid_out_anew) == conversation
    with pytest.raises(ConversationFileError, match="damaged"):
        conversation_from_json(old.replace(b" upon", b" down"))


def test_ids_of_another_vocabulary_have_no_end_that_is_known() -> None:
    """A larger vocabulary than GPT-2's is no damage; what GPT-2's answers may hold stays."""
    conversation = small_conversation()
    answer = conversation.messages[1]
    run = replace(answer.runs[0], vocabulary_sha256="ab" * 32)
    large = 128_000
    records = tuple(replace(one, token_id=large, rank=large) for one in answer.records)
    foreign = replace(
        answer, token_ids=(large,) * len(answer.token_ids), records=records, runs=(run,)
    )
    data = b"".join(conversation_json(conversation.with_replaced(foreign)))
    assert conversation_from_json(data).messages[1] == foreign
    own = replace(foreign, runs=answer.runs)
    data = b"".join(conversation_json(conversation.with_replaced(own)))
    with pytest.raises(ConversationFileError, match="its “token_ids” cannot be"):
        conversation_from_json(data)


OTHER = Vocabulary((b"a", b"\xe4", b"<over>", b"", b"ab" * 200), frozenset({2}), "Other", 2)


def of_other() -> Conversation:
    """Return a conversation whose answer names another vocabulary than GPT-2's."""
    conversation = small_conversation()
    answer = conversation.messages[1]
    run = replace(answer.runs[0], vocabulary_sha256=OTHER.sha256)
    return conversation.with_replaced(replace(answer, runs=(run,)))


def test_a_file_brings_the_vocabularies_of_its_answers() -> None:
    """The network may be on no disk of the one who imports it; each is there once, and GPT-2's not.

    What a hand has changed in it is told: a token would have another name.
    """
    conversation, others = of_other(), {OTHER.sha256: OTHER, "cd" * 32: Vocabulary((b"unused",))}
    data = b"".join(conversation_json(conversation, vocabularies=others))
    saved = saved_in(BytesIO(data), FILE, VOCAB_SIZE)
    assert saved.vocabularies == {OTHER.sha256: OTHER}
    assert saved.whole() == conversation
    content = json.loads(data)
    (text,) = content["vocabularies"].values()
    anew = saved_in(BytesIO(json.dumps(content).encode()), FILE, VOCAB_SIZE)
    assert (anew.vocabularies, anew.whole()) == (saved.vocabularies, conversation)
    unknown = b"".join(conversation_json(conversation))
    assert saved_in(BytesIO(unknown), FILE, VOCAB_SIZE).vocabularies == {}
    wrong = packed(Vocabulary((*OTHER.pieces, b"more")))
    for bad in (text[:40], "no base64", base64.b64encode(wrong).decode(), 7):
        content["vocabularies"] = {OTHER.sha256: bad}
        damaged = {name: value for name, value in content.items() if name != "sha256"}
        with pytest.raises(ConversationFileError, match="damaged"):
            conversation_from_json(json.dumps(damaged).encode())


def test_what_an_engine_could_not_tell_is_null() -> None:
    """Other programs must be able to tell "not known" from a figure."""
    conversation = small_conversation()
    prompt, answer, other = conversation.messages
    record = TokenRecord(7, 0.5, None, None, None, None, None, (7, 9), (0.5, 0.25), ())
    answer = replace(answer, records=(record,))
    conversation = replace(conversation, messages=(prompt, answer, other))
    data = b"".join(conversation_json(conversation))
    values = json.loads(data)["messages"][1]["records"][0]
    names = ("final_p", "rank", "entropy_bits", "kept", "draw")
    assert [values[name] for name in names] == [None] * 5
    assert values["top_final_p"] == []
    assert conversation_from_json(data) == conversation


def test_file_is_utf8_that_other_programs_read(tmp_path: Path) -> None:
    """A teacher's script gets the figures with `json.load` and nothing else."""
    path = tmp_path / "chat.json"
    write_file(path, b"".join(conversation_json(small_conversation())))
    assert "从前" in path.read_text(encoding="utf-8")
    content = json.loads(path.read_bytes())
    assert content["messages"][1]["records"][0]["top_raw_p"] == [0.5, 0.25]
    assert len(path.read_text(encoding="utf-8").splitlines()) == 12, "a line per message"


def test_no_damaged_file_is_taken_for_another_conversation() -> None:
    """A flipped bit or a missing end is told; figures are never silently other ones."""
    conversation = of_other()
    data = b"".join(conversation_json(conversation, vocabularies={OTHER.sha256: OTHER}))
    rng = random.Random(6)
    for _ in range(300):
        at = rng.randrange(len(data))
        damaged = bytearray(data)
        damaged[at] ^= 1 << rng.randrange(8)
        with contextlib.suppress(ConversationFileError):  # else it is only written otherwise
            assert conversation_from_json(bytes(damaged)) == conversation
    for length in range(0, len(data) - 3, 7):
        with pytest.raises(ConversationFileError, match="damaged"):
            conversation_from_json(data[:length])


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00" * 4096,
        b"[]",
        b"null",
        b'{"format": "gptdesk-conversation", "schema_version": true}',
        b'{"format": "gptdesk-conversation", "schema_version": 1, "conversation": 3}',
        b'{"format": "something-else", "schema_version": 1, "conversation": {}, "messages": []}',
        b'{"a":' * 200_000,
        b"[" * 200_000,
        b'{"a": ' + b"9" * 5000 + b"}",
        "{}".encode("utf-16"),
        b"\x89PNG\r\n",
    ],
    ids=range(12),
)
def test_other_files_are_refused_with_a_sentence(data: bytes) -> None:
    """What a user picks by mistake ends in a sentence, never in a crash report."""
    with pytest.raises(ConversationFileError, match=r"^chat\.json: it is damaged"):
        conversation_from_json(data)


def test_file_of_a_newer_program_is_refused() -> None:
    """It may hold what this program would drop without a word."""
    content = json.loads(b"".join(conversation_json(small_conversation())))
    content |= {"schema_version": SCHEMA_VERSION + 1, "unheard_of": [1]}
    with pytest.raises(ConversationFileError, match="newer GPTDesk"):
        conversation_from_json(json.dumps(content).encode())


def test_changed_file_is_refused_unless_its_sum_is_taken_out() -> None:
    """Nobody passes figures off as those of the model by accident; who means it can."""
    content = json.loads(b"".join(conversation_json(small_conversation())))
    content["messages"][1]["text"] = " a time"
    with pytest.raises(ConversationFileError, match="changed"):
        conversation_from_json(json.dumps(content).encode())
    del content["sha256"]
    back = conversation_from_json(json.dumps(content, indent=2).encode("utf-8-sig"))
    assert back.messages[1].text == " a time"


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("conversation", "leaf"), "nobody"),
        (("conversation", "is_pinned"), 1),
        (("conversation", "title"), None),
        (("messages", 0, "parent"), "answer"),
        (("messages", 1, "id"), "prompt"),
        (("messages", 1, "role"), "system"),
        (("messages", 1, "token_ids"), [7, 8]),
        (("messages", 1, "token_ids"), 7),
        (("messages", 1, "notes"), [[1, "a", "b"]]),
        (("messages", 1, "records", 0, "top_ids"), [7]),
        (("messages", 1, "records", 0, "raw_p"), "0.5"),
        (("messages", 1, "records", 0, "rank"), 1.5),
        (("messages", 1, "runs", 0, "settings", "top_p"), 7),
        (("messages", 1, "prompt_stats"), [{}, {}]),
        (("messages", 1, "prompt_stats", 1, "top_raw_p"), []),
        (("messages", 1), "text"),
        (("messages", 1, "unheard_of"), 1),
    ],
)
def test_what_the_window_cannot_show_is_refused(place: tuple, value: object) -> None:
    """A tree without a root, or records that do not fit their tokens, would fail much later."""
    content = json.loads(b"".join(conversation_json(small_conversation())))
    del content["sha256"]
    at = content
    for step in place[:-1]:
        at = at[step]
    at[place[-1]] = value
    with pytest.raises(ConversationFileError, match="damaged"):
        conversation_from_json(json.dumps(content).encode())


def _leaves(value: object, place: tuple = ()) -> list[tuple[tuple, object]]:
    """Return every value of a file that holds no others, and where it is."""
    if isinstance(value, dict):
        return [found for name in value for found in _leaves(value[name], (*place, name))]
    if isinstance(value, list):
        return [found for at, one in enumerate(value) for found in _leaves(one, (*place, at))]
    return [(place, value)]


def _with(content: dict, place: tuple, value: object) -> bytes:
    """Return a file's content with another value in a place."""
    changed = json.loads(json.dumps(content))
    at = changed
    for step in place[:-1]:
        at = at[step]
    at[place[-1]] = value
    return json.dumps(changed).encode()


def test_every_figure_from_outside_is_in_its_range() -> None:
    """NaN in one of them ended all saving; an id of no vocabulary failed in a later export."""
    content = json.loads(b"".join(conversation_json(small_conversation())))
    del content["sha256"], content["format"], content["schema_version"]
    figures = [
        (place, value)
        for place, value in _leaves(content)
        if isinstance(value, int | float) and not isinstance(value, bool)
    ]
    assert len(figures) > 40
    content |= {"format": "gptdesk-conversation", "schema_version": SCHEMA_VERSION}
    for place, _ in figures:
        for value in (math.nan, math.inf, -math.inf, 10**400, -(10**400)):
            with pytest.raises(ConversationFileError, match="nothing of it was") as caught:
                conversation_from_json(_with(content, place, value))
            assert len(str(caught.value)) < 200


@pytest.mark.parametrize(
    ("place", "value", "name"),
    [
        (("conversation", "created_at"), math.nan, "created_at"),
        (("conversation", "changed_at"), 1e12, "changed_at"),
        (("conversation", "id"), "\ud800", "id"),
        (("conversation", "id"), "", "id"),
        (("messages", 0, "created_at"), -1, "created_at"),
        (("messages", 1, "model_name"), "\udfff", "model_name"),
        (("messages", 1, "seed"), 2**70, "seed"),
        (("messages", 1, "token_ids", 0), 99_999_999, "token_ids"),
        (("messages", 1, "records", 0, "token_id"), VOCAB_SIZE, "token_id"),
        (("messages", 1, "records", 0, "top_ids", 1), -1, "top_ids"),
        (("messages", 1, "records", 0, "raw_p"), 1.01, "raw_p"),
        (("messages", 1, "records", 0, "rank"), 0, "rank"),
        (("messages", 1, "records", 0, "draw"), 1, "draw"),
        (("messages", 1, "records", 0, "top_removed_by", 0), "nobody", "top_removed_by"),
        (("messages", 1, "prompt_ids", 0), 2**31, "prompt_ids"),
    ],
)
def test_what_is_out_of_range_is_named(place: tuple, value: object, name: str) -> None:
    """Whoever made the file, by hand or by a program, can find the place."""
    content = json.loads(b"".join(conversation_json(small_conversation())))
    del content["sha256"]
    with pytest.raises(ConversationFileError, match=f"its “{name}” cannot be"):
        conversation_from_json(_with(content, place, value))


def test_half_a_pair_of_surrogates_in_a_text_is_no_fault() -> None:
    """A user can paste one: what GPTDesk exports it imports."""
    conversation = replace(small_conversation(), title="\ud800")
    back = conversation_from_json(b"".join(conversation_json(conversation)))
    assert back.title == "\ud800"
    assert back.messages[0].text.endswith("\ud83d")


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX pipes")
def test_a_pipe_is_no_file(tmp_path: Path) -> None:
    """Reading one would hold up every later import and export, and the closing of the window."""
    os.mkfifo(tmp_path / "pipe.json")
    for path in (tmp_path / "pipe.json", Path("/dev/zero"), tmp_path / ("x" * 300), Path("a\0b")):
        with pytest.raises(ConversationFileError, match="cannot be read"):
            read_conversation(path, VOCAB_SIZE)


def test_a_file_that_cannot_be_read_or_written_is_told(tmp_path: Path) -> None:
    """The sentence names the file and what the system said."""
    with pytest.raises(ConversationFileError, match=r"^absent\.json: it cannot be read"):
        read_conversation(tmp_path / "absent.json", VOCAB_SIZE)
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ConversationFileError, match="cannot be written"):
        write_file(tmp_path / "file" / "chat.json", b"".join(conversation_json(Conversation())))
    if sys.platform != "win32":
        with pytest.raises(ConversationFileError, match="cannot be read"):
            read_conversation(tmp_path, VOCAB_SIZE)


def with_heads_off() -> Conversation:
    """Return a conversation with an answer that some heads played no part in, and a view of it."""
    conversation = small_conversation()
    answer = conversation.messages[1]
    run = replace(answer.runs[0], switched_off=(HeadChange(3, 2), HeadChange(6, 1, 0.5)))
    view = KeptView(
        *("How “ ball” was predicted", 24, "scores", "storyteller", "ab"),
        block=6,
        head=1,
        changes=Changes((HeadChange(3, 2),), hidden=(4,)),
        columns=("from", "weight"),
        rows=((KeptCell("“ ball” 17"), KeptCell("92.6 %", 0.9261234)),),
        kept_at=5.0,
        id="view",
    )
    return conversation.with_replaced(replace(answer, runs=(run,), kept_views=(view,)))


def test_heads_that_were_off_and_kept_views_come_back() -> None:
    """A class opens what its teacher kept, figure by figure."""
    conversation = with_heads_off()
    data = b"".join(conversation_json(conversation))
    assert conversation_from_json(data) == conversation
    values = json.loads(data)["messages"][1]
    assert values["runs"][0]["switched_off"][0]["block"] == 3
    assert values["kept_views"][0]["rows"][0][1]["number"] == 0.9261234


_RUN = ("messages", 1, "runs", 0, "switched_off")
_VIEW = ("messages", 1, "kept_views", 0)


@pytest.mark.parametrize(
    ("place", "value", "words"),
    [
        ((*_RUN, 0, "block"), 0, "its “block” cannot be 0"),
        ((*_RUN, 0, "head"), 10**6, "its “head” cannot be"),
        ((*_RUN, 0, "head"), 1.5, "damaged"),
        ((*_RUN, 0, "factor"), 2.5, "its “factor” cannot be"),
        ((*_RUN, 0, "factor"), math.nan, "its “factor” cannot be"),
        ((*_RUN, 0, "uses_mean"), True, "damaged"),
        ((*_RUN, 0, "block"), 6, "damaged"),  # after the other one
        ((*_RUN, 1, "factor"), 1, "damaged"),  # which changes nothing
        ((*_VIEW, "place"), 0, "its “place” cannot be 0"),
        ((*_VIEW, "block"), -1, "its “block” cannot be"),
        ((*_VIEW, "changes", "hidden", 0), 0, "its “hidden” cannot be 0"),
        ((*_VIEW, "kept_at"), -1, "its “kept_at” cannot be"),
        ((*_VIEW, "id"), "", "its “id” cannot be"),
        ((*_VIEW, "stop"), "\ud800", "its “stop” cannot be"),
        ((*_VIEW, "rows", 0), [], "damaged"),
        ((*_VIEW, "rows", 0, 1, "number"), math.inf, "its “number” cannot be"),
        ((*_VIEW, "title"), "x" * 70_000, "damaged"),
    ],
)
def test_heads_and_views_from_outside_are_checked(place: tuple, value: object, words: str) -> None:
    """They become requests to the network, and tables in a window."""
    content = json.loads(b"".join(conversation_json(with_heads_off())))
    del content["sha256"]
    with pytest.raises(ConversationFileError, match=words):
        conversation_from_json(_with(content, place, value))


def test_an_answer_has_so_many_views_and_no_more() -> None:
    """A file of a gigabyte of views would be read into memory with every look at the answer."""
    conversation = with_heads_off()
    answer = conversation.messages[1]
    view = answer.kept_views[0]
    for views in (
        [view, view],
        [replace(view, id=str(number)) for number in range(MOST_VIEWS + 1)],
    ):
        many = conversation.with_replaced(replace(answer, kept_views=tuple(views)))
        with pytest.raises(ConversationFileError, match="damaged"):
            conversation_from_json(b"".join(conversation_json(many)))


def test_the_fields_of_this_version_are_these() -> None:
    """A field more or less in `chat/messages.py` is a new version of the file, with a migration."""
    assert SCHEMA_VERSION == 7
    own = Conversation, Message, Run, SamplingSettings, TokenRecord, TokenStats
    kinds = (*own, HeadChange, Changes, KeptView, KeptCell)
    names = {kind.__name__: " ".join(field.name for field in fields(kind)) for kind in kinds}
    assert names == {
        "Conversation": "messages leaf title is_pinned is_markdown created_at changed_at id",
        "Message": (
            "role text mode state token_ids notes model_name seed parent records runs prompt_ids"
            " prompt_suffix prompt_stats kept_views pieces created_at id"
        ),
        "Run": (
            "start settings seed model_name model_sha256 precision vocabulary_sha256 switched_off"
        ),
        "SamplingSettings": "temperature top_k top_p min_p repetition_penalty",
        "TokenRecord": (
            "token_id raw_p final_p rank entropy_bits kept draw top_ids top_raw_p top_final_p"
            " top_removed_by is_forced"
        ),
        "TokenStats": "index token_id raw_p rank surprisal_bits entropy_bits top_ids top_raw_p",
        "HeadChange": "block head factor uses_mean",
        "Changes": "heads hidden",
        "KeptView": (
            "title place stop model_name model_sha256 precision block head changes columns rows"
            " kept_at id"
        ),
        "KeptCell": "text number",
    }
