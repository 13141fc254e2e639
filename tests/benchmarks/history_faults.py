"""C4, C5 and the writers of C25: failing disks, damaged files, several programs on one history.

    python tests/benchmarks/history_faults.py [--steps 200] [--files 1000] [--writes 1000]

Failing writes need Linux and a C compiler, a small disk needs the right to mount one; what cannot
be done here is said. Exits with 1 when anything was lost or an exception was met.
"""

from __future__ import annotations

import argparse
import errno
import os
import random
import shutil
import sqlite3
import struct
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from mmap import mmap
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from gptdesk.chat.messages import Conversation, Message, Role
from gptdesk.errors import HistoryError
from gptdesk.storage.history import history as history_module
from gptdesk.storage.history.history import History
from gptdesk.storage.history.types import HistoryProblem, ProblemKind
from tests.conversation_values import with_messages
from tests.storage.history.asking import AskedHistory
from tests.storage.history.conversations import answer, chat, growing

ROOT = Path(__file__).parents[2]
CONTROL = "FAILING_DISK"
LATER = 2**40  # calls


def work(folder: Path, dice: random.Random) -> tuple[History, Conversation, list[str]]:
    """Send, stream, answer, draft, branch; return what must be there in the end."""
    told: list[str] = []
    history = History(
        folder / "history.sqlite3", folder / "backups", lambda problem: told.append(problem.kind)
    )
    history.open_file()
    conversation = Conversation(title="Under fire")
    for number in range(3):
        prompt = Message(Role.USER, f"prompt {number}", parent=conversation.leaf)
        conversation = with_messages(conversation, prompt)
        history.save(conversation, prompt)
        whole = answer(dice, prompt.id, 30)
        conversation = with_messages(conversation, growing(whole, 10))
        history.save_partial(conversation, conversation.messages[-1])
        history.set_draft(conversation.id, f"draft {number}")
        history.write_what_is_due()
        conversation = conversation.with_replaced(whole)
        history.save(conversation, whole)
        if history.load(conversation.id, None) != conversation:
            told.append("wrong")  # what is shown must not depend on the disk
    return history, conversation, told


def is_whole(folder: Path, history: History, conversation: Conversation) -> bool:
    """Let the disk work again, close, and see whether everything is in the file."""
    history.write_what_is_due()
    if not history.close_file():
        return False
    again = History(folder / "history.sqlite3", folder / "backups", print)
    again.open_file()
    is_same = again.load(conversation.id, None) == conversation
    is_drafted = again.draft(conversation.id) == "draft 2"
    again.close_file()
    with closing(sqlite3.connect(folder / "history.sqlite3")) as db:
        is_sound = db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    return is_same and is_drafted and is_sound


def fail_writes(steps: int) -> int:
    """In a process with the failing disk: fail once, and from then on, at every step."""
    history_module.RETRY_S = history_module.PARTIAL_S = 0.0
    faults = 0
    with Path(os.environ[CONTROL]).open("r+b") as file, mmap(file.fileno(), 32) as control:
        for code in (errno.EIO, errno.ENOSPC):
            for until in (1, LATER):
                tally: Counter[str] = Counter()
                for step in range(1, steps + 1):
                    with tempfile.TemporaryDirectory() as name:
                        control[:32] = struct.pack("<4q", 0, step, step + until, code)
                        try:
                            history, conversation, told = work(Path(name), random.Random(step))
                            calls = struct.unpack_from("<q", control[:8])[0]
                            control[:32] = struct.pack("<4q", 0, LATER, LATER, code)
                            tally["told"] += bool(told)
                            tally["met"] += calls >= step
                            tally["lost"] += not is_whole(Path(name), history, conversation)
                            tally["wrong"] += "wrong" in told
                        except Exception as exc:
                            control[:32] = struct.pack("<4q", 0, LATER, LATER, code)
                            print(f"  step {step}: {type(exc).__name__}: {exc}")
                            tally["raised"] += 1
                how = "once" if until == 1 else "from then on"
                print(
                    f"{errno.errorcode[code]} at write 1 to {steps}, {how}: met {tally['met']},"
                    f" told {tally['told']}, shown wrongly {tally['wrong']}, lost {tally['lost']},"
                    f" exceptions {tally['raised']}"
                )
                faults += tally["lost"] + tally["raised"] + tally["wrong"]
    return faults


