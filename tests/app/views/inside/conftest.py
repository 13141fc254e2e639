"""A started program with the bundled model, an answer, and *Under the hood* open at its token."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from torch import Tensor

from gptdesk.analysis.figures import TokenRef
from gptdesk.app.main import Program, build_program
from gptdesk.app.system.crash import CrashReporter
from gptdesk.app.viewmodels.inside.looking import InsideViewModel
from gptdesk.app.views.inside.window import InsideWindow
from gptdesk.app.views.printing import printing
from gptdesk.app.views.printing.job import make_printer
from gptdesk.app.views.widgets.figures import percent_text
from gptdesk.chat.tokens import SamplingSettings
from gptdesk.engine.tokenizers.byte_pairs import BytePairTokenizer
from gptdesk.engine.tokenizers.vocabulary import gpt2_vocabulary
from gptdesk.resources import resource_path
from gptdesk.storage.paths import user_paths
from tests.app.views.printing.pdf_reading import ReadPdf
from tests.engine.inside.plain_network import (
    Head,
    PlainNetwork,
    PlainPass,
    plain_storyteller,
    rank_in,
)
from tests.kept_engine import kept_engine

EXAMPLE = (
    "Once upon a time there was a little girl called Mia. Mia had a red ball. One day Mia lost "
    "her red"
)


@dataclass(frozen=True)
class Hood:
    """The program, and its window *Under the hood*."""

    program: Program
    qtbot: QtBot

    @property
    def window(self) -> InsideWindow:
        window = self.program.window.views.side_windows.inside_window
        assert window is not None, "F7 opens it"
        return window

    @property
    def inside(self) -> InsideViewModel:
        return self.program.view_models.inside

    def wait_for_view(self) -> None:
        self.qtbot.waitUntil(lambda: self.inside.view is not None)

    def mark(self, index: int, *, is_prompt: bool = False) -> None:
        """Mark a token of the answer, or of its prompt, as a click does."""
        answer = self.program.view_models.chat.messages.messages[-1]
        self.program.view_models.inspector.mark(TokenRef(answer.id, is_prompt, index))


BALL = 2613


class Example:
    """What plain formulas find in the example.

    Attributes:
        ids: its tokens; " ball" comes next.
        as_is: the text read by the whole network.
        off: heads without which another token comes next.
        without: the text read without them.
        shares: what each part adds to the logit of " ball", centred.
    """

    def __init__(self, plain: PlainNetwork) -> None:
        self.plain = plain
        self.ids = tuple(BytePairTokenizer.load().encode(EXAMPLE))
        self.as_is = plain.run(self.ids)
        self.off: tuple[Head, ...] = plain.needed_heads(self.ids, BALL)
        self.without: PlainPass = plain.run(self.ids, off=self.off)
        self.shares = plain.shares(self.as_is, BALL)

    def p_without(self, head: Head) -> float:
        """Return the probability of " ball" with one head off."""
        return self.plain.run(self.ids, off=[head]).p(BALL)

    def bits_without(self, place: int) -> float:
        """Return how many bits " ball" loses where no later place reads this one."""
        return math.log2(self.as_is.p(BALL) / self.plain.run(self.ids, hidden=[place]).p(BALL))

    def after_block(self, block: int, token_id: int = BALL) -> tuple[str, int]:
        """Return the probability, as it is shown, and rank of a token by the stream there."""
        logits = self.plain.logits_of(self.as_is.points[block][-1:])[0]
        p = float(logits.softmax(dim=0)[token_id])
        return percent_text(p), rank_in(logits, token_id)

    @property
    def largest(self) -> list[tuple[str, str]]:
        """The parts by what they add to the logit of " ball", as they are shown."""
        names = sorted(self.shares, key=lambda name: -abs(self.shares[name]))
        return [(one.replace("mlp", "MLP"), f"{self.shares[one]:+.3f}") for one in names]

    @property
    def row(self) -> tuple[int, str, str]:
        """What head 6.1 reads most at the last place: place, weight and scaled score as shown."""
        weights, scores = self.as_is.weights[6, 1][-1], self.as_is.scores[6, 1][-1]
        most = int(weights.argmax())
        return most + 1, percent_text(float(weights[most])), f"{float(scores[most]) / 8:.2f}"

    @property
    def largest_weight(self) -> float:
        """The weight of what head 6.1 reads most at the last place."""
        return float(self.as_is.weights[6, 1][-1].max())

    def nearest(self, *terms: tuple[int, str]) -> list[str]:
        """Return the 20 tokens nearest by cosine to a sum of tokens, each with its sign."""
        rows = self.plain.weights["tok_emb.weight"]
        encode = BytePairTokenizer.load().encode
        goal = sum(sign * rows[encode(text)[0]] for sign, text in terms)
        cosines = rows @ goal / rows.norm(dim=1)
        return [shown_piece(one) for one in cosines.topk(20).indices.tolist()]

    @property
    def dearest(self) -> Head:
        """The head that is needed most."""
        return min(self.plain.every_head, key=self.p_without)

    @property
    def off_names(self) -> str:
        """The heads as they are written: 3.2, 5.1."""
        return ", ".join(f"{block}.{head}" for block, head in self.off)

    @property
    def first_without(self) -> int:
        """The token that comes next without the heads."""
        return int(self.without.logits[-1].argmax())

    def attention_of(self, block: int) -> Tensor:
        """Return what the heads of a block and their bias add to the stream, (T, d)."""
        parts, heads = self.as_is.parts, range(1, self.plain.n_heads + 1)
        return parts[f"bias {block}"] + sum(parts[f"head {block}.{head}"] for head in heads)

    @property
    def shown(self) -> str:
        """The probability of " ball" as it is shown."""
        return percent_text(self.as_is.p(BALL))

    @property
    def shown_without(self) -> str:
        """The same without the heads."""
        return percent_text(self.without.p(BALL))


@pytest.fixture(scope="session")
def example() -> Example:
    return Example(plain_storyteller())


def shown_piece(token_id: int) -> str:
    """Return a token's text as lists show it."""
    return gpt2_vocabulary().piece(token_id).decode().replace(" ", "␣")


