"""A mistake in a paint event: the program lives, the widget says so, and the log has it once."""

from __future__ import annotations

import ast
import functools
import importlib
import inspect
import itertools
import logging
import pkgutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QStringListModel
from PySide6.QtWidgets import QDialog, QListView, QStyledItemDelegate, QWidget
from pytestqt.qtbot import QtBot

import gptdesk.app.views
from gptdesk.analysis.colour_scale import SHADES, step_of_all
from gptdesk.analysis.figures import Bands, Measure, TokenRef
from gptdesk.app import painting
from gptdesk.app.main import Program, build_program
from gptdesk.app.system.crash import CrashReporter
from gptdesk.app.theme import Theme
from gptdesk.app.viewmodels.inside.walking import Page
from gptdesk.app.views.printing.job import PdfFile, PrintJob, paper_of
from gptdesk.app.views.printing.painter import ConversationPages, PrintPainter
from gptdesk.app.views.text.chart_files import chart_png, chart_svg
from gptdesk.app.views.window.main_window import MainWindow
from gptdesk.chat.messages import Conversation, Message, Role
from gptdesk.chat.tokens import TokenRecord
from gptdesk.storage.paths import user_paths
from tests.app.inspector_pages import make_pages
from tests.fakes import FakeEngine

APP = Path(gptdesk.app.views.__file__).parents[1]
FORCED = TokenRecord(
    token_id=1,
    raw_p=0.0,
    final_p=0.0,
    rank=50_257,
    entropy_bits=0.0,
    kept=1,
    draw=None,
    top_ids=(2, 1),
    top_raw_p=(1.0, 0.0),
    top_final_p=(1.0, 0.0),
    is_forced=True,
)


@pytest.fixture(autouse=True)
def _no_mistake_is_painted_over() -> None:
    """Here mistakes are made on purpose."""


def painting_classes() -> dict[type, str]:
    """Return every class of the window that paints, and its method's name."""
    found: dict[type, str] = {}
    for module in pkgutil.walk_packages([str(APP)], "gptdesk.app."):
        for _, one in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
            if one.__module__ == module.name and issubclass(one, QWidget | QStyledItemDelegate):
                for name, method in vars(one).items():
                    if hasattr(method, "__wrapped__") and inspect.isfunction(method):
                        found[one] = name
    return found


PAINTERS = painting_classes()


@pytest.fixture
def program(qtbot: QtBot) -> Iterator[Program]:
    """The window with a token of probability 0, marked, on its screen."""
    program = build_program(user_paths(), crashes=CrashReporter(), engine_factory=FakeEngine)
    window = program.window
    qtbot.addWidget(window)
    make_pages(window)
    with qtbot.waitSignal(program.view_models.library.model_opened):
        program.start(None)
    window.resize(1280, 800)
    window.show()
    qtbot.waitExposed(window)
    prompt = Message(Role.USER, "A fox")
    answer = Message(
        Role.ASSISTANT, '"', token_ids=(1,), records=(FORCED,), parent=prompt.id, model_name="m"
    )
    program.view_models.chat.open_conversation(
        Conversation(messages=(prompt, answer), leaf=answer.id, title="Foxes")
    )
    program.view_models.inspector.mark(TokenRef(answer.id, is_prompt=False, index=0))
    yield program
    window.close()
    assert program.is_joined or program.client.shutdown(10_000)


def draw_all(window: QWidget) -> set[type]:
    """Draw everything that the window has, shown or not; return who was drawn."""
    drawn: set[type] = set()
    for widget in (window, *window.findChildren(QWidget)):
        if isinstance(widget, QDialog) or not isinstance(widget, tuple(PAINTERS)):
            continue
        if widget.size().isEmpty():
            widget.resize(200, 60)
        widget.grab()
        drawn.add(type(widget))
    QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)  # hidden ones took place
    return drawn


def errors(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]


def test_every_painter_is_one_that_ends() -> None:
    """A painter that somebody opens by hand stays open on a mistake, which ends the program."""
    for path in APP.rglob("*.py"):
        if path.name == "painting.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                is_open = node.func.id == "QPainter" and node.args
                assert not is_open, f"{path}:{node.lineno}: use painter_on"
            if isinstance(node, ast.FunctionDef) and node.name in {"paintEvent", "paint"}:
                arguments = {one.annotation for one in node.args.args}
                names = {one.id for one in arguments if isinstance(one, ast.Name)}
                if "QStyleOptionViewItem" in names or {"QPaintEvent", "QPainter"} <= names:
                    assert node.decorator_list, f"{path}:{node.lineno}: is not `painted`"


