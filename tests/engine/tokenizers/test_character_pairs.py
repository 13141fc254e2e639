"""SentencePiece's byte-pair encoding: the same ids as the makers' library, for any text."""

from __future__ import annotations

import logging
import random
from dataclasses import replace
from datetime import date
from pathlib import Path

import gguf
import pytest
import sentencepiece
from tokenizers import Tokenizer

from gptdesk.chat.messages import Message, PromptMode, Role
from gptdesk.engine.run.chat_prompt import ChatPrompts
from gptdesk.engine.run.language import language_of
from gptdesk.engine.run.prompt import build_prompt
from gptdesk.engine.tokenizers.built import OwnTokenizer, tokenizer_of
from gptdesk.engine.tokenizers.byte_pairs import TextDecoder
from gptdesk.engine.tokenizers.character_pairs import CharacterPairTokenizer
from gptdesk.engine.tokenizers.chat_format import Turn
from gptdesk.engine.tokenizers.merge_order import vocabulary_of
from gptdesk.engine.types import GenerationRequest
from gptdesk.errors import CheckpointError
from gptdesk.model.checkpoints.gguf import read_header
from gptdesk.model.checkpoints.tokenizers import gguf as in_gguf
from gptdesk.model.checkpoints.tokenizers.facts import TokenizerFacts
from gptdesk.model.checkpoints.tokenizers.folder import has_tokenizer, read_tokenizer
from tests.engine.tokenizers.odd_texts import ODD_TEXTS, generated_texts
from tests.model.checkpoints import trained_sentencepiece as spm

METASPACE = {"type": "Metaspace", "replacement": "▁", "split": False}
TEMPLATE = (
    "{{ bos_token }}{% for m in messages %}"
    "[INST] {{ m.content }} [/INST]{{ eos_token }}{% endfor %}"
)


def _texts() -> list[str]:
    """Return odd texts, 1,000 generated ones, and 300 with tokens that a text may hold."""
    rng = random.Random(5)
    parts = ["<tag>", "<tags>", "  ==", "==", "  ", "<tag", "▁", "a ", "der Hund", " und", "</s>"]
    found = ["".join(rng.choices(parts, k=rng.randrange(1, 9))) for _ in range(300)]
    return [*ODD_TEXTS, *generated_texts(random.Random(7), 1000), *found]


TEXTS = _texts()


def _facts(folder: Path, model: bytes, **settings: object) -> TokenizerFacts:
    spm.written_beside(folder, model, settings)
    assert has_tokenizer(folder)
    facts = read_tokenizer(folder, spm.library(model).get_piece_size(), {})
    assert facts is not None
    return facts


def _built(facts: TokenizerFacts) -> OwnTokenizer:
    tokenizer = tokenizer_of(vocabulary_of(facts, ""))
    assert isinstance(tokenizer, CharacterPairTokenizer)
    return tokenizer


def _require_same(ours: OwnTokenizer, makers: sentencepiece.SentencePieceProcessor) -> None:
    wrong = [text for text in TEXTS if ours.encode(text) != makers.encode(text)]
    assert [ascii(text) for text in wrong] == []
    wrong = [text for text in TEXTS if ours.decode(ours.encode(text)) != text.replace("▁", " ")]
    assert [ascii(text) for text in wrong] == []


@pytest.mark.parametrize(
    "options",
    [{}, {"split_by_whitespace": False, "split_digits": False}, {"add_dummy_prefix": False}],
    ids=["as Llama 2's", "tokens of several words", "no space before a text"],
)
def test_any_text_has_the_ids_of_the_makers_library(
    options: dict[str, object], tmp_path: Path
) -> None:
    """Many scripts, white space, control characters, tags that are tokens, and typed `</s>`."""
    model = spm.trained(**options)
    facts = _facts(tmp_path, model)
    assert (facts.bos, facts.eos, facts.end_ids) == ("<s>", "</s>", {2})
    assert (facts.start_id, facts.adds_start) == (1, True)
    assert not _facts(tmp_path, model, add_bos_token=False).adds_start
    _require_same(_built(facts), spm.library(model))