def failing_disk(steps: int) -> int:
    """Build the failing disk and run `fail_writes` with it."""
    compiler = shutil.which("cc")
    if compiler is None or not sys.platform.startswith("linux"):
        print("failing writes: not tried, this needs Linux and a C compiler")
        return 0
    with tempfile.TemporaryDirectory() as name:
        library, control = Path(name) / "failing_disk.so", Path(name) / "control"
        source = Path(__file__).with_name("failing_disk.c")
        subprocess.run(
            [compiler, "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"], check=True
        )
        control.write_bytes(bytes(32))
        return subprocess.run(
            [sys.executable, __file__, "--steps", str(steps)],
            env={**os.environ, "LD_PRELOAD": str(library), CONTROL: str(control)},
            check=False,
        ).returncode


def small_disk() -> int:
    """Fill a disk of 1 MB, make room, and see that nothing is missing."""
    history_module.RETRY_S = 0.0
    with tempfile.TemporaryDirectory() as name:
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", name],
            check=False,
            capture_output=True,
        )
        if mounted.returncode:
            print("a disk of 1 MB: not tried, it cannot be mounted here")
            return 0
        try:
            return fill(Path(name))
        finally:
            subprocess.run(["umount", "-l", name], check=False)


def fill(folder: Path) -> int:
    """Write until a disk is full, and after room was made."""
    ballast = folder / "ballast"
    ballast.write_bytes(bytes(300_000))
    told: list[HistoryProblem] = []
    history = History(folder / "history.sqlite3", folder / "backups", told.append)
    history.open_file()
    dice, conversation, waited = random.Random(1), Conversation(), 0
    slowest_s = 0.0
    while waited < 5:
        message = answer(dice, conversation.leaf, 60)
        conversation = with_messages(conversation, message)
        begin = time.perf_counter()
        waited += not history.save(conversation, message)
        slowest_s = max(slowest_s, time.perf_counter() - begin)
        assert history.load(conversation.id, None) == conversation
    ballast.unlink()
    is_saved = history.save_shape(conversation)
    is_closed = history.close_file()
    history = History(folder / "history.sqlite3", folder / "backups", told.append)
    history.open_file()
    is_there = history.load(conversation.id, None) == conversation
    history.close_file()
    kinds = [problem.kind for problem in told]
    has_it_all = is_saved and is_closed and is_there
    print(
        f"a disk of 1 MB: full after {len(conversation.messages) - waited} messages, {waited}"
        f" waited for room; the user was told {', '.join(kinds)} after {slowest_s:.3f} s at most;"
        f" all there in the end: {has_it_all}"
    )
    is_told = kinds[:2] == [ProblemKind.FULL, ProblemKind.SOLVED]
    return int(not (has_it_all and is_told))


def damage(count: int, seed: int) -> int:
    """Change random bytes of many files, and use what is left of them."""
    dice, tally = random.Random(seed), Counter[str]()
    slowest_s = 0.0
    with tempfile.TemporaryDirectory() as name:
        source = Path(name) / "source"
        history = AskedHistory(source / "history.sqlite3", source / "backups")
        history.start()
        known = {one.id: one for one in (chat(dice, 3, tokens=20) for _ in range(20))}
        for one in known.values():
            history.add_conversation(one).result()
        history.back_up().result()
        history.close()
        data = (source / "history.sqlite3").read_bytes()
        for number in range(count):
            folder = Path(name) / str(number)
            shutil.copytree(source / "backups", folder / "backups")
            changed = bytearray(data)
            for _ in range(dice.choice((1, 1, 10, 100, 1000))):
                changed[dice.randrange(len(changed))] ^= 1 << dice.randrange(8)
            (folder / "history.sqlite3").write_bytes(changed)
            begin = time.perf_counter()
            try:
                use(folder, known, bytes(changed), tally)
            except Exception as exc:
                print(f"  file {number}: {type(exc).__name__}: {exc}")
                tally["raised"] += 1
            slowest_s = max(slowest_s, time.perf_counter() - begin)
            shutil.rmtree(folder)
    total = count * len(known)
    print(
        f"{count} files of {len(data):,} bytes with 1 to 1,000 bits changed: put aside"
        f" {tally['aside']}, backup offered {tally['offered']}, original changed"
        f" {tally['touched']}, unusable {tally['unusable']}, exceptions {tally['raised']};"
        f" taken for a newer one and left alone {tally['newer']}; slowest {slowest_s:.2f} s"
    )
    print(
        f"  of {total:,} conversations {tally['whole']:,} came back whole, {tally['part']:,} in"
        f" part; every one is in the backup"
    )
    return (
        tally["raised"] + tally["touched"] + tally["unusable"] + tally["aside"] - tally["offered"]
    )