def start(qtbot: QtBot, model: Path, precision: str = "exact") -> Program:
    program = build_program(user_paths(), crashes=CrashReporter(), engine_factory=kept_engine)
    qtbot.addWidget(program.window)
    program.view_models.library.choose_precision(precision)
    with qtbot.waitSignal(program.view_models.library.model_opened):
        program.start(model)
    program.view_models.sampling.set_settings(SamplingSettings(temperature=0))
    program.view_models.sampling.set_max_new_tokens(4)
    return program


@pytest.fixture
def make_hood(qtbot: QtBot) -> Iterator[Callable[..., Hood]]:
    """Opens the program with a model, asks it to continue a text, and opens the window by F7."""
    programs = []

    def make(
        model: Path | None = None,
        text: str = EXAMPLE,
        *,
        precision: str = "exact",
        waits: bool = True,
    ) -> Hood:
        program = start(qtbot, model or resource_path("models/storyteller"), precision)
        programs.append(program)
        with qtbot.waitSignal(program.view_models.chat.run_finished):
            program.view_models.chat.submit(text)
        hood = Hood(program, qtbot)
        hood.mark(0)
        qtbot.keyClick(program.window, Qt.Key.Key_F7)
        qtbot.waitExposed(hood.window)
        hood.window.resize(1040, 720)  # as on a screen that has room for it
        if waits:
            hood.wait_for_view()
        return hood

    yield make
    for program in programs:
        program.window.close()
        assert program.is_joined or program.client.shutdown(10_000)


@pytest.fixture
def hood(make_hood: Callable[..., Hood]) -> Hood:
    """The shipped example: " ball" after "… lost her red"."""
    return make_hood()


Print = Callable[[Hood], ReadPdf]


def squeezed(text: str) -> str:
    """Return a text without spaces and ligatures, which a font may have."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Print:
    """Presses the keys of *Print…*, chooses a file as the printer, and reads the pages back."""
    file = tmp_path / "printed.pdf"

    def choose(_name: str, _parent: object) -> QPrinter:
        printer = make_printer()
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(file))
        return printer

    monkeypatch.setattr(printing, "ask_for_printer", choose)

    def print_now(hood: Hood) -> ReadPdf:
        hood.qtbot.waitUntil(lambda: not hood.window._is_computing())
        hood.window.said.clear()
        QTest.keySequence(hood.window, QKeySequence(QKeySequence.StandardKey.Print))
        hood.qtbot.waitUntil(lambda: hood.window.said.text() == f"Printed to the file {file}.")
        return ReadPdf(file.read_bytes())

    return print_now


def assert_is_on_paper(hood: Hood, text: str, *, has_picture: bool) -> None:
    """Check that a printed text has the title, every figure on show, and whose they are.

    The picture of a page that has one stands above them.
    """
    shown = hood.window._printed()
    assert shown is not None
    assert shown.picture is not None
    assert shown.picture.isNull() != has_picture
    text = squeezed(text)
    for words in (shown.title, hood.window.origin.text(), *shown.columns):
        assert squeezed(words) in text, words
    for row in shown.rows:
        for cell in row:
            assert squeezed(cell) in text, cell
