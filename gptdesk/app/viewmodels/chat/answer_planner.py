"""Plans of the answers that the user asks for: to which prompt, in which branch, with which dice.

Also which tokens of an answer a branch takes over, and whether the model has ended an answer.
Starts nothing.
"""

from __future__ import annotations

import codecs
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject

from gptdesk.analysis.vocabularies import is_of
from gptdesk.app.inference.client import InferenceClient
from gptdesk.app.obstacles import answer_is_read
from gptdesk.app.system.error_text import in_words
from gptdesk.app.viewmodels.chat.sampling import SamplingViewModel
from gptdesk.app.viewmodels.chat.shown_conversation import ShownConversation
from gptdesk.chat.changes import Changes, HeadChange
from gptdesk.chat.messages import Message, MessageState, PromptMode, Role
from gptdesk.chat.tokens import SamplingSettings
from gptdesk.engine.tokenizers.vocabulary import Vocabulary
from gptdesk.engine.types import ModelInfo
from gptdesk.storage.history.types import Outline, is_written_elsewhere

_ARGMAX = SamplingSettings(temperature=0, top_p=1)


@dataclass(frozen=True, slots=True)
class AnswerPlan:
    """An answer to be written.

    Attributes:
        answer: to go on with, or empty; its parent says where it belongs.
        settings: how tokens are chosen.
        max_new_tokens: at most this many.
        forced_ids: the tokens that come first.
        prompt: the user's message that it answers, if that is a new one.
        heads: attention heads that are off, or turned up or down, while it is written.
        is_step: the user asked for exactly so many tokens.
    """

    answer: Message
    settings: SamplingSettings
    max_new_tokens: int
    forced_ids: tuple[int, ...] = ()
    prompt: Message | None = None
    heads: tuple[HeadChange, ...] = ()
    is_step: bool = False


