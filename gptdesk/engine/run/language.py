"""A model's language: its tokenizer, and the way its conversations are laid out."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gptdesk.engine.run.prompt import Template, layout_of
from gptdesk.engine.tokenizers.byte_pairs import BytePairTokenizer
from gptdesk.engine.tokenizers.chat_format import ChatFormat, chat_format_of
from gptdesk.engine.tokenizers.merge_order import vocabulary_of
from gptdesk.errors import ChatTemplateError
from gptdesk.model.checkpoints.tokenizers.facts import TokenizerFacts

if TYPE_CHECKING:
    from gptdesk.engine.run.chat_prompt import ChatPrompts

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Language:
    """What a model reads and writes.

    Attributes:
        tokenizer: its own, or GPT-2's.
        layout: of a conversation.
        chat: the model's own template, where `layout` is made of it.
        can_converse: False where a model with a tokenizer of its own says nothing of conversations:
            none of ours is what it was trained on.
        notes: sentences that the user should know.
    """

    tokenizer: BytePairTokenizer
    layout: Template | ChatPrompts
    chat: ChatFormat | None = None
    can_converse: bool = True
    notes: tuple[str, ...] = ()


def language_of(facts: TokenizerFacts | None, name: str, template: str) -> Language:
    """Return the language of a model.

    Args:
        facts: of its own tokenizer; None where it has GPT-2's.
        name: of the model.
        template: the one that its configuration names.
    """
    if facts is None:
        tokenizer = BytePairTokenizer.load()
        return Language(tokenizer, layout_of(template, None, tokenizer))
    vocabulary = vocabulary_of(facts, name)
    tokenizer = BytePairTokenizer(vocabulary)
    chat = chat_format_of(facts)
    if chat is None:
        layout = layout_of(template, None, tokenizer)
        return Language(tokenizer, layout, can_converse=False)
    try:
        layout = layout_of(template, chat, tokenizer)
    except ChatTemplateError as exc:
        logger.warning("a chat template is not used: %s", exc)
        layout = layout_of(template, None, tokenizer)
        return Language(tokenizer, layout, can_converse=False, notes=(str(exc),))
    if not isinstance(layout, Template):  # what it writes after an answer ends one
        ends = vocabulary.end_ids | layout.end_ids
        tokenizer.vocabulary = replace(vocabulary, end_ids=ends)
    return Language(tokenizer, layout, chat)
