"""The language of a terminal, and what is said there in it, without Qt.

Window and terminal have one catalogue. The window loads what Qt makes of it; here its source is
read, which takes 15 ms, and nothing where English is spoken. A leaf: the standard library only.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from gptdesk.resources import resource_path

ENGLISH = "en"
_TRADITIONAL = {"TW", "HK", "MO", "Hant"}  # other characters, other words

_texts: dict[tuple[str, str], str] = {}  # of a context and an English text; empty for English


def offered(folder: Path | None = None) -> tuple[str, ...]:
    """Return the languages that are complete, English first.

    Args:
        folder: with the catalogues; None is the shipped one.
    """
    folder = folder or resource_path("translations")
    found = (path.stem.removeprefix("gptdesk_") for path in folder.glob("gptdesk_*.qm"))
    return (ENGLISH, *sorted(found))


def language_of(environment: Mapping[str, str]) -> str:
    """Return the language that the environment asks for and that is complete, else English.

    Args:
        environment: of which LANGUAGE, LC_ALL, LC_MESSAGES and LANG are read, as gettext does.
    """
    names = (environment.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    locale = next(filter(None, names), "C")
    wanted = [locale]
    if locale.partition(".")[0] not in ("C", "POSIX"):
        wanted = [*environment.get("LANGUAGE", "").split(":"), locale]
    known = offered()
    for name in filter(None, wanted):
        language, *more = name.partition(".")[0].partition("@")[0].replace("-", "_").split("_")
        if language in (ENGLISH, "C", "POSIX"):
            break
        for one in known[1:]:
            if one.partition("_")[0] == language and not _TRADITIONAL & set(more):
                return one
    return ENGLISH


def speak(language: str, folder: Path | None = None) -> None:
    """Say what follows in a language; what its catalogue does not have stays English.

    Args:
        language: one that is `offered`.
        folder: with the catalogues; None is the shipped one.
    """
    _texts.clear()
    path = (folder or resource_path("translations")) / f"gptdesk_{language}.ts"
    if language == ENGLISH:
        return
    import xml.etree.ElementTree as ET

    try:
        contexts = ET.parse(path).getroot().iter("context")  # noqa: S314  our own file
    except (OSError, ET.ParseError):  # as in the window, which then is English
        return
    for context in contexts:
        name = context.findtext("name", "")
        for message in context.iter("message"):
            if translation := message.findtext("translation"):
                _texts[name, message.findtext("source", "")] = translation


def translate(context: str, text: str) -> str:
    """Return a text in the language of the terminal.

    Args:
        context: that it was gathered in.
        text: in English.
    """
    return _texts.get((context, text), text)


def said(text: str) -> str:
    """Return a text of the command line in the user's language."""
    return translate("command line", text)
