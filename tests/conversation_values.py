"""Conversations as plain values, message by message, and odd parts of them.

Adding a message to such a value is the definition of what a tree does faster.
"""

from __future__ import annotations

import time
from dataclasses import replace

from hypothesis import strategies as st

from gptdesk.chat.changes import Changes, HeadChange
from gptdesk.chat.kept_views import KeptCell, KeptView
from gptdesk.chat.messages import Conversation, Message

_FINITE = st.floats(allow_nan=False, allow_infinity=False)


def with_messages(conversation: Conversation, *messages: Message) -> Conversation:
    """Return a conversation with messages added; their parents say where, the last is shown."""
    return replace(
        conversation,
        messages=(*conversation.messages, *messages),
        leaf=messages[-1].id,
        changed_at=time.time(),
    )


def showing(conversation: Conversation, message_id: str) -> Conversation:
    """Return a conversation with the path through a message shown, to its newest end.

    Raises:
        KeyError: the message is not in this conversation.
    """
    leaf = conversation.message(message_id).id
    newest = {message.parent: message.id for message in conversation.messages}
    while leaf in newest:
        leaf = newest[leaf]
    return replace(conversation, leaf=leaf)


def heads(*, may_use_mean: bool = False) -> st.SearchStrategy[tuple[HeadChange, ...]]:
    """Draw changed heads, in order, each once; all of them change something."""
    one = st.builds(
        HeadChange,
        block=st.integers(1, 48),
        head=st.integers(1, 25),
        factor=st.floats(0, 2).filter(lambda factor: factor != 1),
    )
    if may_use_mean:
        one |= st.builds(
            HeadChange, st.integers(49, 50), st.integers(1, 25), uses_mean=st.just(True)
        )
    some = st.lists(one, max_size=3, unique_by=lambda change: change.name)
    return some.map(lambda changes: tuple(sorted(changes)))


@st.composite
def kept_views(
    draw: st.DrawFn, texts: st.SearchStrategy[str], names: st.SearchStrategy[str]
) -> tuple[KeptView, ...]:
    """Draw what was kept with an answer.

    Args:
        draw: hypothesis' own.
        texts: of titles and cells.
        names: of everything else.
    """
    views: list[KeptView] = []
    for number in range(draw(st.integers(0, 2))):
        columns = tuple(draw(st.lists(names, max_size=2)))
        cells = st.builds(KeptCell, texts, st.none() | _FINITE)
        row = st.tuples(*[cells] * len(columns))
        view = KeptView(
            title=draw(texts),
            place=draw(st.integers(1, 2000)),
            stop=draw(names),
            model_name=draw(names),
            model_sha256=draw(names),
            block=draw(st.none() | st.integers(1, 48)),
            head=draw(st.none() | st.integers(1, 25)),
            changes=Changes(
                draw(heads(may_use_mean=True)), tuple(draw(st.lists(st.integers(1, 99))))
            ),
            columns=columns,
            rows=tuple(draw(st.lists(row, max_size=2))),
            kept_at=draw(st.floats(0, 4e9)),
            id=f"view {number}",
        )
        views.append(view)
    return tuple(views)
