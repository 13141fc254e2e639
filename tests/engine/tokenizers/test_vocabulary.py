"""The bundled vocabulary: the published table or nothing, and tokens that can be seen."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import gptdesk
from gptdesk.chat.messages import GPT2_VOCABULARY
from gptdesk.engine.tokenizers.vocabulary import (
    END_OF_TEXT_ID,
    VOCAB_SIZE,
    Vocabulary,
    load_vocabulary,
)
from gptdesk.errors import TokenizerError
from gptdesk.resources import resource_path


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return load_vocabulary()


def test_every_id_has_bytes_of_its_own(vocabulary: Vocabulary) -> None:
    """A hole or a double would show one token as another."""
    assert len(vocabulary.pieces) == VOCAB_SIZE
    assert len(set(vocabulary.pieces)) == VOCAB_SIZE
    assert all(vocabulary.pieces)
    assert vocabulary.pieces[END_OF_TEXT_ID] == b"<|endoftext|>"


def test_it_says_its_size_its_ends_and_its_name(vocabulary: Vocabulary) -> None:
    """Nothing above the tokenizers knows GPT-2's numbers."""
    assert vocabulary.size == VOCAB_SIZE
    assert vocabulary.end_ids == {END_OF_TEXT_ID}
    assert vocabulary.name == "GPT-2"


def test_the_identity_of_a_vocabulary_never_changes(vocabulary: Vocabulary) -> None:
    """Stored answers name it: another way to compute it would orphan them."""
    assert vocabulary.sha256 == "a5623714bcf19049eb0fd78df19b6daa1e61ac435b86a5deae767768e7fcdc3d"
    assert vocabulary.sha256 == GPT2_VOCABULARY


def test_vocabularies_of_other_pieces_have_other_identities() -> None:
    """The same bytes cut elsewhere, or in another order, are other tokens."""
    cuts = ((b"ab", b"c"), (b"a", b"bc"), (b"c", b"ab"), (b"ab", b"c", b""))
    assert len({Vocabulary(pieces).sha256 for pieces in cuts}) == len(cuts)
    assert Vocabulary((b"ab", b"c"), frozenset({1}), "x").sha256 == Vocabulary((b"ab", b"c")).sha256


def test_every_byte_has_a_token(vocabulary: Vocabulary) -> None:
    """This is why no text can be unencodable."""
    assert {bytes([byte]) for byte in range(256)} <= set(vocabulary.pieces)


def test_missing_file_is_explained(tmp_path: Path) -> None:
    """A broken installation must name the file and the remedy."""
    path = tmp_path / "gpt2.tiktoken"
    with pytest.raises(TokenizerError, match=r"gpt2\.tiktoken.*Install GPTDesk again"):
        load_vocabulary(path)


def test_one_altered_byte_is_refused(tmp_path: Path) -> None:
    """A vocabulary that is nearly right gives text that is quietly wrong."""
    data = bytearray(resource_path("tokenizer/gpt2.tiktoken").read_bytes())
    data[-2] ^= 1
    path = tmp_path / "gpt2.tiktoken"
    path.write_bytes(data)
    with pytest.raises(TokenizerError, match="was altered"):
        load_vocabulary(path)


@pytest.mark.parametrize(
    ("piece", "shown"),
    [
        (b" the", "␣the"),
        (b"\n\n", "↵↵"),
        (b"\t\r", "⇥␍"),
        ("é".encode(), "é"),
        ("漢".encode(), "漢"),
        (b"\xe6\xbc", "‹E6›‹BC›"),  # two of the three bytes of 漢
        (b" \xf0\x9f", "␣‹F0›‹9F›"),
        (b"\x00", "‹00›"),
        (b"\x7f\xe4", "‹7F›‹E4›"),
        ("\u200b".encode(), "‹200B›"),
        (b"<|endoftext|>", "<|endoftext|>"),
    ],
)
def test_a_token_is_shown_with_every_character_visible(piece: bytes, shown: str) -> None:
    """Two tokens that differ in a space or a newline must not look alike."""
    assert Vocabulary((piece,)).visible(0) == shown


def test_no_two_tokens_look_empty_or_break_the_line(vocabulary: Vocabulary) -> None:
    """Each of the 50,257 must fit in one row of a table."""
    for token_id in range(VOCAB_SIZE):
        shown = vocabulary.visible(token_id)
        assert shown.strip() == shown
        assert shown.isprintable()
        assert shown


def test_an_unknown_id_is_named() -> None:
    """A padded checkpoint can mention ids beyond the vocabulary."""
    assert Vocabulary((b"a",)).visible(50300) == "‹id 50300›"
    assert Vocabulary((b"a",)).visible(-1) == "‹id -1›"


# Where the numbers of GPT-2's vocabulary are its own: the bundled one, what files are compared to,
# the published sizes, and the training of the bundled model.
GPT2S_OWN = (
    "engine/tokenizers/vocabulary.py",
    "model/checkpoints/tokenizers/facts.py",
    "model/config.py",
    "training/",
)


def test_nobody_else_knows_gpt2s_numbers() -> None:
    """A constant for the last id or the size is a wrong token with every other model."""
    package = Path(gptdesk.__file__).parent
    found: list[str] = []
    for path in sorted(package.rglob("*.py")):
        name = path.relative_to(package).as_posix()
        if name.startswith(GPT2S_OWN):
            continue
        source = path.read_text(encoding="utf-8")
        if not re.search(r"VOCAB_SIZE|END_OF_TEXT_ID|50[,_]?25[67]", source):
            continue
        tree = ast.parse(source)
        texts = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            is_named = isinstance(node, ast.Name) and node.id in {"VOCAB_SIZE", "END_OF_TEXT_ID"}
            is_written = (
                isinstance(node, ast.Constant)
                and id(node) not in texts  # of the documentation
                and re.search(r"\b50[,_]?25[67]\b", str(node.value))
            )
            if is_named or is_written:
                found.append(f"{name}:{node.lineno}")
    assert found == []
