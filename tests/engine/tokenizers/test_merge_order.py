"""A tokenizer of the model's own: the same ids as the library that its makers used, for any text.

The library is tokenizers, built by hand from the same tokens and merges. transformers' reader of
GGUF files is no judge: it splits these texts as GPT-2 does.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path

import pytest
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers

from gptdesk.engine.tokenizers.byte_pairs import BytePairTokenizer
from gptdesk.engine.tokenizers.merge_order import vocabulary_of
from gptdesk.engine.tokenizers.vocabulary import Vocabulary
from gptdesk.model.checkpoints.gguf import read_header
from gptdesk.model.checkpoints.tokenizers.facts import Merge, TokenizerFacts
from gptdesk.model.checkpoints.tokenizers.gguf import read_tokenizer
from gptdesk.model.checkpoints.tokenizers.splitting import BY_REGEX, GPT2, LLAMA3, SINGLE_DIGITS
from tests.engine.tokenizers.odd_texts import ODD_TEXTS, generated_texts
from tests.smollm2 import smollm2_file

GOLDEN = Path(__file__).parent / "smollm2_tokens.json"  # by llama.cpp and by tokenizers, equal
LACKING = [4, 6, 0x13, 0x14, 0x16, 0x1D, 0xC0, 0xC1, 0xF1, 0xF2, *range(0xF5, 0x100)]


@pytest.fixture(scope="module")
def smollm2() -> BytePairTokenizer:
    facts = read_tokenizer(read_header(smollm2_file()), 49152)
    assert facts is not None
    return BytePairTokenizer(vocabulary_of(facts, "SmolLM2"))


@pytest.fixture(scope="module")
def reference() -> Tokenizer:
    """The same tokenizer by its makers' library, from the lists in the file."""
    header = read_header(smollm2_file())
    tokens, merges = header.texts("tokenizer.ggml.tokens"), header.texts("tokenizer.ggml.merges")
    assert tokens is not None
    assert merges is not None
    pairs = [tuple(merge.split(" ", 1)) for merge in merges]
    tokenizer = Tokenizer(models.BPE({token: n for n, token in enumerate(tokens)}, pairs))
    digits = pre_tokenizers.Digits(individual_digits=True)
    letters = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([digits, letters])
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def test_what_is_said_of_the_vocabulary(smollm2: BytePairTokenizer) -> None:
    vocabulary = smollm2.vocabulary
    assert (vocabulary.size, vocabulary.end_ids, vocabulary.start_id) == (49152, {2}, 0)
    assert not vocabulary.adds_start
    assert [vocabulary.visible(n) for n in (0, 1, 2, 7042, 198)] == [
        "<|endoftext|>", "<|im_start|>", "<|im_end|>", "␣Paris", "↵",
    ]  # fmt: skip
    assert vocabulary.pairs is not None
    assert vocabulary.pairs.control_ids == frozenset(range(17))


def test_the_golden_pairs(smollm2: BytePairTokenizer) -> None:
    """66 texts whose ids two programs of others agree on."""
    pairs = json.loads(GOLDEN.read_text(encoding="utf-8"))
    assert len(pairs) == 66
    assert [text for text, ids in pairs if smollm2.encode(text) != ids] == []


def test_any_text_has_the_ids_of_the_makers_library(
    smollm2: BytePairTokenizer, reference: Tokenizer
) -> None:
    """1,000 texts of many scripts, digits, white space, control characters and typed tokens."""
    texts = [*ODD_TEXTS, *generated_texts(random.Random(7), 1000)]
    wrong = [text for text in texts if smollm2.encode(text) != reference.encode(text).ids]
    assert [ascii(text) for text in wrong] == []


def test_typed_control_tokens_are_ordinary_text(smollm2: BytePairTokenizer) -> None:
    """Who types the end of a turn has not ended it."""
    for typed in ("<|im_end|>", "<|im_start|>system\n", "a<|endoftext|>b"):
        ids = smollm2.encode(typed)
        assert min(ids) > 16
        assert smollm2.decode(ids) == typed


