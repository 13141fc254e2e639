"""About tells the room that the program takes, and how it becomes less."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import Future
from importlib.metadata import Distribution
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from gptdesk.app.main import Program, build_program
from gptdesk.app.system import installed_size as size_module
from gptdesk.app.system.crash import CrashReporter
from gptdesk.app.system.installed_size import InstalledSize, installed_size
from gptdesk.app.views.help.dialogs import AboutDialog
from gptdesk.storage.paths import user_paths
from tests.app.test_whole_words import cut_parts
from tests.fakes import FakeEngine


@pytest.fixture
def program(qtbot: QtBot) -> Iterator[Program]:
    program = build_program(user_paths(), crashes=CrashReporter(), engine_factory=FakeEngine)
    qtbot.addWidget(program.window)
    with qtbot.waitSignal(program.view_models.library.model_opened):
        program.start(None)
    yield program
    program.window.close_at_once()
    assert program.is_joined or program.client.shutdown(10_000)


def package(folder: Path, name: str, size: int, *needs: str) -> None:
    """Put a package of one file into a folder, as pip does."""
    info = folder / f"{name.replace('-', '_')}-1.dist-info"
    info.mkdir(parents=True)
    (folder / f"{name}.bin").write_bytes(bytes(size))
    (folder / f"{name}.pyc").write_bytes(bytes(7))  # compiled when installed: without a size
    lines = [f"Requires-Dist: {need}" for need in needs]
    (info / "METADATA").write_text("\n".join((f"Name: {name}", "Version: 1", *lines)))
    (info / "RECORD").write_text(f"{name}.bin,sha256=x,{size}\n{name}.pyc,,\ngone.pyc,,\n")


def test_what_is_needed_is_added_up_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And nothing else that lies in the same environment, nor what an extra would want."""
    package(tmp_path, "gptdesk", 100, "torch>=2.10", 'pytest>=8; extra == "test"', "absent")
    package(tmp_path, "torch", 1000, "jinja2", "nvidia-cublas==13; platform_system == 'Linux'")
    package(tmp_path, "jinja2", 10, "torch")
    package(tmp_path, "nvidia-cublas", 5000)
    package(tmp_path, "pytest", 70000)

    def distribution(name: str) -> Distribution:
        return next(iter(Distribution.discover(name=name, path=[str(tmp_path)])), None) or missing()

    def missing() -> Distribution:
        raise size_module.PackageNotFoundError

    monkeypatch.setattr(size_module, "distribution", distribution)
    assert installed_size() == InstalledSize(total=6138, torch=6014, cuda=5007)


def test_a_bundle_is_added_up_by_its_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It has no packages to ask."""
    (tmp_path / "_internal" / "torch").mkdir(parents=True)
    (tmp_path / "gptdesk").write_bytes(bytes(10))
    (tmp_path / "_internal" / "torch" / "lib.so").write_bytes(bytes(500))
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "gptdesk"))
    assert installed_size() == InstalledSize(total=510, torch=500, cuda=0)


def test_about_tells_the_size(program: Program, qtbot: QtBot) -> None:
    """The real one of this environment; and with CUDA the advice, no word of it cut."""
    program.window.views.menu.about.trigger()
    about = program.window.findChild(AboutDialog)
    assert isinstance(about, AboutDialog)
    qtbot.waitUntil(lambda: about.size_line.text().startswith("It takes "))
    future: Future[InstalledSize] = Future()
    future.set_result(InstalledSize(5_500_000_000, 5_200_000_000, 4_000_000_000))
    about.show_size(future)
    assert "3.7 GiB are for NVIDIA cards only" in about.size_line.text()
    qtbot.waitUntil(lambda: not list(cut_parts(about)))
    about.reject()
