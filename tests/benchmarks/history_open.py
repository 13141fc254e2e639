"""C6, the history's part: a conversation of 10,000 messages is opened, paged through, searched.

    python tests/benchmarks/history_open.py [--messages 10000] [--tokens 256] [--rounds 200]

Times are milliseconds of the thread that owns the file. Exits with 1 when a limit is broken.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from gptdesk.chat.messages import Conversation, Message, Role
from gptdesk.storage.history.history import History
from tests.storage.history.asking import finished
from tests.storage.history.conversations import WORDS, answer, prose

SEARCH_P99_MS = 50.0
OPEN_LAST_MS = 100.0
PAGE_P99_MS = 50.0


def timed(action: Callable[[], object], rounds: int) -> list[float]:
    """Return the milliseconds of CPU that each of some calls took."""
    times: list[float] = []
    for _ in range(rounds):
        begin = time.thread_time()
        action()
        times.append((time.thread_time() - begin) * 1000)
    return sorted(times)


def line(title: str, times: list[float]) -> str:
    """Return the spread of some times."""
    p99 = times[min(len(times) - 1, len(times) * 99 // 100)]
    return f"{title:<44} p50 {times[len(times) // 2]:>8.2f}  p99 {p99:>8.2f}  max {times[-1]:>8.2f}"


def p99(times: list[float]) -> float:
    """Return the time that 99 of 100 stay below."""
    return times[min(len(times) - 1, len(times) * 99 // 100)]


def build(messages: int, tokens: int, dice: random.Random) -> Conversation:
    """Return a conversation of prompts and answers; the answers share their records."""
    template = answer(dice, None, tokens)
    made: list[Message] = []
    parent: str | None = None
    for number in range(messages):
        text = prose(dice, 50)
        made.append(
            Message(
                Role.ASSISTANT,
                text,
                parent=parent,
                token_ids=template.token_ids,
                records=template.records,
                runs=template.runs,
                prompt_ids=template.prompt_ids,
            )
            if number % 2
            else Message(Role.USER, text, parent=parent)
        )
        parent = made[-1].id
    return Conversation(tuple(made), leaf=parent, title="A long one")


def memory_mib() -> float:
    """Return what this process holds now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def main() -> int:
    """Build the file, then open, page and search it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--tokens", type=int, default=256)
    parser.add_argument("--rounds", type=int, default=200)
    options = parser.parse_args()
    dice = random.Random(1)
    with tempfile.TemporaryDirectory() as name:
        database = Path(name) / "history.sqlite3"
        history = History(database, Path(name) / "backups", print)
        history.open_file()
        conversation = build(options.messages, options.tokens, dice)
        begin = time.perf_counter()
        finished(history.add_conversation(conversation))
        built_s = time.perf_counter() - begin
        text_bytes = sum(len(message.text) for message in conversation.messages)
        ids = [message.id for message in conversation.messages]
        conversation_id = conversation.id
        del conversation
        history.close_file()

        history = History(database, Path(name) / "backups", print)
        begin_ms = timed(history.open_file, 1)
        history.hurry()
        print(
            f"{options.messages:,} messages, {text_bytes / 1e6:.1f} MB of text, half of them with"
            f" {options.tokens} tokens; {database.stat().st_size / 1e6:.0f} MB, written in"
            f" {built_s:.1f} s"
        )
        before = memory_mib()
        kept = history.load(conversation_id, 50)
        grown = memory_mib() - before
        opened = timed(lambda: history.load(conversation_id, 50), 20)
        outlines = timed(lambda: history.load(conversation_id, 0), 20)
        whole = timed(lambda: history.load(conversation_id, None), 3)
        pages = [range(at - 50, at) for at in (dice.randrange(60, len(ids)) for _ in range(30))]
        asked = iter([[ids[place] for place in page] for page in pages])
        paged = timed(lambda: history.load_messages(conversation_id, next(asked)), 30)
        listed = timed(history.summaries, 50)
        phrases = [prose(dice, dice.randrange(1, 4)) for _ in range(options.rounds)]
        beginnings = [dice.choice(WORDS)[: dice.randrange(1, 5)] for _ in range(options.rounds)]
        questions = iter(phrases + beginnings)
        searched = timed(lambda: history.search(next(questions), 50), 2 * options.rounds)
        rare = timed(lambda: history.search("🙂", 50), 20)
        history.close_file()
    assert len(kept.messages) == options.messages
    print(line("begin (open, check, tidy)", begin_ms))
    print(line("open, tokens of the last 50", opened))
    print(line("open, no tokens", outlines))
    print(line("open, all tokens", whole))
    print(line("a page of 50 anywhere", paged))
    print(line("list of conversations", listed))
    print(line(f"search, {2 * options.rounds} questions", searched))
    print(line("search for a sign (reads all text)", rare))
    print(f"memory for the open conversation: {grown:.1f} MiB")
    checks = {
        f"search p99 <= {SEARCH_P99_MS:g} ms": p99(searched) <= SEARCH_P99_MS,
        f"open <= {OPEN_LAST_MS:g} ms": opened[len(opened) // 2] <= OPEN_LAST_MS,
        f"page p99 <= {PAGE_P99_MS:g} ms": p99(paged) <= PAGE_P99_MS,
    }
    for check, is_met in checks.items():
        print(f"  {'ok  ' if is_met else 'MISS'} {check}")
    return int(not all(checks.values()))


if __name__ == "__main__":
    sys.exit(main())
