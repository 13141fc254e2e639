"""A program that saves messages as fast as it can: run, several at once, by the tests of windows.

python -m tests.storage.history.history_writer FOLDER SHARED NAME COUNT
"""

from __future__ import annotations

import sys
from pathlib import Path

from gptdesk.chat.messages import Conversation, Message, Role
from gptdesk.storage.history.types import HistoryProblem
from tests.conversation_values import with_messages
from tests.storage.history.asking import AskedHistory


def main() -> None:
    """Write into a conversation of its own and into the shared one by turns."""
    folder, shared, name, count = Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
    problems: list[HistoryProblem] = []
    history = AskedHistory(
        folder / "history.sqlite3", folder / "backups", on_problem=problems.append
    )
    history.start()
    conversations = [Conversation(id=name), Conversation(id=shared)]
    saved = 0
    for number in range(count):
        conversation = conversations[number % 2]
        message = Message(Role.USER, f"{name} {number}", parent=conversation.leaf)
        conversations[number % 2] = conversation = with_messages(conversation, message)
        saved += history.save(conversation, message).result()
        if number % 7 == 0:
            history.search(name).result()
    is_closed = history.close(30)
    print(f"{saved} saved, {len(problems)} problems" + ("" if is_closed else ", not closed"))


if __name__ == "__main__":
    main()