def test_a_gguf_file_says_the_same(tmp_path: Path) -> None:
    """Scores and kinds of tokens, as llama.cpp's converter writes them."""
    logging.getLogger("gguf").setLevel(logging.ERROR)
    makers = spm.library(spm.trained())
    writer = gguf.GGUFWriter(tmp_path / "model.gguf", "llama")
    spm.add_to_gguf(writer, makers)
    writer.add_chat_template(TEMPLATE)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.close()
    header = read_header(tmp_path / "model.gguf")
    facts = in_gguf.read_tokenizer(header, makers.get_piece_size())
    assert facts is not None
    assert in_gguf.count_tokens(header, makers.get_piece_size()) == len(facts.pieces)
    assert (facts.start_id, facts.adds_start, facts.end_ids) == (1, True, {2})
    assert (facts.bos, facts.eos, facts.control_ids) == ("<s>", "</s>", {0, 1, 2})
    _require_same(_built(facts), makers)
    pieces = vocabulary_of(_facts(tmp_path, spm.trained()), "").sha256
    assert pieces == vocabulary_of(facts, "").sha256, "one key, whichever file they came from"


@pytest.mark.parametrize("scheme", ["prepend", "always", "first", "never"])
def test_a_tokenizer_json_says_the_same(scheme: str, tmp_path: Path) -> None:
    """Against the library that it was written for: pairs in a list, and four ways to put spaces."""
    makers = spm.library(spm.trained(found=()))
    splits = {"normalizer": None, "pre_tokenizer": METASPACE | {"prepend_scheme": scheme}}
    content = spm.in_tokenizer_json(makers, **({} if scheme == "prepend" else splits))
    (tmp_path / "tokenizer.json").write_text(content, encoding="utf-8")
    assert has_tokenizer(tmp_path)
    facts = read_tokenizer(tmp_path, makers.get_piece_size(), {"eos_token_id": 2})
    assert facts is not None
    assert (facts.start_id, facts.adds_start, facts.end_ids) == (1, True, {2})
    ours, theirs = _built(facts), Tokenizer.from_str(content)
    texts = [text for text in TEXTS if "</s>" not in text]  # which the library takes for the token
    wrong = [t for t in texts if ours.encode(t) != theirs.encode(t, add_special_tokens=False).ids]
    assert [ascii(text) for text in wrong] == []
    said = replace(facts, chat_template=TEMPLATE, bos="<s>", eos="</s>")
    layout = language_of(said, "", "").layout
    assert isinstance(layout, ChatPrompts)
    laid = layout.lay_out([Turn("user", "le chat")], date(2026, 1, 1), 100)
    text = "<s>[INST] le chat [/INST]</s>"
    assert laid.ids == theirs.encode(text, add_special_tokens=False).ids
    typed = layout.lay_out([Turn("user", "a </s> b")], date(2026, 1, 1), 100).ids
    puts = scheme in ("prepend", "always")
    assert ours.vocabulary.piece(typed[1])[:1] == (b" " if puts else b"[")
    assert ours.decode(typed[1:-1]) == "[INST] a </s> b [/INST]", "typed, and one text"


def test_tokens_that_never_stay_are_what_they_were_made_of(tmp_path: Path) -> None:
    """Of equal scores the first in the text is merged first; what is unknown is left out."""
    made = [("<unk>", 0.0, 2), ("<s>", 0.0, 3), ("</s>", 0.0, 3)]
    made += [(text, -5.0, 1) for text in "abcd▁"]
    made += [("ab", -1.0, 5), ("bc", -2.0, 1), ("abc", -1.5, 1), ("cd", -1.0, 5), ("aa", -2.0, 1)]
    model = spm.file_of(made)
    ours, makers = _built(_facts(tmp_path, model)), spm.library(model)
    rng = random.Random(2)
    for _ in range(500):
        text = "".join(rng.choices("abcd ", k=rng.randrange(1, 12)))
        assert ours.encode(text) == makers.encode(text), text
    assert ours.encode("aéb") == [7, 3, 4]
    assert ours.count_lost("aéb é") == 2


def test_turns_in_a_layout_of_ours_are_one_text(tmp_path: Path) -> None:
    """One space is put before all of it, and none before each turn."""
    language = language_of(_facts(tmp_path, spm.trained()), "", "user_bot")
    turns = [Message(role, role[0]) for role in (Role.USER, Role.ASSISTANT, Role.USER)]
    request = GenerationRequest(tuple(turns), PromptMode.CONVERSATION)
    ids = build_prompt(request, language.tokenizer, language.layout, 100).ids
    assert ids[0] == 1
    assert language.tokenizer.decode(ids[1:]) == "User: u\nBot: a\nUser: u\nBot:"