class AnswerPlanner(QObject):
    """Makes an `AnswerPlan` of what the user asks for, and None of what makes no sense."""

    def __init__(
        self,
        client: InferenceClient,
        shown: ShownConversation,
        sampling: SamplingViewModel,
        tell: Callable[[str], object],
    ) -> None:
        """Plan answers; `tell` takes a sentence: why there is none, where the user may wonder."""
        super().__init__(shown)
        self._tell = tell
        self._client = client
        self._shown = shown
        self._sampling = sampling

    def for_text(self, text: str, mode: PromptMode, most: int | None) -> AnswerPlan | None:
        """Have `text` answered at the end of the path; without text the last answer goes on.

        Args:
            text: of the prompt.
            mode: of the prompt.
            most: new tokens; None is as many as the sampling settings say.
        """
        answer = self._last()
        if text or answer is None or answer.role is not Role.ASSISTANT:
            return self._new(text, mode, self._shown.tree.leaf, most)
        if reason := self._why_not_on(answer):
            self._tell(reason)
            return None
        heads = self._heads_after(answer, len(answer.token_ids))
        if heads is None:
            return None
        if answer.seed is None:
            answer = replace(answer, seed=self._sampling.next_seed())
        if not (answer.token_ids or self._client.model.can_read(answer)):
            answer = replace(answer, prompt_ids=(), prompt_suffix=0, prompt_stats=(), runs=())
        return replace(self._plan(answer, most), heads=heads)

    def best_token(self, mode: PromptMode) -> AnswerPlan | None:
        """Have the last answer go on by its most probable token: no dice, and nothing is set."""
        plan = self.for_text("", mode, 1)
        return None if plan is None else replace(plan, settings=_ARGMAX)

    def answer_to_go_on(self) -> tuple[Message, tuple[HeadChange, ...]] | None:
        """Return the last answer and the heads that are off in it; None where it cannot go on."""
        answer = self._last()
        if answer is None or answer.role is not Role.ASSISTANT or self._why_not_on(answer):
            return None
        run = answer.run_at(len(answer.token_ids))
        info = self._client.info
        is_same = run is not None and info is not None and run.model_sha256 == info.sha256
        return answer, run.switched_off if run is not None and is_same else ()

    def why_not_on(self) -> str:
        """Return a sentence: why the last answer cannot go on; empty where it can, or is none."""
        answer = self._last()
        if answer is None or answer.role is not Role.ASSISTANT:
            return ""
        return self._why_not_on(answer)

    def _last(self) -> Message | None:
        """Return the last message of the path."""
        leaf = self._shown.tree.leaf
        return None if leaf is None else self._shown.tree.message(leaf)

    def _why_not_on(self, answer: Message) -> str:
        """Return a sentence: why an answer cannot go on; empty where it can."""
        if isinstance(answer, Outline):
            return answer_is_read()
        if is_written_elsewhere(answer):
            return self.tr("Another window is writing this answer. It can go on when that is done.")
        if not answer.token_ids:
            if not answer.text:
                return ""  # any model can begin it
            return self.tr("Only the text of this answer is known, not its tokens: regenerate it.")
        if self._is_of_server_left(answer):
            return self.tr(
                "{0} of a server wrote this answer: connect to it again to go on, or regenerate it."
            ).format(answer.runs[-1].model_name)
        if not self._client.model.can_read(answer):
            return self.tr("This answer has tokens of another model's vocabulary: regenerate it.")
        if has_ended(answer, self._client.model.vocabulary_of(answer)):
            return self.tr("The model ended its answer here. Send a message, or regenerate it.")
        return self._why_not_within(answer)

    def _why_not_within(self, answer: Message) -> str:
        """Return a sentence: why a server cannot go on in the middle of an answer, if it cannot."""
        can = None if self._client.info is None else self._client.info.abilities
        is_within = answer.is_drawn_by_server and answer.mode is PromptMode.CONVERSATION
        if can is None or can.goes_on or not is_within:
            return ""
        return self.tr(
            "This server ({0}) cannot go on in the middle of an answer of a conversation: it begins"
            " anew. Send a message, or regenerate it."
        ).format(in_words(can.kind))

    def _is_of_server_left(self, answer: Message) -> bool:
        """Tell whether a server wrote the end of an answer, and another model would go on.

        The ids of that one may be the same; its model is another one all the same. A server of the
        same model goes on also at another address, where it may have been started again.
        """
        info, run = self._client.info, answer.run_at(len(answer.token_ids))
        if run is None or not run.is_of_server:
            return False
        if info is None or info.server is None:
            return True
        return (info.name, info.vocabulary.sha256) != (run.model_name, run.vocabulary_sha256)

    def again(self, old: Message, seed: int) -> AnswerPlan:
        """Have another answer beside `old`, with the dice of `seed`.

        The whole network writes it, also where heads were off: that is asked for by itself. It
        takes the place of `old` where that was stopped, or failed, before its first token: nobody
        wants to find that again as a branch.
        """
        answer = beside(old, seed, self._client.info)
        is_nothing = not (isinstance(old, Outline) or old.token_ids or old.text or old.kept_views)
        if is_nothing and self._shown.tree.is_end(old.id):
            answer = replace(answer, id=old.id)
        return AnswerPlan(answer, self._sampling.settings, self._sampling.max_new_tokens)

    def would_repeat(self, old: Message, seed: int) -> bool:
        """Return whether `again` would write the same tokens, as far as `old` goes.

        So it is where the same network chose all of them with the settings of now and these dice;
        at temperature 0 there are no dice.
        """
        info, settings = self._client.info, self._sampling.settings
        if info is None or not old.records or any(one.is_forced for one in old.records):
            return False
        return all(
            (run.settings, run.model_sha256, run.precision, run.switched_off)
            == (settings, info.sha256, info.precision, ())
            and (run.seed == seed or settings.temperature == 0)
            for run in old.runs
        )

    def with_heads(self, message_id: str, heads: tuple[HeadChange, ...]) -> AnswerPlan | None:
        """Have an answer again, beside it, with some heads off: same settings, same dice.

        The settings are those that it began with. It may become as long as that one is, and as
        long as answers may be now.
        """
        old, info, sampling = self._shown.own_answer(message_id), self._client.info, self._sampling
        if old is None:
            return None
        if heads and info is not None and not info.can_inspect:
            self._tell(self.tr("This engine cannot switch heads off."))
            return None
        if heads and info is not None and not info.can_look_inside:
            self._tell(
                self.tr("Heads of a {0} cannot be switched off.").format(info.shape.architecture)
            )
            return None
        if any(change.uses_mean for change in heads):
            self._tell(
                self.tr("A head's mean is known of a whole text only: switch the head off instead.")
            )
            return None
        run = old.run_at(0)
        seed = sampling.next_seed() if old.seed is None else old.seed
        heads = Changes(heads).heads
        return AnswerPlan(
            beside(old, seed, info, heads),
            sampling.settings if run is None else run.settings,
            max(len(old.token_ids), sampling.max_new_tokens),
            heads=heads,
        )

    def branch(
        self, row: int, index: int, ids: tuple[int, ...], piece: bytes = b""
    ) -> AnswerPlan | None:
        """Have the answer in `row` go on otherwise from token `index` on: with `ids`, then more.

        Args:
            row, index, ids: which answer, from where, with what.
            piece: a text in the place of `ids`, in an answer that has texts in their place.
        """
        old = self._shown.message_in(row, Role.ASSISTANT)
        vocabulary = self._client.model.vocabulary
        if old is None or vocabulary is None:
            return None
        if (index or ids or piece) and (reason := self._why_not_within(old)):
            self._tell(reason)
            return None
        heads = self._heads_after(old, index)
        if heads is None:
            return None
        if self._client.model.can_read(old):
            vocabulary = self._client.model.vocabulary_of(old)
        answer = beginning_of(old, index, vocabulary, self._client.info, heads)
        if answer is None:
            return None
        if piece:
            answer, ids = with_piece(answer, old.pieces, piece)
        length = len(ids) + self._sampling.max_new_tokens
        return AnswerPlan(answer, self._sampling.settings, length, ids, heads=heads)

    def edit(self, row: int, text: str, mode: PromptMode, most: int | None) -> AnswerPlan | None:
        """Have `text` answered in the place of the user's message in `row`; see `for_text`."""
        old = self._shown.message_in(row, Role.USER)
        if old is None or not text:
            return None
        return self._new(text, mode, old.parent, most)

    def _heads_after(self, answer: Message, index: int) -> tuple[HeadChange, ...] | None:
        """Return which heads are off where an answer goes on at token `index`: those of then.

        Heads are those of one network: another one goes on as a whole.

        Returns:
            None where it is not known yet which network it will be; the user was told.
        """
        run = answer.run_at(index)
        if run is None or not run.switched_off:
            return ()
        info = self._client.info
        if info is None or self._client.is_loading:
            self._tell(
                self.tr(
                    "This answer was made with heads changed. It can go on when a model is loaded."
                )
            )
            return None
        return run.switched_off if run.model_sha256 == info.sha256 else ()

    def _new(self, text: str, mode: PromptMode, parent: str | None, most: int | None) -> AnswerPlan:
        """Have `text` answered, or what stands before if there is none."""
        prompt = Message(Role.USER, text, mode=mode, parent=parent) if text else None
        before = parent if prompt is None else prompt.id
        seed = self._sampling.next_seed()
        answer = Message(Role.ASSISTANT, "", mode=mode, seed=seed, parent=before)
        return replace(self._plan(answer, most), prompt=prompt)

    def _plan(self, answer: Message, most: int | None) -> AnswerPlan:
        settings, length = self._sampling.settings, most or self._sampling.max_new_tokens
        return AnswerPlan(answer, settings, length, is_step=most is not None)


