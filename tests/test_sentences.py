"""Names and numbers in sentences."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import gptdesk
from gptdesk.sentences import Sentence, counted, filled, in_language, numbered, one_line


def test_a_name_cannot_tear_or_turn_a_sentence() -> None:
    assert one_line("a\nb\u202ec\u2066d\x1b\u2028é 猫") == r"a\nb\u202ec\u2066d\x1b\u2028é 猫"


def test_one_is_singular() -> None:
    assert [counted(n, "token") for n in (0, 1, 2000)] == ["0 tokens", "1 token", "2,000 tokens"]


def test_one_thing_is_not_said_in_the_plural() -> None:
    """A program that says "1 tokens" does not count; thousands are grouped."""
    assert numbered(1, "1 token", "{0} tokens") == "1 token"
    assert numbered(0, "1 token", "{0} tokens") == "0 tokens"
    assert numbered(2000, "1 token", "{0} tokens") == "2,000 tokens"


@pytest.mark.parametrize(
    ("word", "whole"),
    [
        ("storyteller", "你，由 storyteller 续写"),
        ("模型", "你，由模型续写"),
        ("storyteller（服务器）", "你，由 storyteller（服务器）续写"),
        ("月 亮-2", "你，由月 亮-2 续写"),  # its own spaces are its name
    ],
)
def test_a_chinese_word_has_no_space_beside_chinese(word: str, whole: str) -> None:
    """A template is written for Latin names; the program's own words come there too."""
    assert filled("你，由 {0} 续写", word) == whole


def test_a_translated_part_of_a_sentence_has_no_space_beside_chinese() -> None:
    """But a file's name keeps those that set it apart."""
    chinese = {"{file} is {kind} here": "这里的 {file} 是 {kind} 文件", "a model": "模型"}
    text = Sentence("{file} is {kind} here", file="月亮.txt", kind=Sentence("a model"))
    assert in_language(text, lambda english: chinese[english]) == "这里的 月亮.txt 是模型文件"


# -- numbers of things in what is translated

_TRANSLATE = {"tr", "_tr", "translate", "QT_TRANSLATE_NOOP"}
_MANY = re.compile(r"\{[^{}]*\}\s(?:[a-z-]+ )?([a-z]+s)\b(?!/)")  # "{0} tokens", not "tokens/s"
# Words that end in s and are no things that can be one: verbs, units and others.
_NO_THINGS = {
    *("as", "is", "its", "this", "was", "has", "needs", "runs", "falls", "says", "stands", "takes"),
    *("ends", "holds", "less", "bits", "nats", "ms"),
}
_NEVER_ONE = {  # and why not
    "{0} files": "the name of a form",
    "{0} of {1} tokens": "a context, which has room for more than one",
    "{0} bytes hold the weights.": "of a network",
    "{0} heads changed": "more than are named",
    "{0} of {1} tokens kept": "a vocabulary",
    "entropy {0} bits · {1} of {2} tokens kept": "a vocabulary",
    "e^logit, divided by the sum of e^logit over all {0} tokens.": "a vocabulary",
    "{0} is the largest logit, {1} the sum of e^(logit − {0}) over all {2} tokens.": "the same",
    "The model in use has {0} tokens.": "a vocabulary",
    "{0} of {1} tokens now.": "a context",
    "{0} of {1} tokens kept here.": "a vocabulary",
    "{0} here: of {1} tokens it left {2}.": "a vocabulary",
    "Here e^(logit − {0}) of all {1} tokens sum to {2}.": "a vocabulary",
    "{0} has {1} parameters.": "of a network",
    "None of the {0} rows here is removed.": "of the 20 most probable tokens",
    "Removed of the {0} rows here: {1} ({2}).": "the same",
    "{0} parameters; about {1} of memory, computed exactly, with a full context.": "of a network",
    "Trained here: {0} parameters; about {1} of memory.": "of a network",
    "{0} heads cannot share a width of {1}: it must be a multiple of them. The next one is {2}.": (
        "one can share any"
    ),
    "raw probabilities of {0} tokens; what these do not settle it draws": "several",
    "Connected: {0} answers now.": "a verb",
    "Only its first {0} characters are read.": "half a million",
    "p is that of {0} pieces one after another, the rank that of the first.": "of several only",
}
_NEVER_ONE_IN = (
    "Read in windows of {0} tokens, each",
    "the same first choice at {1} of {2} places",
    "remainder {6}; {7} steps.",
)


def _of_one_too(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> bool:
    """Return whether a text is chosen by a number: by `numbered`, or where 1 is compared."""
    while (above := parents.get(node)) is not None:
        if isinstance(above, ast.Call) and getattr(above.func, "id", "") == "numbered":
            return True
        if isinstance(above, ast.If | ast.IfExp):
            compared = (one for one in ast.walk(above.test) if isinstance(one, ast.Constant))
            if any(one.value == 1 for one in compared):
                return True
        node = above
    return False


def _parents(tree: ast.AST) -> dict[ast.AST, ast.AST]:
    return {part: whole for whole in ast.walk(tree) for part in ast.iter_child_nodes(whole)}


def _plural_texts(source: str) -> Iterator[str]:
    """Yield the translated texts of a module that say a number of things and only more than one."""
    tree = ast.parse(source)
    parents: dict[ast.AST, ast.AST] = {}
    for call in ast.walk(tree):
        name = getattr(call, "func", None)
        if getattr(name, "attr", getattr(name, "id", "")) not in _TRANSLATE:
            continue
        for text in ast.walk(call):
            if isinstance(text, ast.Constant) and isinstance(text.value, str):
                things = set(_MANY.findall(text.value)) - _NO_THINGS
                if not things:
                    continue
                parents = parents or _parents(tree)
                if not _of_one_too(text, parents):
                    yield text.value


def test_no_translated_sentence_counts_one_thing_in_the_plural() -> None:
    """“1 tokens”: each number of things goes through `numbered`, or an `if` with a 1 in it."""
    package = Path(gptdesk.__file__).parent
    found = {text for path in package.rglob("*.py") for text in _plural_texts(path.read_text())}
    found = {text for text in found if not any(part in text for part in _NEVER_ONE_IN)}
    assert found - _NEVER_ONE.keys() == set()
    assert _NEVER_ONE.keys() <= found, "these are not said any more"


def test_the_plural_is_found() -> None:
    """The test above can fail."""
    assert list(_plural_texts('self.tr("Sent {0} new messages.").format(n)'))
    assert not list(_plural_texts('numbered(n, _tr("1 token"), _tr("{0} tokens"))'))
    assert not list(_plural_texts('_tr("{0} tokens") if n != 1 else _tr("1 token")'))
    assert not list(_plural_texts('self.tr("{0} tokens/s").format(speed)'))
