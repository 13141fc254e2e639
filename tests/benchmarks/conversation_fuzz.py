"""Conversations with odd values are stored, and a healthy one after each: none is lost.

    python tests/benchmarks/conversation_fuzz.py [--count 100000] [--seed 1] [--folder /dev/shm]

Half of them come through the border: a file of which one value is another, which is refused in a
sentence or stored whole. Half pass by it, as a mistake in the program would: a field of a message,
a record or a run has a value or a type that it should not have, and what cannot be stored is set
apart. A class as a value is left out: where a text is one, `text.encode()` crashes CPython itself,
3.11.7 and 3.13.0 among others (https://github.com/python/cpython/issues/131998).
Exits with 1 when a healthy one was lost, or an exception was met.
"""

from __future__ import annotations

import argparse
import json
import logging
import math
import random
import sys
import tempfile
import time
from collections import Counter
from copy import copy
from dataclasses import fields, replace
from io import BytesIO
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from gptdesk.chat.changes import Changes, HeadChange
from gptdesk.chat.kept_views import KeptCell, KeptView
from gptdesk.chat.messages import Conversation, Message, Role
from gptdesk.errors import ConversationFileError
from gptdesk.formats.conversation_json import conversation_json, saved_in
from gptdesk.storage.history.history import History
from gptdesk.storage.history.types import HistoryProblem
from tests.conversation_values import with_messages
from tests.storage.history.asking import finished
from tests.storage.history.conversations import chat

VOCABULARY_SIZE = 50257
ODD: tuple[Any, ...] = (
    *(math.nan, math.inf, -math.inf, -1, 0, 1.5, 2**31, 2**63, -(2**63) - 1, 2**70, 10**400),
    *("", "\ud800", "\udfff\ud800", "\x00", "continue", "x" * 10_000, "streaming"),
    *(None, True, b"bytes", [], {}, [[]], (), object(), 99_999_999),
)
FILE = Path("fuzz.json")


def mutated_file(dice: random.Random, content: dict[str, Any]) -> bytes:
    """Return a file's content with one value in the place of another."""
    mutant = json.loads(json.dumps(content))
    at: Any = mutant
    while True:
        steps = list(at) if isinstance(at, dict) else list(range(len(at)))
        step = dice.choice(steps)
        if not isinstance(at[step], dict | list) or not at[step] or dice.random() < 0.05:
            break
        at = at[step]
    odd = dice.choice(ODD)
    try:
        json.dumps(odd)
    except (TypeError, ValueError):
        odd = None
    at[step] = odd
    return json.dumps(mutant).encode()


def mutated_conversation(dice: random.Random, conversation: Conversation) -> Conversation:
    """Return a conversation in which one field has an odd value.

    It is one of a message, a record, a run, a head that was off, or a kept view.
    """
    message = dice.choice(conversation.messages)
    odd = dice.choice(ODD)
    where = dice.random()
    if where < 0.4 and message.records:
        record = message.records[0]
        name = dice.choice(fields(record)).name
        message = replace(message, records=(replace(record, **{name: odd}), *message.records[1:]))
    elif where < 0.5 and message.runs:
        run = message.runs[0]
        name = dice.choice(fields(run)).name
        message = replace(message, runs=(replace(run, **{name: odd}),))
    elif where < 0.6 and message.runs:
        run, (head, *heads) = message.runs[0], message.runs[0].switched_off
        head = unchecked(head, dice.choice(fields(head)).name, odd)
        message = replace(message, runs=(replace(run, switched_off=(head, *heads)),))
    elif where < 0.7 and message.kept_views:
        (view,) = message.kept_views
        view = unchecked(view, dice.choice(fields(view)).name, odd)
        message = replace(message, kept_views=(view,))
    else:
        names = [one.name for one in fields(Message) if one.name not in ("id", "state")]
        message = replace(message, **{dice.choice(names): odd})
    return conversation.with_replaced(message)


def unchecked(value: Any, name: str, odd: object) -> Any:
    """Return a copy with another value in a field, whatever the class says of it."""
    copied = copy(value)
    object.__setattr__(copied, name, odd)
    return copied


def store_mutants(folder: Path, count: int, seed: int) -> Counter[str]:
    """Store so many odd conversations, a healthy one after each; return what became of them."""
    dice = random.Random(seed)
    counts: Counter[str] = Counter()
    problems: list[HistoryProblem] = []
    history = History(folder / "history.sqlite3", folder / "backups", problems.append)
    history.open_file()
    model = chat(dice, 1, tokens=3)
    prompt, answer = model.messages
    off = HeadChange(3, 2), HeadChange(6, 1, 0.5)
    run = replace(answer.runs[0], switched_off=off)
    view = KeptView(
        *("A view", 24, "scores", "storyteller", "ab" * 32),
        block=6,
        head=1,
        changes=Changes(off, hidden=(4,)),
        columns=("from", "weight"),
        rows=((KeptCell("ball"), KeptCell("92.6 %", 0.926)),),
    )
    answer = replace(answer, prompt_ids=(7, 9), runs=(run,), kept_views=(view,))
    model = replace(model, messages=(prompt, answer))
    content = json.loads(b"".join(conversation_json(model)))
    del content["sha256"]
    healthy: list[str] = []
    for number in range(count):
        try:
            if number % 2:
                data = mutated_file(dice, content)
                odd = saved_in(BytesIO(data), FILE, VOCABULARY_SIZE).whole()
                odd = replace(odd, id=f"file {number}")
                is_stored = finished(history.add_conversation(odd))
                counts["files stored" if is_stored else "FILES THAT WERE TAKEN, NOT STORED"] += 1
            else:
                odd = replace(mutated_conversation(dice, model), id=f"odd {number}")
                counts[
                    "objects stored"
                    if finished(history.add_conversation(odd))
                    else "objects set apart"
                ] += 1
        except ConversationFileError:
            counts["files refused"] += 1
        except Exception as exc:
            counts[f"EXCEPTION {type(exc).__name__}: {exc}"[:100]] += 1
        history._file.unsaved.forget([f"odd {number}"])  # its memory; the bar would name it
        one = with_messages(
            Conversation(id=f"healthy {number}"), Message(Role.USER, f"no {number}")
        )
        if not history.save(one, one.messages[0]):
            counts["HEALTHY NOT STORED"] += 1
        healthy.append(one.id)
    counts["HEALTHY NOT STORED AT THE END"] += 0 if history.close_file() else 1
    again = History(folder / "history.sqlite3", folder / "backups", problems.append)
    again.open_file()
    known = {one.id: one for one in again.summaries()}
    for number, one in enumerate(healthy):
        is_there = one in known and known[one].first_words == f"no {number}"
        counts["healthy there" if is_there else "HEALTHY LOST"] += 1
    for one in known:
        try:
            again.load(one, None)
        except Exception as exc:
            counts[f"EXCEPTION in loading {type(exc).__name__}: {exc}"[:100]] += 1
    again.close_file()
    counts["PROBLEMS TOLD"] += sum(one.kind not in ("partly", "solved") for one in problems)
    return +counts


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, default=None)
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    begin = time.monotonic()
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        counts = store_mutants(Path(name), options.count, options.seed)
    for what, number in sorted(counts.items()):
        print(f"{number:8,}  {what}")
    print(f"{options.count:,} in {time.monotonic() - begin:.0f} s, seed {options.seed}")
    return int(any(what[:2].isupper() for what in counts))


if __name__ == "__main__":
    sys.exit(main())
