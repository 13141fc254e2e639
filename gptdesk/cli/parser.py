"""The parser of both commands: its own words, and lines that are as wide as what is written there.

Owns which language a terminal is spoken to in, and how help is laid out; the options are told
elsewhere. Must not know Qt.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import tomllib
import unicodedata
from functools import partial

from gptdesk import language
from gptdesk.errors import GPTDeskError
from gptdesk.language import said, translate
from gptdesk.sentences import to_translate
from gptdesk.storage.paths import user_paths

_MOST_BYTES = 64 * 1024  # of a settings file
# What is never broken: a word of Latin letters with the marks that stick to it; or a Han
# character, with an opening mark before it and closing ones behind.
_UNBREAKABLE = re.compile(r"[“（《]*(?:[!-~¡-ɏ…]+|\S)[”）》，。、；：？！…]*|\s+")
_HEADING = re.compile(r"^(.*[^\x00-\x7f]):$", re.MULTILINE)

# Of argparse, as it has them in Python 3.11 and later.
_ITS_OWN = (
    to_translate("argparse", "usage: "),
    to_translate("argparse", "options"),
    to_translate("argparse", "positional arguments"),
    to_translate("argparse", "show this help message and exit"),
    to_translate("argparse", "%(prog)s: error: %(message)s\n"),
    to_translate("argparse", "argument %(argument_name)s: %(message)s"),
    to_translate("argparse", "expected one argument"),
    to_translate("argparse", "expected at most one argument"),
    to_translate("argparse", "expected at least one argument"),
    to_translate("argparse", "expected %s argument"),
    to_translate("argparse", "expected %s arguments"),
    to_translate("argparse", "the following arguments are required: %s"),
    to_translate("argparse", "one of the arguments %s is required"),
    to_translate("argparse", "unrecognized arguments: %s"),
    to_translate("argparse", "not allowed with argument %s"),
    to_translate("argparse", "ambiguous option: %(option)s could match %(matches)s"),
    to_translate("argparse", "ignored explicit argument %r"),
    to_translate("argparse", "invalid choice: %(value)r (choose from %(choices)s)"),
    to_translate("argparse", "invalid choice: %(value)r, maybe you meant %(closest)r? "),
)


def speak_to_user() -> None:
    """Let a terminal be spoken to in the language chosen in the window, or its environment's.

    Where it has no characters for that language, English is spoken.
    """
    known = language.offered()
    wanted = _chosen()
    if wanted not in known:
        wanted = language.language_of(os.environ)
    language.speak(wanted)
    for stream in (sys.stdout, sys.stderr):
        try:
            said("continue a text").encode(getattr(stream, "encoding", None) or "utf-8")
        except (UnicodeEncodeError, LookupError):
            language.speak(language.ENGLISH)
    # Where argparse looks for its own words; gettext has no way to give it another catalogue
    argparse.__dict__.update(_=partial(translate, "argparse"), ngettext=_counted)


def _counted(one: str, many: str, number: int) -> str:
    text = one if number == 1 else many
    return translate("argparse", text)


def _chosen() -> str:
    """Return the language that was chosen in the window; "" for none, or where nobody can tell."""
    try:
        path = user_paths().settings_file
        if not path.is_file() or path.stat().st_size > _MOST_BYTES:
            return ""
        return str(tomllib.loads(path.read_text(encoding="utf-8")).get("language", ""))
    except (GPTDeskError, OSError, ValueError):  # the command says what is wrong when it needs it
        return ""


class Formatter(argparse.HelpFormatter):
    """Help whose lines are as wide as the terminal, whatever script they are in."""

    def format_help(self) -> str:
        """Return the help; behind a heading in Chinese stands a colon of its own script."""
        return _HEADING.sub(r"\1：", super().format_help())

    def _split_lines(self, text: str, width: int) -> list[str]:
        return wrapped(text, width)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n".join(indent + line for line in wrapped(text, width - len(indent)))


class RawFormatter(argparse.RawDescriptionHelpFormatter, Formatter):
    """The same, with a description whose lines stay."""


class Parser(argparse.ArgumentParser):
    """A parser whose help is laid out by `Formatter`, and which says its own words as we do."""

    def __init__(self, **options: object) -> None:
        super().__init__(formatter_class=Formatter, **options)  # pyright: ignore[reportArgumentType]


def wrapped(text: str, width: int) -> list[str]:
    """Return a text as lines of at most so many columns, of which a Han character takes two.

    A line may end between two Han characters, as at a space; never before a closing mark. One
    piece that has no room at all stands alone.
    """
    lines = [""]
    for piece in _UNBREAKABLE.findall(" ".join(text.split())):
        if columns_of(lines[-1]) + columns_of(piece) > width and lines[-1]:
            lines[-1] = lines[-1].rstrip()
            lines.append("")
        if lines[-1] or not piece.isspace():
            lines[-1] += piece
    return [line.rstrip() for line in lines] if lines[0] else []


def columns_of(text: str) -> int:
    """Return how many columns of a terminal a text takes: a Han character takes two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