def test_a_token_that_cannot_come_is_drawn_everywhere(
    program: Program, caplog: pytest.LogCaptureFixture, qtbot: QtBot
) -> None:
    """Forced by the user or imported: infinitely surprising, and no reason to end the program."""
    models, panel = program.view_models, program.window.views.side_panel
    for measure in Measure:
        models.inspector.set_colour_by(measure)
        for page in range(panel.tabs.count()):
            panel.tabs.setCurrentIndex(page)
            draw_all(program.window)
    theme = program.view_models.appearance.theme
    assert chart_png(models.text_page.curves, (), theme)
    assert chart_svg(models.text_page.curves, (), theme)
    assert errors(caplog) == []
    chip = panel.next_token_page.summary.chip
    qtbot.waitUntil(lambda: "∞" in chip.toolTip())
    assert step_of_all((FORCED,), Measure.SURPRISAL, Bands()) == SHADES - 1


def test_a_mistake_in_a_painter_is_said_in_its_place(
    broken: set[type], program: Program, caplog: pytest.LogCaptureFixture, monkeypatch
) -> None:
    """Each painter of the program in turn: one line in the log, and life."""
    said: list[object] = []
    say = painting._say
    monkeypatch.setattr(painting, "_say", lambda *arguments: (said.append(1), say(*arguments)))
    for paints in PAINTERS:
        broken.add(paints)
        widget = one_of(paints, program.window)
        said.clear()
        caplog.clear()
        for _ in range(3):
            widget.grab()
        assert len(said) == 3, paints
        assert len(errors(caplog)) == 1, paints
        assert "cannot be drawn" in errors(caplog)[0]
        broken.clear()
        said.clear()
        widget.grab()
        assert not said, "what can be drawn again is drawn again"


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> set[type]:
    """Return the painters that raise after they have painted; none yet."""
    found: set[type] = set()

    def breakable(paints: type, original: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(original)
        def paint(self: Any, *arguments: Any) -> None:
            original(self, *arguments)
            if paints in found:
                raise OverflowError("cannot convert float infinity to integer")

        is_delegate = issubclass(paints, QStyledItemDelegate)
        return (painting.painted_row if is_delegate else painting.painted)(paint)

    for paints, name in PAINTERS.items():
        monkeypatch.setattr(paints, name, breakable(paints, vars(paints)[name].__wrapped__))
    return found


def one_of(paints: type, window: MainWindow) -> QWidget:
    """Return a widget that paints so: the window's, or a new one if it has none now."""
    if issubclass(paints, QStyledItemDelegate):
        view = QListView(window)
        view.setModel(QStringListModel(["one"], view))
        view.setItemDelegate(paints(view))
        view.resize(200, 60)
        return view
    alike = [one for one in window.findChildren(QWidget) if type(one) is paints]
    own = {"parent": window, "target": window.views.composer, "example": "Once"}
    names = list(inspect.signature(paints.__init__).parameters)[1:]
    widget = next((one for one in alike if one.isVisible()), None)
    if widget is None and set(names) <= {*own, "kind", "text", "name"}:
        widget = paints(*(own.get(name, "") for name in names))
    if widget is None:  # made with its view model, where it belongs
        window.views.side_windows.show_inside()
        hood = window.views.side_windows.inside_window
        assert hood is not None
        hood.resize(1040, 720)
        for page in Page:
            hood.page(page)
        widget = next(one for one in window.findChildren(QWidget) if type(one) is paints)
        widget.setMinimumSize(100, 60)  # nothing is in it yet
    assert isinstance(widget, QWidget)
    if widget.size().isEmpty():
        widget.resize(200, 60)
    return widget


def test_a_mistake_anywhere_in_painting_is_lived_through(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the painter's state saved, a clip set, a line half drawn: the next frame is whole."""
    color = Theme.color
    whole = program.window.grab().toImage()
    for call in (1, 2, 3, 5, 8, 13, 21, 34):
        count = itertools.count(1)

        def fails_often(theme: Theme, token: str, call: int = call, count: Any = count) -> object:
            if next(count) % call == 0:
                raise RuntimeError(f"no {token}")
            return color(theme, token)

        with monkeypatch.context() as patch:
            patch.setattr(Theme, "color", fails_often)
            draw_all(program.window)
        assert program.window.grab().toImage() == whole


def test_a_page_that_cannot_be_painted_ends_the_printing(qtbot: QtBot, monkeypatch) -> None:
    """As not complete: what could not be painted was not printed."""
    pdf = PdfFile("A fox")
    job = PrintJob(
        ConversationPages("A fox", [Message(Role.USER, "A fox")], paper_of(pdf.device)), pdf.device
    )

    def fail(*_: object) -> None:
        raise OverflowError

    monkeypatch.setattr(PrintPainter, "paint", fail)
    with qtbot.captureExceptions() as caught, qtbot.waitSignal(job.ended) as ended:
        job.start()
    assert ended.args == [False]
    assert [kind for kind, _, _ in caught] == [OverflowError]
