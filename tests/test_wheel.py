"""What a user installs: the wheel, in a clean environment, outside the checkout, no network."""

from __future__ import annotations

import json
import os
import shutil
import site
import stat
import subprocess
import sys
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the files of this checkout."""
    out = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, ROOT],
        check=True,
        capture_output=True,
    )
    return next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A new environment with the wheel in it, its files made read-only.

    The dependencies come from the environment that runs the tests, through a `.pth` line; an
    editable GPTDesk there is not seen, since the `.pth` files of that folder are not read.
    """
    home = tmp_path_factory.mktemp("clean") / "env"
    venv.create(home, with_pip=False, symlinks=True)
    packages = next((home / "lib").glob("python*")) / "site-packages"
    (packages / "dependencies.pth").write_text("\n".join(site.getsitepackages()) + "\n")
    subprocess.run(
        [sys.executable, "-m", "pip", "-q", "install", "--no-deps", "--target", packages, wheel],
        check=True,
    )
    package = packages / "gptdesk"
    for path in package.rglob("*"):
        path.chmod(path.stat().st_mode & ~(stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH))
    yield home / "bin" / "python"
    for path in package.rglob("*"):
        path.chmod(path.stat().st_mode | stat.S_IWUSR)


def _run(python: Path, arguments: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run in an empty home and, where the system allows it, in a network namespace of its own."""
    folder.mkdir()
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "QT_QPA_PLATFORM": "offscreen",
        "LANG": "C.UTF-8",
    }
    no_network = ["unshare", "--net", "--map-root-user"]
    if shutil.which("unshare") is None or subprocess.run([*no_network, "true"]).returncode:
        no_network = []
    return subprocess.run(
        [*no_network, str(python), *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=170,
        check=False,
    )


def test_the_wheel_holds_what_runs_without_a_network(wheel: Path) -> None:
    """All that lies in resources travels in the wheel, but the pictures; tests do not."""
    names = set(zipfile.ZipFile(wheel).namelist())
    resources = {path for path in (ROOT / "resources").rglob("*") if path.is_file()}
    needed = {path.relative_to(ROOT / "resources").as_posix() for path in resources}
    packed = {name.partition("_resources/")[2] for name in names if "_resources/" in name}
    assert packed == {name for name in needed if not name.startswith("screenshots/")}
    assert {"tokenizer/gpt2.tiktoken", "models/storyteller/model.safetensors"} <= packed
    assert not [name for name in names if name.startswith("tests")]


def test_first_start_reaches_a_streamed_answer(installed: Path, tmp_path: Path) -> None:
    """A new user's first start: empty home, read-only program, no network, one prompt (C24)."""
    driver = tmp_path / "driver.py"
    shutil.copy(ROOT / "tests" / "wheel_driver.py", driver)
    result = _run(installed, [str(driver)], tmp_path / "home")
    assert result.returncode == 0, result.stdout + result.stderr
    lines = dict(line.split(": ", 1) for line in result.stdout.splitlines() if ": " in line)
    assert Path(lines["from"]).is_relative_to(installed.parent.parent)
    assert int(lines["tokens"]) >= 5
    assert len(lines["answer"]) > 10
    assert lines["connects"] == "0"
    assert "Traceback" not in result.stderr


def test_command_line_answers_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    """The same without a window."""
    arguments = ["-m", "gptdesk.cli", "generate", "Once upon a time", "--max-tokens", "8", "--json"]
    result = _run(installed, arguments, tmp_path / "home")
    assert result.returncode == 0, result.stderr
    events = [json.loads(line) for line in result.stdout.splitlines()]
    assert len([event for event in events if "token_id" in event]) == 8