def beside(
    old: Message, seed: int, info: ModelInfo | None, heads: tuple[HeadChange, ...] = ()
) -> Message:
    """Return an empty answer in the place of `old`, to the same prompt.

    Args:
        old: the answer that stays.
        seed: of the new one's dice.
        info: the network that will write it; None where that is not known yet. What another one
            thought of the prompt is not taken over.
        heads: which are off then; the same goes for what others thought of it.
    """
    run = old.run_at(0)
    is_same = (
        run is not None
        and info is not None
        and (run.model_sha256, run.switched_off) == (info.sha256, heads)
        and (bool(heads) or run.precision == info.precision)
    )
    has_its_ids = info is None or is_of(old, info.vocabulary)
    return Message(
        Role.ASSISTANT,
        "",
        mode=old.mode,
        state=MessageState.STREAMING,
        seed=seed,
        parent=old.parent,
        prompt_ids=old.prompt_ids if has_its_ids else (),
        prompt_suffix=old.prompt_suffix if has_its_ids else 0,
        prompt_stats=old.prompt_stats if is_same else (),
    )


def beginning_of(
    old: Message,
    index: int,
    vocabulary: Vocabulary,
    info: ModelInfo | None,
    heads: tuple[HeadChange, ...] = (),
) -> Message | None:
    """Return an answer beside `old` with its first `index` tokens and its dice.

    Args:
        old: the answer that stays.
        index: so many tokens.
        vocabulary: of the model in use.
        info, heads: the network that will write on; see `beside`.

    Returns:
        None where nothing can follow: outside the answer, after the end of the text, and where its
        tokens are of another vocabulary.
    """
    is_outside = not 0 <= index <= len(old.token_ids)
    if is_outside or old.seed is None or not is_of(old, vocabulary):
        return None
    branch = replace(beside(old, old.seed, info, heads), pieces=old.pieces)
    if index == 0:
        return branch
    ids = old.token_ids[:index]
    if not vocabulary.end_ids.isdisjoint(ids):
        return None
    text = text_of(ids, vocabulary, old.mode)
    return replace(
        branch,
        text=text,
        token_ids=ids,
        records=old.records[:index],
        runs=tuple(run for run in old.runs if run.start < index),
        notes=tuple(note for note in old.notes if note[0] < len(text)),
        model_name=old.model_name,
        prompt_stats=old.prompt_stats,
    )


