"""An answer with records and a measured prompt, for tests of what is made from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gptdesk.chat.messages import Message, MessageState, Role, Run
from gptdesk.chat.tokens import SamplingSettings
from tests.fakes import INFO, record, stats_of

SETTINGS = SamplingSettings(temperature=0.7, top_k=40)
PROMPT = (464, 3139, 286, 4881, 318)  # The capital of France is
PARIS, LYON = 6342, 35193


def answer(
    token_ids: Sequence[int] = (PARIS, 13),
    raw_p: Sequence[float] = (0.5, 0.125),
    *,
    is_measured: bool = True,
    answer_id: str = "answer",
    text: str = "",
) -> Message:
    """Return an answer to `PROMPT`, its tokens of the probabilities given."""
    records = tuple(
        replace(
            record(token_id),
            raw_p=p,
            rank=1 if p >= 0.5 else 50,
            draw=0.25,
            entropy_bits=1.5,
        )
        for token_id, p in zip(token_ids, raw_p, strict=True)
    )
    stats = tuple(stats_of(index, token_id) for index, token_id in enumerate(PROMPT))
    return Message(
        Role.ASSISTANT,
        text or " Paris.",
        state=MessageState.COMPLETE,
        token_ids=tuple(token_ids),
        records=records,
        runs=(Run(0, SETTINGS, 7, INFO.name, INFO.sha256, INFO.precision),),
        prompt_ids=PROMPT,
        prompt_stats=stats if is_measured else (),
        id=answer_id,
        created_at=0,
    )
