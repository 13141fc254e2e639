"""The walls of the house, held up by running code: who may load what."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "gptdesk"
MODULES = sorted(PACKAGE.rglob("*.py"))


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the tests below want to know of a file, which is parsed once for all of them."""

    docstring: str
    attributes: dict[str, int]  # with a line where each stands
    strings: dict[str, int]
    imports: frozenset[str]  # everywhere in it, also for types only


@cache
def _facts_of(path: Path) -> _Facts:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    attributes: dict[str, int] = {}
    strings: dict[str, int] = {}
    imports: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(attr=name):
                attributes[name] = node.lineno
            case ast.Constant(value=str() as text):
                strings[text] = node.lineno
            case ast.Import():
                imports |= {alias.name for alias in node.names}
            case ast.ImportFrom():
                assert node.module, f"{path}: a relative import"
                imports |= {node.module, *(f"{node.module}.{one.name}" for one in node.names)}
    return _Facts(ast.get_docstring(tree) or "", attributes, strings, frozenset(imports))


def _loaded_after(imports: str) -> set[str]:
    """Return the modules that a fresh interpreter has loaded after `imports`."""
    code = f"import sys\n{imports}\nprint(' '.join(sys.modules))"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    )
    return set(result.stdout.split())


def test_engine_storage_and_command_line_load_no_qt() -> None:
    """A server or a notebook without a screen can use everything but the window."""
    loaded = _loaded_after(
        "import gptdesk.engine.local_engine, gptdesk.storage.settings,"
        " gptdesk.storage.models.catalog, gptdesk.storage.history.thread,"
        " gptdesk.training.command, gptdesk.cli.main\n"
        "from gptdesk.model.checkpoints.open import open_checkpoint\n"
        "from gptdesk.resources import resource_path\n"
        "for model in resource_path('models').iterdir():\n"
        "    open_checkpoint(model, is_outline=True)"
    )
    assert "PySide6" not in loaded
    assert "torch" in loaded
    assert "torch._dynamo" not in loaded, "a second, for the list of models"


def test_the_window_loads_no_torch() -> None:
    """The window stands on the screen seconds earlier because of this."""
    loaded = _loaded_after("import gptdesk.app.main, gptdesk.app.views.inside.window")
    assert "PySide6" in loaded
    assert "gptdesk.app.views.window.main_window" in loaded
    assert not loaded & {"torch", "tiktoken", "safetensors", "numpy"}


def test_the_window_starts_without_the_pages_under_the_hood() -> None:
    """They are fifty modules, and are wanted when their window is first opened."""
    loaded = _loaded_after("import gptdesk.app.main")
    assert "gptdesk.app.views.window.main_window" in loaded
    assert not [name for name in loaded if name.startswith("gptdesk.app.views.inside.")]


def test_storage_analysis_and_formats_load_neither_qt_nor_torch() -> None:
    """The user's files can be read by a program that has only the standard library's friends."""
    modules = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for room in ("storage", "analysis", "formats")
        for path in (PACKAGE / room).rglob("*.py")
        if path.name != "__init__.py"
    ]
    loaded = _loaded_after(f"import {', '.join(modules)}")
    assert not loaded & {"torch", "PySide6", "tiktoken", "safetensors"}


def test_nobody_asks_tiktoken_for_an_encoding() -> None:
    """`tiktoken.get_encoding` goes to the network; the vocabulary is bundled."""
    for path in MODULES:
        asked = _facts_of(path).attributes.keys() & {"get_encoding", "encoding_for_model"}
        assert not asked, path


def test_no_thread_is_terminated_and_no_event_loop_is_nested() -> None:
    """Each of these has crashed or frozen a desktop program; see the house style, Threads."""
    forbidden = {"terminate", "processEvents", "setTerminationEnabled"}
    for path in (PACKAGE / "app").rglob("*.py"):
        attributes = _facts_of(path).attributes
        for name in attributes.keys() & forbidden:
            pytest.fail(f"{path}:{attributes[name]}: {name}")


def test_no_colour_is_written_in_python() -> None:
    """Colours have names and live in resources/themes, so that both themes stay whole."""
    for path in (PACKAGE / "app").rglob("*.py"):
        for text, line in _facts_of(path).strings.items():
            assert not re.fullmatch(r"#[0-9A-Fa-f]{3,8}", text), f"{path}:{line}"


def test_modules_say_what_they_own() -> None:
    """A newcomer finds any behaviour's file in a minute."""
    packages = [path for path in MODULES if path.name == "__init__.py"]
    assert [path for path in packages if path.read_text(encoding="utf-8")] == []
    modules = [path for path in MODULES if path.name != "__init__.py"]
    assert len(modules) > 400
    assert [path for path in modules if not _facts_of(path).docstring] == []


def test_modules_begin_with_a_plain_noun_phrase() -> None:
    """The list of first lines is a table of contents; a riddle in it tells nothing."""
    question = re.compile("(What|How|Where|Which|Whether|Who|From|When|Why)\\b")
    for path in MODULES:
        said = _facts_of(path).docstring
        assert not question.match(said), f"{path}: {said.splitlines()[0]}"


def test_the_network_fits_one_page() -> None:
    """`gpt.py` is what a newcomer reads to understand a GPT."""
    assert len((PACKAGE / "model" / "gpt.py").read_text(encoding="utf-8").splitlines()) <= 222


def test_ci_runs_the_command_of_the_readme() -> None:
    """What CI proves is what the README promises."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    command = 'python -m pip install -e ".[test]" && ruff check'
    assert command in readme
    ran = (ROOT / ".ci" / "run").read_text(encoding="utf-8").replace("install -q -e", "install -e")
    line = next(line for line in readme.splitlines() if line.startswith(command))
    assert line in ran.splitlines()


def test_no_circle_of_files() -> None:
    """A file is read after those that it imports; in a circle there is no first one to read."""
    modules = {_module_name(path): path for path in MODULES}
    imports = {
        name: set(_facts_of(path).imports & modules.keys()) for name, path in modules.items()
    }
    assert len(imports) == len(MODULES)
    assert _circles(imports) == []


def test_a_circle_would_be_found() -> None:
    """The search itself, on a circle of three files and one that only looks at it."""
    imports = {"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}, "e": set()}
    assert _circles(imports) == [{"a", "b", "c"}]
    assert not _circles({"a": {"b", "c"}, "b": {"c"}, "c": set()})


def _module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _circles(imports: dict[str, set[str]]) -> list[set[str]]:
    """Return the groups of files from each of which every other one is reached by imports."""
    reached = {name: _reachable(name, imports) for name in imports}
    groups = {
        frozenset(other for other in reached[name] if name in reached[other]) for name in imports
    }
    return [set(group) for group in groups if group]


def _reachable(name: str, imports: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    open_ends = [name]
    while open_ends:
        for imported in imports[open_ends.pop()] - found:
            found.add(imported)
            open_ends.append(imported)
    return found


def test_the_map_in_the_readme_leads_somewhere() -> None:
    """A newcomer follows it before anything else; files move, and the map must move with them."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    places = re.findall(r"\]\(((?:gptdesk|resources|tests)/[^)#]+)\)", readme)
    assert len(places) > 20
    assert [place for place in places if not (ROOT / place).exists()] == []


def test_a_room_is_seen_at_a_glance() -> None:
    """A folder with more than fifteen modules hides a room that was not built."""
    rooms = Counter(path.parent for path in MODULES if path.name != "__init__.py")
    assert len(rooms) > 40
    assert [room for room, modules in rooms.items() if modules > 15] == []