def with_piece(
    answer: Message, pieces: tuple[bytes, ...], piece: bytes
) -> tuple[Message, tuple[int, ...]]:
    """Return an answer that has one more text among its pieces, and the number of that."""
    if piece not in pieces:
        pieces = (*pieces, piece)
    return replace(answer, pieces=pieces), (pieces.index(piece),)


def has_ended(answer: Message, vocabulary: Vocabulary) -> bool:
    """Return whether the model ended this answer: by its last token, or by a stop string.

    A stop string is found by the text that it took away; without the answer's vocabulary nothing
    is known.
    """
    if not is_of(answer, vocabulary):
        return False
    if _ends_text(answer, vocabulary):
        return True
    if answer.state is not MessageState.COMPLETE:
        return False
    return len(text_of(answer.token_ids, vocabulary, answer.mode)) > len(answer.text)


def _ends_text(answer: Message, vocabulary: Vocabulary) -> bool:
    return bool(answer.token_ids) and answer.token_ids[-1] in vocabulary.end_ids


def tokens_in_text(answer: Message, vocabulary: Vocabulary) -> int:
    """Return how many of an answer's tokens stand in its text; those of a stop string do not.

    `<|endoftext|>` ends the text without being cut off: it counts.
    """
    ids = answer.token_ids
    if not has_ended(answer, vocabulary) or _ends_text(answer, vocabulary):
        return len(ids)
    hidden = len(text_of(ids, vocabulary, answer.mode)) - len(answer.text)
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    ends: list[int] = []  # in the decoded text
    length = 0
    for token_id in ids:
        length += len(decoder.decode(vocabulary.piece(token_id)))
        ends.append(length)
    # A token stands in the text when what comes before it does not reach the cut.
    return min(len(ids), bisect_left(ends, length - hidden) + 1) if answer.text else 0


def text_of(ids: Sequence[int], vocabulary: Vocabulary, mode: PromptMode) -> str:
    """Return the text of an answer's first tokens as it was shown while they came.

    An unfinished character at the end is left out: the next tokens complete it.
    """
    known = b"".join(map(vocabulary.piece, ids))
    text = codecs.getincrementaldecoder("utf-8")("replace").decode(known)
    return text.lstrip(" ") if mode is PromptMode.CONVERSATION else text
