"""A program that talks to itself and is killed while it does: run by the crash tests.

    python -m tests.storage.history.history_child DATABASE BACKUPS SEED [PIECES]

Says on its standard output what a user would have seen, each line when it is so:

    sent ID             this prompt is acknowledged
    shown ID N TIME     so many tokens of this answer were handed over
    done ID             this answer is acknowledged
"""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path

from gptdesk.chat.messages import Conversation, Message, Role
from tests.conversation_values import with_messages
from tests.storage.history.asking import AskedHistory
from tests.storage.history.conversations import answer, growing, prose

TOKENS = 400
TOKEN_S = 0.002


def main() -> None:
    """Send, stream and finish, for ever."""
    database, backups, seed = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    dice = random.Random(seed)
    history = AskedHistory(
        database, backups, on_problem=lambda problem: say("problem", problem.kind)
    )
    history.start()
    conversation = Conversation(title=f"Run {seed}")
    template = answer(dice, None, TOKENS)
    while True:
        prompt = Message(Role.USER, prose(dice, 9), parent=conversation.leaf)
        conversation = with_messages(conversation, prompt)
        if history.save(conversation, prompt).result():
            say("sent", prompt.id)
        whole = Message(
            Role.ASSISTANT,
            template.text,
            token_ids=template.token_ids,
            records=template.records,
            runs=template.runs,
            parent=prompt.id,
        )
        conversation = with_messages(conversation, growing(whole, 0))
        for tokens in range(10, TOKENS, 10):
            time.sleep(10 * TOKEN_S)
            conversation = conversation.with_replaced(growing(whole, tokens))
            history.save_partial(conversation, conversation.messages[-1])
            say("shown", whole.id, tokens, time.monotonic())
        conversation = conversation.with_replaced(whole)
        if history.save(conversation, whole).result():
            say("done", whole.id)


def say(*words: object) -> None:
    """Print a line at once."""
    print(*words, flush=True)


if __name__ == "__main__":
    main()
