"""The layouts of conversations for the model in use: the choice, and the prompt that comes of it.

Owns the choice, which is remembered for the model, and the prompt that is shown of it; laying out
is the engine's and the tokenizer's.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from gptdesk.app.inference.client import InferenceClient
from gptdesk.app.inference.model_questions import LayOutBy
from gptdesk.app.inference.token_counter import LayOutPrompt, PromptDraft
from gptdesk.app.system.error_text import sentence_for
from gptdesk.app.viewmodels.chat.chat import ChatViewModel
from gptdesk.app.viewmodels.model.devices import Offer
from gptdesk.chat.messages import Message, PromptMode, Role
from gptdesk.engine.run.prompt import Prompt
from gptdesk.engine.tokenizers.chosen_layout import FIRST_SOURCE, OWN, ChosenLayout
from gptdesk.engine.types import ModelInfo
from gptdesk.errors import GPTDeskError
from gptdesk.storage.models.remembered import RememberedModels

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LaidOutText:
    """What the model gets, as a person reads it.

    Attributes:
        text: of all its tokens.
        ids: the tokens.
        controls: characters (first, end) of `text` that are control tokens.
        ends: what ends an answer, as visible text.
    """

    text: str
    ids: tuple[int, ...]
    controls: tuple[tuple[int, int], ...]
    ends: tuple[str, ...]


class LayoutsViewModel(QObject):
    """The layouts of the model in use.

    Signals:
        changed: another layout is in force, or another model.
        laid_out: what the model would get is another text, object (LaidOutText).
        refused: why a layout, or what is written of the user's own, is not in force, a sentence,
            str.
        failed: why what the model would get cannot be shown, a sentence, str.
    """

    changed = Signal()
    laid_out = Signal(object)
    refused = Signal(str)
    failed = Signal(str)

    def __init__(
        self,
        client: InferenceClient,
        chat: ChatViewModel,
        remembered: RememberedModels,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._client = client
        self._chat = chat
        self._remembered = remembered
        self._question: str | None = None  # that is tried; None while nobody looks
        self._refusal = ""  # of what is written in the field of the user's own
        client.loaded.connect(self._on_loaded)

    @property
    def info(self) -> ModelInfo | None:
        """The model in use; None while there is none."""
        return self._client.info

    @property
    def offers(self) -> tuple[Offer, ...]:
        """What can be chosen: name, title, meaning."""
        return (
            ("", self.tr("As the model's files say"), self.tr("What its makers trained it with.")),
            (
                "plain",
                self.tr("One text"),
                self.tr("Each message is a paragraph; nobody is named. For models that continue."),
            ),
            (
                "user_bot",
                self.tr("User and Bot"),
                self.tr("“User:” and “Bot:” before each message, as in a play."),
            ),
            (
                "alpaca",
                self.tr("Alpaca: instruction and response"),
                self.tr("Of models that were taught instructions, those of the book among them."),
            ),
            (
                "dialogpt",
                self.tr("DialoGPT: an end after each message"),
                self.tr("The token that ends a text stands after each message."),
            ),
            (
                "chatml",
                self.tr("ChatML: <|im_start|> and <|im_end|>"),
                self.tr("Of many chat models. Only some have these tokens; others read letters."),
            ),
            (
                OWN,
                self.tr("Your own"),
                self.tr(
                    "A template in Jinja, as models bring them. It is kept for this model, and can"
                    " neither read files nor run for long."
                ),
            ),
        )

    @property
    def chosen(self) -> str:
        """The name of the layout in force."""
        info = self.info
        return "" if info is None or info.layout is None else info.layout.name

    @property
    def own_source(self) -> str:
        """What the user wrote last for this model; something to begin with where it is nothing."""
        if self.info is None:
            return FIRST_SOURCE
        kept = self._remembered.of(self.info.sha256)
        return kept.draft or kept.template or FIRST_SOURCE

    @property
    def obstacle(self) -> str:
        """Why no layout can be chosen, a sentence; empty where one can."""
        if self.info is None:
            return self.tr("No model is open. Open one first.")
        if self.info.server is not None:
            return self.tr(
                "Conversations with a server's model are laid out in its own way. Open a model of"
                " this computer to choose another."
            )
        return ""

    def layouts(self) -> dict[str, ChosenLayout]:
        """Return what was chosen for each model, by its sha256; what is no layout is left out."""
        chosen: dict[str, ChosenLayout] = {}
        for sha256, one in self._remembered.models.items():
            try:
                if one.layout:
                    source = one.template if one.layout == OWN else ""
                    chosen[sha256] = ChosenLayout(one.layout, source)
            except ValueError as exc:  # the file was edited
                logger.warning("a layout is not used: %s", exc)
        return chosen

    @Slot(str)
    def choose(self, name: str) -> None:
        """Lay out conversations so from now on; "" is as the model's files say."""
        self._refusal = ""
        if name == OWN:
            self.write_own(self.own_source)
        else:
            self._lay_out_by(ChosenLayout(name) if name else None, self.refused.emit)

    @Slot(str)
    def write_own(self, source: str) -> None:
        """Lay out conversations by a template of the user's; what is none is kept as a draft."""
        if self.info is None:
            return
        self._refusal = ""
        if not source.strip():
            self._keep(self.info.sha256, draft="")
            self._on_own_refused(self.tr("There is nothing in it yet: write a template."))
            return
        is_known = source == self._remembered.of(self.info.sha256).template
        self._keep(self.info.sha256, draft="" if is_known else source)
        self._lay_out_by(ChosenLayout(OWN, source), self._on_own_refused)

    def try_out(self, question: str, *, is_own: bool = False) -> None:
        """Show what the model would get if this were asked next in the chat on the screen.

        Args:
            question: the text.
            is_own: the field of the user's own layout is in sight: where what is written there is
                not in force, it is said why, and no prompt of another layout is shown beside it.
        """
        self._question = question
        draft = "" if self.info is None else self._remembered.of(self.info.sha256).draft
        if is_own and self._refusal:
            self.refused.emit(self._refusal)
        elif is_own and draft:
            self.write_own(draft)
        else:
            self._show(question)

    def _show(self, question: str) -> None:
        info = self.info
        if info is None:
            return
        if not info.can_converse:
            self.failed.emit(
                self.tr("The files of {0} do not say how a conversation is laid out.").format(
                    info.name
                )
            )
            return
        ctx_len = info.shape.context_length
        tree = self._chat.shown.tree
        earlier = tree.path_to(tree.leaf, most=ctx_len)
        asked = (Message(Role.USER, question),) if question.strip() else ()
        draft = PromptDraft(
            (*earlier, *asked),
            PromptMode.CONVERSATION,
            template=info.template,
            chat=info.chat,
            ctx_len=ctx_len,
        )
        self._client.ask(LayOutPrompt(draft), partial(self._on_laid_out, info), self.failed.emit)

    def leave(self) -> None:
        """Show no more: nobody looks."""
        self._question = None
        self._refusal = ""

    def _lay_out_by(self, layout: ChosenLayout | None, refused: Callable[[str], None]) -> None:
        if self.info is not None:
            self._client.ask(LayOutBy(layout), self._on_layout_taken, refused)

    def _on_layout_taken(self, info: ModelInfo) -> None:
        layout = info.layout
        self._keep(info.sha256, layout="" if layout is None else layout.name)
        if layout is not None and layout.source:
            is_newer = self._remembered.of(info.sha256).draft != layout.source  # written meanwhile
            self._keep(info.sha256, template=layout.source, **({} if is_newer else {"draft": ""}))
        if self._question is not None:  # it may be the one that was in force: no model changed
            self._show(self._question)

    def _on_own_refused(self, sentence: str) -> None:
        self._refusal = sentence
        self.refused.emit(sentence)

    def _keep(self, sha256: str, **values: str) -> None:
        try:
            self._remembered.change(sha256, **values)
        except (GPTDeskError, OSError) as exc:
            logger.warning("a layout is not kept: %s", exc)
            self.failed.emit(
                self.tr("This layout lasts until you close: {0}").format(sentence_for(exc))
            )

    @Slot()
    def _on_loaded(self) -> None:
        self._refusal = ""
        self.changed.emit()
        if self._question is not None:
            self._show(self._question)

    def _on_laid_out(self, info: ModelInfo, prompt: Prompt) -> None:
        if info is self.info and not self._refusal:
            self.laid_out.emit(read_out(prompt, info))


def read_out(prompt: Prompt, info: ModelInfo) -> LaidOutText:
    """Return a prompt as a person reads it."""
    vocabulary = info.vocabulary
    pairs = vocabulary.pairs
    controls = vocabulary.end_ids if pairs is None else vocabulary.end_ids | pairs.control_ids
    text, spans = "", list[tuple[int, int]]()
    plain = b""
    for token_id in prompt.ids:
        if token_id not in controls:
            plain += vocabulary.piece(token_id)
            continue
        text += plain.decode("utf-8", "replace")
        plain = b""
        name = vocabulary.piece(token_id).decode("utf-8", "replace")
        spans.append((len(text), len(text) + len(name)))
        text += name
    text += plain.decode("utf-8", "replace")
    ends = [vocabulary.visible(token_id) for token_id in sorted(vocabulary.end_ids)]
    ends += [one.replace("\n", "↵") for one in prompt.stop]
    return LaidOutText(text, tuple(prompt.ids), tuple(spans), tuple(dict.fromkeys(ends)))
