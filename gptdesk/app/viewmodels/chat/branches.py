"""How a branch begins: what of an answer another one takes over.

Pure functions on messages; a branch is a new message beside the old one, which stays as it is.
"""

from __future__ import annotations

import codecs
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from gptdesk.chat.messages import Message, MessageState, PromptMode, Role
from gptdesk.engine.tokenizers.vocabulary import END_OF_TEXT_ID, Vocabulary
from gptdesk.engine.types import ModelInfo


def beside(old: Message, seed: int, info: ModelInfo | None) -> Message:
    """Return an empty answer in the place of `old`, to the same prompt.

    Args:
        old: the answer that stays.
        seed: of the new one's dice.
        info: the network that will write it; None where that is not known yet. What another one
            thought of the prompt is not taken over.
    """
    run = old.run_at(0)
    is_same = (
        run is not None
        and info is not None
        and (run.model_sha256, run.precision) == (info.sha256, info.precision)
    )
    return Message(
        Role.ASSISTANT,
        "",
        mode=old.mode,
        state=MessageState.STREAMING,
        seed=seed,
        parent=old.parent,
        prompt_ids=old.prompt_ids,
        prompt_suffix=old.prompt_suffix,
        prompt_stats=old.prompt_stats if is_same else (),
    )


def beginning_of(
    old: Message, index: int, vocabulary: Vocabulary, info: ModelInfo | None
) -> Message | None:
    """Return an answer beside `old` with its first `index` tokens and its dice.

    Returns:
        None where nothing can follow: outside the answer, and after the end of the text.
    """
    if not 0 <= index <= len(old.token_ids) or old.seed is None:
        return None
    branch = beside(old, old.seed, info)
    if index == 0:
        return branch
    ids = old.token_ids[:index]
    if END_OF_TEXT_ID in ids:
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


def has_ended(answer: Message, vocabulary: Vocabulary | None) -> bool:
    """Return whether the model ended this answer: by its last token, or by a stop string.

    A stop string is found by the text that it took away; without a vocabulary it is not found.
    """
    if answer.token_ids[-1:] == (END_OF_TEXT_ID,):
        return True
    if vocabulary is None or answer.state is not MessageState.COMPLETE:
        return False
    return len(text_of(answer.token_ids, vocabulary, answer.mode)) > len(answer.text)


def tokens_in_text(answer: Message, vocabulary: Vocabulary) -> int:
    """Return how many of an answer's tokens stand in its text; those of a stop string do not.

    `<|endoftext|>` ends the text without being cut off: it counts.
    """
    ids = answer.token_ids
    if not has_ended(answer, vocabulary) or ids[-1:] == (END_OF_TEXT_ID,):
        return len(ids)
    hidden = len(text_of(ids, vocabulary, answer.mode)) - len(answer.text)
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    pieces = vocabulary.pieces
    ends: list[int] = []  # in the decoded text
    length = 0
    for token_id in ids:
        known = pieces[token_id] if 0 <= token_id < len(pieces) else b""
        length += len(decoder.decode(known))
        ends.append(length)
    # A token stands in the text when what comes before it does not reach the cut.
    return min(len(ids), bisect_left(ends, length - hidden) + 1) if answer.text else 0


def text_of(ids: Sequence[int], vocabulary: Vocabulary, mode: PromptMode) -> str:
    """Return the text of an answer's first tokens as it was shown while they came.

    An unfinished character at the end is left out: the next tokens complete it.
    """
    pieces = vocabulary.pieces
    known = (pieces[token_id] for token_id in ids if 0 <= token_id < len(pieces))
    text = codecs.getincrementaldecoder("utf-8")("replace").decode(b"".join(known))
    return text.lstrip(" ") if mode is PromptMode.CONVERSATION else text