def test_texts_that_go_on_and_bytes_that_come_one_by_one(tmp_path: Path) -> None:
    """No space is put within a text; a character of several bytes is shown when it is whole."""
    makers = spm.library(spm.trained())
    ours = _built(_facts(tmp_path, spm.trained()))
    assert ours.encode(" chat", goes_on=True) == ours.encode("chat") == makers.encode("chat")
    assert ours.encode("", goes_on=False) == makers.encode("") == []
    assert ours.count_lost("\U0001f600 \x04") == 0
    ids = ours.encode("\U0001f600")[1:]
    assert [ours.vocabulary.visible(one) for one in ids] == ["‹F0›", "‹9F›", "‹98›", "‹80›"]
    decoder = TextDecoder(ours.vocabulary)
    assert [decoder.feed(one) for one in ids] == ["", "", "", "\U0001f600"]


def test_long_texts_and_long_words(tmp_path: Path) -> None:
    """100 kB, which take a third of a second where merges may cross spaces; also as one word."""
    rng = random.Random(3)
    word = "".join(rng.choices("eratio", k=100_000))
    words = " ".join(word[n : n + 6] for n in range(0, len(word), 7))
    for text, options in ((word, {}), (words, {"split_by_whitespace": False})):
        model = spm.trained(**options)
        assert _built(_facts(tmp_path, model)).encode(text) == spm.library(model).encode(text)


# --- what is refused -----------------------------------------------------------------------------

SOUND = [("<unk>", 0.0, 2), ("<s>", 0.0, 3), ("</s>", 0.0, 3), ("a", -1.0, 1)]
REFUSED = {
    "Unigram": (spm.file_of(SOUND, way=1), "SentencePiece's of the kind 'Unigram'"),
    "NFKC": (
        spm.file_of(SOUND, normalizer=spm.field(2, b"map") + spm.field(4, 0)),
        "one that changes a text first",
    ),
    "fewer spaces": (
        spm.file_of(SOUND, normalizer=spm.field(4, 1)),
        "one that changes a text first",
    ),
    "silent of spaces": (
        spm.file_of(SOUND, normalizer=spm.field(3, 1)),
        "one that changes a text first",
    ),
    "cut": (
        spm.file_of(SOUND, normalizer=spm.field(4, 0) + spm.field(3, 1))[:-2],
        "or is damaged",
    ),
    "empty": (b"", "it is no tokenizer of SentencePiece, or is damaged"),
    "a pointer": (b"version https://git-lfs.github.com/spec/v1\n", "or is damaged"),
    "twice": (spm.file_of([*SOUND, SOUND[0]]), "or is damaged"),
    "no number": (spm.file_of([*SOUND, ("b", float("nan"), 1)]), "or is damaged"),
    "some bytes": (spm.file_of([*SOUND, ("<0x41>", 0.0, 6)]), "tokens for 1 of the 256 bytes only"),
    "longer than it is": (spm.varint(0x0A) + spm.varint(1 << 62), "or is damaged"),
    "endless number": (b"\xff" * 40, "or is damaged"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_other_files_are_refused_in_one_sentence(name: str, tmp_path: Path) -> None:
    model, said = REFUSED[name]
    spm.written_beside(tmp_path, model, {})
    with pytest.raises(CheckpointError) as caught:
        read_tokenizer(tmp_path, 1000, {})
    assert said in str(caught.value)
    assert "tokenizer.model" in str(caught.value)


def test_a_file_that_was_cut_anywhere_is_refused_or_whole(tmp_path: Path) -> None:
    """Never a crash; where it ends between two pieces, what is missing are its own rules."""
    whole = spm.trained()
    for end in random.Random(1).sample(range(len(whole)), 60):
        spm.written_beside(tmp_path, whole[:end], {})
        with pytest.raises(CheckpointError):
            read_tokenizer(tmp_path, 1000, {})


def test_a_space_behind_tokens_of_a_text_is_not_guessed(tmp_path: Path) -> None:
    """SentencePiece puts none there, its successor does."""
    makers = spm.library(spm.trained(found=()))
    (tmp_path / "tokenizer.json").write_text(spm.in_tokenizer_json(makers), encoding="utf-8")
    settings = '{"added_tokens_decoder": {"5": {"content": "X", "special": false}}}'
    (tmp_path / "tokenizer_config.json").write_text(settings, encoding="utf-8")
    with pytest.raises(CheckpointError, match="spaces behind them"):
        read_tokenizer(tmp_path, 1000, {})
