"""The way a model lays out conversations, as plain values that cross threads: `ChatFormat`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the window knows these values, and no files
    from gptdesk.model.checkpoints.tokenizers.facts import TokenizerFacts


@dataclass(frozen=True, slots=True)
class ChatFormat:
    """A model's own chat template, and the tokens that it may write.

    Attributes:
        source: the template, in Jinja.
        controls: names and ids of the control tokens.
        bos, eos: the names of the tokens that begin and end a text; empty without one.
        is_chosen: the user chose it in the place of what the model's makers say. Such a model ends
            no turn by itself, so that the beginning of the next one ends its answer.
        is_served: a server lays conversations out and tells the ids; all else is empty.
    """

    source: str
    controls: tuple[tuple[str, int], ...]
    bos: str
    eos: str
    is_chosen: bool = False
    is_served: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of a conversation: who speaks ("system", "user", "assistant"), and the text."""

    role: str
    content: str


def chat_format_of(facts: TokenizerFacts) -> ChatFormat | None:
    """Return what a model's files say of its conversations; None where they say nothing."""
    if not facts.chat_template.strip():
        return None
    controls = tuple(
        (facts.pieces[token_id].decode("utf-8", "replace"), token_id)
        for token_id in sorted(facts.control_ids)
        if facts.pieces[token_id]
    )
    return ChatFormat(facts.chat_template, controls, facts.bos, facts.eos)
