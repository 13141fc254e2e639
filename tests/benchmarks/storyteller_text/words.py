"""Words put together, for both kinds of text."""

from __future__ import annotations

import random


def pick(dice: random.Random, *choices: str) -> str:
    """Return one of the choices."""
    return dice.choice(choices)


def with_article(word: str) -> str:
    """Return a word with "a" or "an" before it."""
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"


def capital(text: str) -> str:
    """Return a text that begins with a capital letter."""
    return text[0].upper() + text[1:]