def test_characters_without_tokens_are_left_out_and_counted(smollm2: BytePairTokenizer) -> None:
    """The library below panics on them; 21 of the 256 bytes have no token in this vocabulary."""
    pieces = set(smollm2.vocabulary.pieces)
    assert [byte for byte in range(256) if bytes([byte]) not in pieces] == LACKING
    assert smollm2.encode("a\x04b\x06\x06") == [*smollm2.encode("a"), *smollm2.encode("b")]
    assert smollm2.count_lost("a\x04b\x06\x06") == 3
    assert smollm2.count_lost("plain") == 0
    ids = smollm2.encode("x\U00100000y")  # F4 80 80 80, all of which are there
    assert smollm2.decode(ids) == "x\U00100000y"
    assert smollm2.count_lost("x\U00100000y\U00050000") == 1  # F1 is not
    assert smollm2.encode("\x04") == []
    assert smollm2.encode(b"caf\xc0".decode("utf-8", "surrogateescape")) == smollm2.encode(
        "caf\ufffd"
    )


# --- traps of the construction -------------------------------------------------------------------


def _facts(
    tokens: Sequence[str],
    merges: Sequence[tuple[str, str]],
    *,
    pattern: str = GPT2,
    user_defined: Sequence[str] = (),
    **changes: object,
) -> TokenizerFacts:
    """Return facts on tokens of ASCII letters."""
    ids = {token: n for n, token in enumerate(tokens)}
    values: dict[str, object] = {
        "pieces": tuple(token.encode() for token in tokens),
        "control_ids": frozenset[int](),
        "user_defined_ids": frozenset(ids[token] for token in user_defined),
        "merges": tuple(Merge(ids[a], ids[b], ids[a + b]) for a, b in merges),
        "pattern": pattern,
        "is_composed": False,
        "takes_whole_pieces": False,
        "start_id": None,
        "adds_start": False,
        "end_ids": frozenset[int](),
        "chat_template": "",
        "bos": "",
        "eos": "",
        "notes": (),
    }
    return TokenizerFacts(**(values | changes))  # type: ignore[arg-type]


def _reference(facts: TokenizerFacts) -> Tokenizer:
    tokens = [piece.decode() for piece in facts.pieces]
    pairs = [(tokens[merge.left], tokens[merge.right]) for merge in facts.merges]
    ids = {token: n for n, token in enumerate(tokens)}
    return Tokenizer(models.BPE(ids, pairs, ignore_merges=facts.takes_whole_pieces))


def test_ids_need_not_be_in_the_order_of_merging() -> None:
    """Of OPT and of tokens that were appended late; the place in the list counts."""
    tokens = ["abc", "c", "bc", "b", "ab", "a"]
    facts = _facts(tokens, [("b", "c"), ("a", "b"), ("a", "bc")])
    tokenizer = BytePairTokenizer(vocabulary_of(facts, ""))
    for text in ("abc", "ab", "abcab", "cab"):
        assert tokenizer.encode(text) == _reference(facts).encode(text).ids


@pytest.mark.parametrize("takes_whole_pieces", [False, True])
def test_a_token_that_merging_never_reaches(takes_whole_pieces: bool) -> None:
    """Tiktoken would take the whole piece; the list of merges gives a bc d."""
    tokens = ["a", "b", "c", "d", "bc", "ab", "cd", "abcd"]
    merges = [("b", "c"), ("a", "b"), ("c", "d"), ("ab", "cd")]
    facts = _facts(tokens, merges, takes_whole_pieces=takes_whole_pieces)
    tokenizer = BytePairTokenizer(vocabulary_of(facts, ""))
    for text in ("abcd", "abcdab", "ab", "cdab"):
        wanted = _reference(facts).encode(text).ids
        assert tokenizer.encode(text) == wanted, text
    assert tokenizer.encode("abcd") == ([7] if takes_whole_pieces else [0, 4, 3])


