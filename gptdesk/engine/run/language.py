"""A model's language: its tokenizer, and the way its conversations are laid out."""

from __future__ import annotations

import logging
from copy import copy
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from gptdesk.engine.run.prompt import Template, layout_of, template_named
from gptdesk.engine.tokenizers.built import OwnTokenizer, tokenizer_of
from gptdesk.engine.tokenizers.byte_pairs import BytePairTokenizer
from gptdesk.engine.tokenizers.chat_format import ChatFormat, Turn, chat_format_of
from gptdesk.engine.tokenizers.chosen_layout import ChosenLayout
from gptdesk.engine.tokenizers.merge_order import vocabulary_of
from gptdesk.errors import ChatTemplateError
from gptdesk.model.checkpoints.tokenizers.facts import TokenizerFacts

if TYPE_CHECKING:
    from gptdesk.engine.run.prompt import Layout

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Language:
    """What a model reads and writes.

    Attributes:
        tokenizer: its own, or GPT-2's.
        layout: of a conversation.
        template: the name of ours that would be used without a template of its own.
        chat: the model's own template, where `layout` is made of it.
        can_converse: False where a model with a tokenizer of its own says nothing of conversations:
            none of ours is what it was trained on.
        notes: sentences that the user should know.
        chosen: the layout that the user chose; None is what the model's files say.
    """

    tokenizer: OwnTokenizer
    layout: Layout
    template: str
    chat: ChatFormat | None = None
    can_converse: bool = True
    notes: tuple[str, ...] = ()
    chosen: ChosenLayout | None = None

    def laid_out_by(self, chosen: ChosenLayout) -> Language:
        """Return this language, told by a model's files, with a layout that the user chose.

        Raises:
            ChatTemplateError: it is no template, or lays out not even one question.
        """
        vocabulary = self.tokenizer.vocabulary
        form = chosen.form(vocabulary)
        from gptdesk.engine.run.chat_prompt import ChatPrompts

        layout = layout_of(chosen.name, form, self.tokenizer)
        tokenizer = self.tokenizer
        if isinstance(layout, ChatPrompts):
            layout.template.lay_out((Turn("user", "question"),), date(2024, 1, 1))
            ends = vocabulary.end_ids | layout.end_ids
            if ends != vocabulary.end_ids:
                tokenizer = copy(tokenizer)
                tokenizer.vocabulary = replace(vocabulary, end_ids=ends)
        return Language(tokenizer, layout, chosen.name, form, notes=self.notes, chosen=chosen)


def language_of(facts: TokenizerFacts | None, name: str, template: str) -> Language:
    """Return the language of a model.

    Args:
        facts: of its own tokenizer; None where it has GPT-2's.
        name: of the model.
        template: the one that its configuration names.
    """
    template = template_named(template).name
    if facts is None:
        tokenizer = BytePairTokenizer.load()
        return Language(tokenizer, layout_of(template, None, tokenizer), template)
    vocabulary = vocabulary_of(facts, name)
    tokenizer = tokenizer_of(vocabulary)
    chat = chat_format_of(facts)
    if chat is None:
        layout = layout_of(template, None, tokenizer)
        return Language(tokenizer, layout, template, can_converse=False)
    try:
        layout = layout_of(template, chat, tokenizer)
    except ChatTemplateError as exc:
        logger.warning("a chat template is not used: %s", exc)
        layout = layout_of(template, None, tokenizer)
        return Language(tokenizer, layout, template, can_converse=False, notes=(str(exc),))
    if not isinstance(layout, Template):  # what it writes after an answer ends one
        ends = vocabulary.end_ids | layout.end_ids
        tokenizer.vocabulary = replace(vocabulary, end_ids=ends)
    return Language(tokenizer, layout, template, chat)