def use(folder: Path, known: dict[str, Conversation], changed: bytes, tally: Counter[str]) -> None:
    """Open a damaged history, read all of it, write to it."""
    problems: list[HistoryProblem] = []
    history = AskedHistory(
        folder / "history.sqlite3", folder / "backups", on_problem=problems.append
    )
    history.start()
    for summary in history.summaries().result():
        try:
            is_whole_one = history.load(summary.id).result() == known.get(summary.id)
        except HistoryError:  # put aside meanwhile, and not among what could be saved
            continue
        tally["whole" if is_whole_one else "part"] += 1
    history.search("harbour").result()
    new = with_messages(Conversation(), Message(Role.USER, "Hello"))
    is_saved = history.save(new, new.messages[0]).result()
    is_shown = history.load(new.id).result() == new
    is_closed = history.close()
    if [problem.kind for problem in problems] == [ProblemKind.NEWER]:  # its number was changed
        tally["newer"] += 1
        tally["unusable"] += not is_shown
        tally["touched"] += (folder / "history.sqlite3").read_bytes() != changed
    else:
        tally["unusable"] += not (is_saved and is_shown and is_closed)
    aside = [one for one in folder.glob("*.corrupt-*") if one.suffix.startswith(".corrupt")]
    tally["aside"] += len(aside)
    tally["offered"] += sum(problem.backup is not None for problem in problems)
    tally["touched"] += bool(aside) and all(one.read_bytes() != changed for one in aside)


def writers(count: int) -> int:
    """Let three programs write to one history at once."""
    with tempfile.TemporaryDirectory() as name:
        command = [sys.executable, "-m", "tests.storage.history.history_writer", name, "shared"]
        begin = time.perf_counter()
        programs = [
            subprocess.Popen([*command, one, str(count)], stdout=subprocess.PIPE, cwd=ROOT)
            for one in ("a", "b", "c")
        ]
        outputs = [program.communicate()[0].decode().strip() for program in programs]
        seconds = time.perf_counter() - begin
        history = AskedHistory(Path(name) / "history.sqlite3", Path(name) / "backups")
        history.start()
        found = [history.load(one.id).result() for one in history.summaries().result()]
        history.close()
    texts = [message.text for conversation in found for message in conversation.messages]
    lost = 3 * count - len(set(texts))
    print(
        f"3 programs, {count:,} writes each to one history in {seconds:.1f} s: lost {lost},"
        f" twice {len(texts) - len(set(texts))}; they said: {'; '.join(sorted(set(outputs)))}"
    )
    return lost + (set(outputs) != {f"{count} saved, 0 problems"})


def main() -> int:
    """Run all of it and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument("--writes", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if CONTROL in os.environ:
        return min(fail_writes(options.steps), 100)
    faults = small_disk() + failing_disk(options.steps)
    faults += damage(options.files, options.seed)
    faults += writers(options.writes)
    print(f"seed {options.seed}")
    return int(faults > 0)


if __name__ == "__main__":
    import logging

    logging.disable(logging.WARNING)  # it is full of them
    sys.exit(main())
