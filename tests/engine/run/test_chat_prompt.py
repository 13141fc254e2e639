"""Conversations in a model's own template as token ids: what stays, what goes, how one ends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from gptdesk.engine.run.chat_prompt import ChatPrompts
from gptdesk.engine.run.chat_template import LaidOut
from gptdesk.engine.tokenizers.chat_format import ChatFormat, Turn
from gptdesk.engine.tokenizers.vocabulary import Vocabulary
from gptdesk.errors import ChatTemplateError

TODAY = date(2026, 11, 29)
CONTROLS = {"<s>": 300, "<|a|>": 301, "<|z|>": 302}
SOURCE = (
    "{{ bos_token }}{% for m in messages %}<|a|>{{ m.role }}\n{{ m.content | trim }}<|z|>\n"
    "{% endfor %}{% if add_generation_prompt %}<|a|>assistant\n{% endif %}"
)


class _Bytes:
    """A token for each byte."""

    vocabulary = Vocabulary(tuple(bytes((byte,)) for byte in range(256)))

    def encode(self, text: str, *, goes_on: bool = False) -> list[int]:
        return list(text.encode())

    def count_lost(self, text: str) -> int:
        return 0


def _prompts(source: str = SOURCE) -> ChatPrompts:
    return ChatPrompts(ChatFormat(source, tuple(CONTROLS.items()), "<s>", ""), _Bytes())


def _read(ids: list[int]) -> str:
    names = {number: name for name, number in CONTROLS.items()}
    return "".join(f"[{names[one]}]" if one in names else chr(one) for one in ids)


TALK = (
    Turn("system", "s0"),
    *(Turn(role, f"{role[0]}{n}") for n in range(5) for role in ("user", "assistant")),
    Turn("user", "now"),
)


def test_names_become_tokens_where_the_template_wrote_them_only() -> None:
    """A prompt that names a control token speaks of it, and does not end the turn."""
    laid = _prompts().lay_out((Turn("user", "a<|z|>b"),), TODAY, 1_000)
    assert _read(laid.ids) == "[<s>][<|a|>]user\na<|z|>b[<|z|>]\n[<|a|>]assistant\n"
    assert laid.dropped_tokens == 0
    assert laid.suffix == len("<|z|>\n<|a|>assistant\n")


def test_the_oldest_exchanges_go_and_the_system_stays() -> None:
    """Every room gives the most turns that fit; the template is whole."""
    prompts = _prompts()
    sizes = [  # of the layouts that leave out 0, 1, 2 … exchanges
        len(prompts.lay_out((TALK[0], *TALK[first:]), TODAY, 10_000).ids)
        for first in range(1, len(TALK), 2)
    ]
    for room in range(sizes[0], sizes[-1] - 1, -1):
        laid = prompts.lay_out(TALK, TODAY, room)
        n_left_out = next(n for n, size in enumerate(sizes) if size <= room)
        assert len(laid.ids) == sizes[n_left_out]
        assert laid.dropped_tokens == sizes[0] - len(laid.ids)
        text = _read(laid.ids)
        assert text.startswith("[<s>][<|a|>]system\ns0[<|z|>]\n[<|a|>]user\n")
        assert text.endswith("user\nnow[<|z|>]\n[<|a|>]assistant\n")


def test_a_message_too_long_by_itself_loses_its_beginning() -> None:
    """A page that was pasted is read from where it fits."""
    text = "".join(chr(97 + n % 26) for n in range(5_000)) + "END"
    laid = _prompts().lay_out((Turn("system", "s"), Turn("user", text)), TODAY, 300)
    assert 270 < len(laid.ids) <= 300
    assert _read(laid.ids).startswith("[<s>][<|a|>]system\ns[<|z|>]\n[<|a|>]user\n")
    assert _read(laid.ids).endswith("END[<|z|>]\n[<|a|>]assistant\n")


def test_a_template_longer_than_the_context_is_said() -> None:
    """Nothing can be answered then."""
    with pytest.raises(ChatTemplateError, match="alone does not fit a context of 20 tokens"):
        _prompts().lay_out((Turn("user", "hello"),), TODAY, 19)


@pytest.mark.parametrize(
    ("source", "ends"),
    [
        (SOURCE, {302}),
        ("{% for m in messages %}{{ m.content }}{{ '<|a|>' }}{% endfor %}", {301}),
        ("{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}", set()),
        ("{{ raise_exception('never') }}", set()),
        ("{% for m in messages %}{{ m.content }} <|z|>{% endfor %}", {302}),
    ],
)
def test_the_end_of_an_answer_is_what_the_template_writes_there(
    source: str, ends: set[int]
) -> None:
    """Without it the model goes on with the next turn by itself."""
    assert _prompts(source).end_ids == ends


def test_400_turns_are_laid_out_while_somebody_types() -> None:
    """As few renderings as a search by halves needs."""
    prompts = _prompts()
    rendered: list[int] = []
    plain = prompts.template.lay_out

    def lay_out(turns: Sequence[Turn], today: date, *, is_answer_next: bool = True) -> LaidOut:
        rendered.append(len(turns))
        return plain(turns, today, is_answer_next=is_answer_next)

    prompts.template.lay_out = lay_out
    talk = tuple(Turn(("user", "assistant")[n % 2], f"turn {n}") for n in range(401))
    rendered.clear()
    laid = prompts.lay_out(talk, TODAY, 1_000)
    assert len(laid.ids) <= 1_000
    assert len(rendered) <= 10
