"""Texts on which tokenizers differ."""

from __future__ import annotations

import random
import unicodedata

ODD_TEXTS = (
    "", " ", "\n", "  \n\n  x", "a  5", "a   55 5", "12345678901", "1 2  3\t4",
    "x\xb2\xb3 \u2167 \xbd", "I'll we've 'tis DON'T they'RE", '\'\'\' ""', "a.\n\nb",
    "a .\r\n\r\n  b", "\r\n \r\n", "\t\tif x:\n\t\t\ty", "<|im_start|>user\nHi<|im_end|>\n",
    "<|endoftext|>", "e\u0301a\u0308", "\u1100\u1161\u11a8", "\u4eca\u5929\u5929\u6c14",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001f1e9\U0001f1ea",
    "\u0645\u0631\u062d\u0628\u0627", "\u05e9\u05c1\u05b8",
    "\u0928\u092e\u0938\u094d\u0924\u0947", "\u0e2a\u0e27\u0e31\u0e2a", "\x00\x01\x02\x03",
    "\x1c\x1d\x85\xa0", "\u2003\u3000\u200b", "\ufeff", "https://a.b/c?d=1&e=%20#f",
    "__init__.py", "a_b__c", "-- --- ----", "...", "x" * 40, "\u0130\u017f'\u017f",
    "na\xefve fa\xe7ade", "1,234.56", "100%", "\xa35", "C++",
)  # fmt: skip

# Elsewhere no character is assigned, or for private use only.
_PLANES = (*range(0x20, 0x40000), *range(0xE0000, 0xF0000))
ASSIGNED = [char for char in map(chr, _PLANES) if unicodedata.category(char)[0] != "C"]
_WORDS = (
    "the",
    " The",
    "ing",
    " don't",
    "'S",
    " 1999",
    "3",
    " of",
    "Hello",
    "\u043f\u0440\u0438",
    "\u6771\u4eac",
)
_WHITE = (" ", "  ", "   ", "\n", "\n\n", "\t", "\r\n", "\u00a0", "\u3000", " \n ", "\u2028")
_TYPED = (
    "<|im_end|>",
    "<|im_start|>",
    "<|endoftext|>",
    "</s>",
    "[INST]",
    "\x0b",
    "\x1f",
    "\x07",
    "\x7f",
)
_EMOJI = ("\U0001f600", "\U0001f44d\U0001f3fd", "\U0001f3f3\ufe0f\u200d\U0001f308", "\u2764\ufe0f")


def generated_texts(rng: random.Random, count: int) -> list[str]:
    """Return texts of up to 30 parts each."""
    groups = (
        _WORDS,
        _WORDS,
        _WHITE,
        _WHITE,
        _TYPED,
        _EMOJI,
        "0123456789",
        ".,;!?-_/()'\"",
        ASSIGNED,
    )
    return [
        "".join(rng.choice(rng.choice(groups)) for _ in range(rng.randrange(1, 31)))
        for _ in range(count)
    ]
