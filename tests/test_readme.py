"""The README in two languages: what stands in one stands in the other, section by section."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
_CODE = re.compile(r"`([^`]+)`")  # a long one goes over the end of a line
_NUMBER = re.compile(r"\d+(?:[.,/]\d+)*")
_LINK = re.compile(r"\]\(([^)]+)\)")
_NAME = re.compile(r"(?<!\*)\*([^*\n]+)\*(?!\*)")  # of what the window has, in italics


def _sections(name: str) -> list[str]:
    return re.split(r"^##? .*$", (ROOT / name).read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]


ENGLISH, CHINESE = _sections("README.md"), _sections("README.zh-CN.md")


def _commands(section: str) -> list[str]:
    """Return the lines of its blocks of code, without what is said of them."""
    blocks = re.findall(r"^```\n(.*?)^```", section, re.MULTILINE | re.DOTALL)
    return [line.partition("  #")[0].rstrip() for block in blocks for line in block.splitlines()]


def _prose(section: str) -> str:
    return re.sub(r"^```\n.*?^```", "", section, flags=re.MULTILINE | re.DOTALL)


def _facts(section: str) -> dict[str, Counter[str]]:
    """Return what needs no translation: code, links and pictures, numbers; each as often."""
    prose = _prose(section)
    links = _LINK.findall(prose)
    plain = _CODE.sub("", _LINK.sub("", prose))
    return {
        "code": Counter(" ".join(one.split()) for one in _CODE.findall(prose)),
        # each shows the window in its own language
        "links": Counter(
            one.replace("/zh_CN/", "/en/") for one in links if not one.startswith("README")
        ),
        "numbers": Counter(_NUMBER.findall(plain)),
    }


def test_both_have_the_same_sections_and_lead_to_each_other() -> None:
    assert len(ENGLISH) == len(CHINESE)
    assert "](README.zh-CN.md)" in ENGLISH[0]
    assert "](README.md)" in CHINESE[0]


@pytest.mark.parametrize("number", range(len(ENGLISH)))
def test_a_section_says_the_same_in_both(number: int) -> None:
    """A command, a figure or a path that changes in one README has changed in the other."""
    english, chinese = ENGLISH[number], CHINESE[number]
    assert _commands(english) == _commands(chinese)
    ours, theirs = _facts(english), _facts(chinese)
    for kind, facts in ours.items():
        other = theirs[kind]
        assert (facts - other, other - facts) == (Counter(), Counter()), kind
    assert english.count("\n- ") == chinese.count("\n- "), "points of its lists"
    assert english.count("\n|") == chinese.count("\n|"), "rows of its tables"


def test_names_are_those_of_the_window() -> None:
    """A reader looks in the window for what the README names."""
    catalogue = ET.parse(ROOT / "resources" / "translations" / "gptdesk_zh_CN.ts")
    said = {"".join(one.itertext()) for one in catalogue.iter("translation")}
    names = {re.sub(r"\(&.\)", "", one).rstrip("…") for one in said}
    found = {
        part.strip().rstrip("…")
        for name in _NAME.findall("".join(map(_prose, CHINESE)))
        for part in name.split(">")
    }
    assert len(found) > 20
    assert found - names == set()