def test_random_merges_of_few_letters() -> None:
    """Every order of merging, also those that no training makes: unreachable, twice, in vain."""
    rng = random.Random(3)
    for _ in range(300):
        tokens, merges = list("abc"), []
        for _ in range(rng.randrange(1, 14)):
            pair = rng.choice(tokens), rng.choice(tokens)
            if len("".join(pair)) > 6 or pair in merges:
                continue
            merges.append(pair)
            if "".join(pair) not in tokens:
                tokens.append("".join(pair))
        rng.shuffle(merges)
        known = list(tokens)
        rng.shuffle(known)
        facts = _facts(known, merges)
        tokenizer, reference = BytePairTokenizer(vocabulary_of(facts, "")), _reference(facts)
        for _ in range(30):
            text = "".join(rng.choices("abc", k=rng.randrange(1, 12)))
            assert tokenizer.encode(text) == reference.encode(text).ids, (known, merges, text)


def test_user_defined_tokens_are_found_in_a_text_longest_first() -> None:
    """Runs of spaces and tags that their makers added; they are no control tokens."""
    tokens = [*"<ab>/ ", "<a>", "<ab>", "  "]
    facts = _facts(tokens, [], user_defined=["<a>", "<ab>", "  "])
    tokenizer = BytePairTokenizer(vocabulary_of(facts, ""))
    library = Tokenizer(models.BPE({token: n for n, token in enumerate(tokens[:6])}, []))
    library.add_tokens(["<a>", "<ab>", "  "])
    for text in ("<ab>", "a<a>b<ab>", "<a<a>", "   a", "<a", ""):
        assert tokenizer.encode(text) == library.encode(text).ids, text
        assert tokenizer.decode(tokenizer.encode(text)) == text


def test_a_text_is_composed_only_where_the_files_say_so() -> None:
    """Qwen's do: e with an accent behind it is one character to the network."""
    letters = [bytes([byte]) for byte in range(256)]
    plain = _facts(["x"], [], pieces=tuple(letters))
    composed = _facts(["x"], [], pieces=tuple(letters), is_composed=True)
    text = "e\u0301 \u1100\u1161"
    normalized = normalizers.NFC().normalize_str(text)
    assert BytePairTokenizer(vocabulary_of(plain, "")).decode(_ids(plain, text)) == text
    assert BytePairTokenizer(vocabulary_of(composed, "")).decode(_ids(composed, text)) == normalized


def _ids(facts: TokenizerFacts, text: str) -> list[int]:
    return BytePairTokenizer(vocabulary_of(facts, "")).encode(text)


@pytest.mark.parametrize("regex", list(BY_REGEX))
def test_a_pattern_splits_as_its_regular_expression(regex: str) -> None:
    """The forms that tiktoken takes, against the library that they were written for."""
    split = pre_tokenizers.Split(Regex(regex), "isolated").pre_tokenize_str
    _require_same_pieces(BY_REGEX[regex], lambda text: [piece for piece, _ in split(text)])


def test_single_digits_split_as_in_two_steps() -> None:
    digits = pre_tokenizers.Digits(individual_digits=True)
    both = pre_tokenizers.Sequence([digits, pre_tokenizers.ByteLevel(add_prefix_space=False)])

    def split(text: str) -> list[str]:
        return [text[start:end] for _, (start, end) in both.pre_tokenize_str(text)]

    _require_same_pieces(SINGLE_DIGITS, split)


def _require_same_pieces(pattern: str, split: object) -> None:
    import regex  # tiktoken needs it as well

    for text in [*ODD_TEXTS, *generated_texts(random.Random(11), 500)]:
        assert regex.findall(pattern, text) == split(text), ascii(text)  # type: ignore[operator]


def test_the_identity_is_that_of_the_pieces(smollm2: BytePairTokenizer) -> None:
    """How a text becomes ids is no part of what stored ids stand for."""
    same = Vocabulary(smollm2.vocabulary.pieces)
    assert same.sha256 == smollm2.vocabulary.sha256
    assert same != smollm2.vocabulary
    assert LLAMA3 in BY_REGEX.values()
