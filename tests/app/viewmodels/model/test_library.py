"""Which model is opened, at the start and on request, and what is remembered of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import pytest
from pytestqt.qtbot import QtBot

from gptdesk.app.inference.client import InferenceClient
from gptdesk.app.viewmodels.model.library import LibraryViewModel
from gptdesk.app.viewmodels.model.model_lists import FoundModel
from gptdesk.app.viewmodels.settings.preferences import Preferences
from gptdesk.errors import CheckpointError
from gptdesk.storage.models.catalog import Catalog, Origin, bundled_model
from gptdesk.storage.models.load_guard import LoadGuard
from gptdesk.storage.paths import UserPaths, user_paths
from tests.fakes import INFO, FakeEngine, FakeTokenizer, info_in
from tests.storage.models.test_hugging_face_cache import put_snapshot


@dataclass
class Desk:
    """A library on a fake engine, and everything it speaks to."""

    client: InferenceClient
    library: LibraryViewModel
    engine: FakeEngine
    preferences: Preferences
    paths: UserPaths
    guard: LoadGuard

    def loads(self) -> list[tuple[Path, str]]:
        return [(request.path, request.precision) for request in self.engine.loads]

    def recent(self) -> list[Path]:
        self.library.lists.look()
        return [model.path for model in self.library.lists.recent]

    def loaded_paths(self) -> list[Path]:
        return [request.path for request in self.engine.loads]


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    """A started client; the user's folders are the test's own."""
    engine = FakeEngine()
    paths = user_paths()
    preferences = Preferences(paths)
    guard = LoadGuard(paths.load_marker_file)
    client = InferenceClient(lambda: engine, tokenizer_factory=FakeTokenizer)
    library = LibraryViewModel(client, catalog=Catalog(paths), guard=guard, preferences=preferences)
    client.start()
    yield Desk(client, library, engine, preferences, paths, guard)
    assert client.shutdown(10_000)
    preferences.save_now()


def _refusal(path: Path) -> CheckpointError:
    return CheckpointError(path, "it is empty", remedy="Choose another file.")


def test_first_start_opens_the_bundled_model(desk: Desk, qtbot: QtBot) -> None:
    """A new user has a model without choosing one."""
    with qtbot.waitSignal(desk.library.model_opened):
        desk.library.open_at_start(None)
    assert desk.loaded_paths() == [bundled_model()]
    assert desk.recent() == []


def test_the_last_model_comes_back(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    """A researcher who works with their own checkpoint opens it once."""
    with qtbot.waitSignal(desk.library.model_opened):
        desk.library.open_model(tmp_path / "mine.safetensors")
    desk.preferences.save_now()
    assert Preferences(desk.paths).settings.model_path == str(tmp_path / "mine.safetensors")
    assert desk.recent() == [tmp_path / "mine.safetensors"]
    with qtbot.waitSignal(desk.library.model_opened):
        desk.library.open_at_start(None)
    assert desk.loaded_paths()[-1] == tmp_path / "mine.safetensors"


def test_a_path_on_the_command_line_comes_first(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    """`gptdesk FILE` opens FILE."""
    desk.preferences.change(model_path=str(tmp_path / "last.bin"))
    with qtbot.waitSignal(desk.library.model_opened):
        desk.library.open_at_start(tmp_path / "wanted.bin")
    assert desk.loaded_paths() == [tmp_path / "wanted.bin"]


def test_a_last_model_that_is_gone_makes_room_for_the_bundled_one(
    desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    """A deleted file costs one sentence, not the start."""
    gone = tmp_path / "gone.bin"
    desk.preferences.change(model_path=str(gone))
    desk.engine.load_errors.append(_refusal(gone))
    with qtbot.waitSignals([desk.library.open_failed, desk.library.model_opened]):
        desk.library.open_at_start(None)
    assert desk.loaded_paths() == [gone, bundled_model()]


def test_a_refused_file_leaves_the_model_in_use(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    """Opening the wrong file by mistake must not take the right one away."""
    with qtbot.waitSignal(desk.library.model_opened):
        desk.library.open_at_start(None)
    before = desk.client.info
    desk.engine.load_errors.append(_refusal(tmp_path / "letter.bin"))
    with qtbot.waitSignal(desk.library.open_failed) as failed:
        desk.library.open_model(tmp_path / "letter.bin")
    assert "letter.bin" in failed.args[0]
    assert desk.client.info is before
    assert desk.preferences.settings.model_path == ""


def test_a_model_that_crashed_the_last_start_is_not_opened_by_itself(
    desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    """Otherwise GPTDesk could never be opened again."""
    bad = tmp_path / "bad.bin"
    desk.preferences.change(model_path=str(bad))
    desk.guard.remember_load(bad)  # the last run got this far
    with qtbot.waitSignals([desk.library.held_back, desk.library.model_opened]):
        desk.library.open_at_start(None)
    assert desk.loaded_paths() == [bundled_model()]


def test_the_bundled_model_is_not_tried_again_by_itself_either(desk: Desk, qtbot: QtBot) -> None:
    """There is nothing to fall back on; the window opens without a model and says so."""
    desk.guard.remember_load(bundled_model())
    with qtbot.waitSignal(desk.library.held_back) as held:
        desk.library.open_at_start(None)
    assert held.args[1] == bundled_model()
    assert desk.loaded_paths() == []


def test_opening_it_all_the_same_works(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    """The user decides; a load that ends well clears the suspicion."""
    bad = tmp_path / "bad.bin"
    desk.guard.remember_load(bad)
    with qtbot.waitSignal(desk.library.model_opened):
        desk.library.open_model(bad)
    assert desk.guard.interrupted() is None


def test_closing_during_a_load_raises_no_suspicion(
    desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    """Impatience is not a crash."""
    desk.library.open_model(tmp_path / "large.bin")
    assert desk.guard.interrupted() == tmp_path / "large.bin"
    desk.library.close()
    assert desk.guard.interrupted() is None
    with qtbot.waitSignal(desk.library.model_opened):
        pass


def test_models_of_other_programs_are_offered(
    desk: Desk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever has GPT-2 on the disk does not get it a second time."""
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    snapshot = put_snapshot(tmp_path / "hub", "openai-community/gpt2")
    mine = desk.paths.models_dir / "mine"
    mine.mkdir(parents=True)
    (mine / "model.safetensors").write_bytes(b"weights")
    with qtbot.waitSignal(desk.library.lists.found_changed) as found:
        desk.library.lists.look()
    models = (
        FoundModel("mine", mine, Origin.USER, 7),
        FoundModel("openai-community/gpt2", snapshot, Origin.HUGGING_FACE, 7),
    )
    untrained, *others = desk.library.lists.found
    assert untrained.name == "untrained-GPT_CONFIG_124M"
    assert tuple(others) == models
    assert found.args == [desk.library.lists.found]


def test_a_model_that_went_away_and_came_back_is_listed_as_such(
    desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    """A stick is pulled out and put in again; each look at the lists asks the disk anew."""
    mine = tmp_path / "mine.bin"
    with qtbot.waitSignal(desk.library.model_opened):
        desk.library.open_model(mine)  # the engine of this test reads no file
    lists = desk.library.lists
    for is_there in (True, False, True):
        if is_there:
            mine.write_bytes(b"weights")
        else:
            mine.unlink()

        def is_listed(is_there: bool = is_there) -> bool:
            lists.look()
            return [model.is_there for model in lists.recent] == [is_there]

        qtbot.waitUntil(is_listed)


def test_a_device_of_this_run_is_not_remembered(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    """`gptdesk --device cpu` is for once; the next start chooses by itself again."""
    library = LibraryViewModel(
        desk.library._client,
        catalog=Catalog(desk.paths),
        guard=desk.guard,
        preferences=desk.preferences,
        device="cpu",
    )
    with qtbot.waitSignal(library.model_opened):
        library.open_model(tmp_path / "mine.bin")
    assert desk.engine.loads[-1].device == "cpu"
    assert desk.preferences.settings.device == "auto"


def _library_in(desk: Desk, precision: str) -> LibraryViewModel:
    return LibraryViewModel(
        desk.library._client,
        catalog=Catalog(desk.paths),
        guard=desk.guard,
        preferences=desk.preferences,
        precision=precision,
    )


def test_another_precision_opens_the_model_again(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    """The same model, by the path it was asked for; and the next start has that precision."""
    mine = tmp_path / "mine"
    with qtbot.waitSignal(desk.library.model_opened):
        desk.library.open_model(mine)
    assert desk.library.precision == "exact"
    with qtbot.waitSignal(desk.library.model_opened):
        desk.library.choose_precision("balanced")
        assert desk.library.is_loading
        assert desk.library.precision == "balanced"
    assert desk.loads() == [(mine, "exact"), (mine, "balanced")]
    assert desk.client.info is not None
    assert desk.client.info.precision == "balanced"
    assert desk.recent() == [mine]
    desk.preferences.save_now()
    assert Preferences(desk.paths).settings.precision == "balanced"
    with qtbot.waitSignal(desk.library.precision_kept) as kept:
        desk.library.open_model(tmp_path / "other")
    assert desk.loads()[-1] == (tmp_path / "other", "balanced")
    assert kept.args is not None
    assert "is computed in Balanced, as the model before it was." in kept.args[0]
    with (
        qtbot.assertNotEmitted(desk.library.precision_kept),
        qtbot.waitSignal(desk.library.model_opened),
    ):
        desk.library.choose_precision("fast")  # by hand, and for this one


def test_the_same_precision_opens_nothing(desk: Desk, qtbot: QtBot) -> None:
    """A click on what is chosen already costs nothing."""
    with qtbot.waitSignal(desk.library.model_opened):
        desk.library.open_at_start(None)
    desk.library.choose_precision("exact")
    assert not desk.library.is_loading
    assert len(desk.engine.loads) == 1


def test_a_precision_that_cannot_be_had_leaves_the_model_in_use(desk: Desk, qtbot: QtBot) -> None:
    """And is not tried again at the next start."""
    with qtbot.waitSignal(desk.library.model_opened):
        desk.library.open_at_start(None)
    desk.engine.load_errors.append(_refusal(bundled_model()))
    told: list[str] = []
    desk.library.precision_changed.connect(told.append)
    with qtbot.waitSignal(desk.library.open_failed):
        desk.library.choose_precision("fast")
    assert told == ["fast", "exact"]
    assert desk.library.precision == "exact"
    assert desk.preferences.settings.precision == "exact"


def test_last_of_several_quick_choices_counts(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    """Also while a model is being opened, and the model stays the one that was asked for last."""
    desk.engine.load_gate = Event()
    desk.library.open_model(tmp_path / "first")
    qtbot.waitUntil(lambda: bool(desk.loads()))
    desk.library.open_model(tmp_path / "second")
    desk.library.choose_precision("balanced")
    desk.library.choose_precision("fast")
    assert desk.library.precision == "fast"
    desk.engine.load_gate.set()
    qtbot.waitUntil(lambda: not desk.library.is_loading)
    assert desk.loads() == [(tmp_path / "first", "exact"), (tmp_path / "second", "fast")]
    assert desk.recent()[0] == tmp_path / "second"
    assert desk.preferences.settings.precision == "fast"
    assert desk.preferences.settings.model_path == str(tmp_path / "second")
    assert desk.guard.interrupted() is None


def test_another_choice_gives_up_what_is_being_opened(
    desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    """A large file that was clicked by mistake is not read to its end; nothing is said of it."""
    sentences: list[str] = []
    for told in (desk.library.open_failed, desk.library.opening_stopped):
        told.connect(sentences.append)
    desk.engine.load_delay_s = 3600

    def is_amid(sentence: str) -> bool:
        return sentence.startswith("Still reading")

    with qtbot.waitSignal(desk.client.load_progressed, check_params_cb=is_amid):
        desk.library.open_model(tmp_path / "mistake")
    desk.engine.load_delay_s = 0
    with qtbot.waitSignal(desk.library.model_opened):
        desk.library.open_model(tmp_path / "wanted")
    assert (desk.library.opened, sentences) == (tmp_path / "wanted", [])
    assert desk.recent() == [tmp_path / "wanted"]


def test_an_opening_that_is_stopped_leaves_all_as_it_was(
    desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    """The model in use, its precision, what the next start opens, and what is suspected then."""
    with qtbot.waitSignal(desk.library.model_opened):
        desk.library.open_model(tmp_path / "mine")
    desk.engine.load_delay_s = 3600
    with qtbot.waitSignal(desk.client.load_progressed):
        desk.library.choose_precision("fast")
    told: list[str] = []
    desk.library.precision_changed.connect(told.append)
    with qtbot.waitSignal(desk.library.opening_stopped) as sentence:
        desk.library.stop_opening()
    assert sentence.args == [f"mine was not opened. {INFO.name} is still in use."]
    assert (desk.library.precision, told[-1:], desk.library.is_loading) == (
        "exact", ["exact"], False,
    )  # fmt: skip
    settings = desk.preferences.settings
    assert (settings.precision, settings.model_path) == ("exact", str(tmp_path / "mine"))
    assert desk.guard.interrupted() is None


def test_precision_without_a_model_is_for_the_next(desk: Desk, qtbot: QtBot) -> None:
    """Nothing is open after a refused file; the choice is no less a choice."""
    with qtbot.waitSignal(desk.library.precision_changed):
        desk.library.choose_precision("balanced")
    assert desk.engine.loads == []
    with qtbot.waitSignal(desk.library.model_opened):
        desk.library.open_at_start(None)
    assert desk.loads() == [(bundled_model(), "balanced")]


def test_a_precision_of_this_run_is_not_remembered(desk: Desk, qtbot: QtBot) -> None:
    """`gptdesk --precision fast` is for once, until the user chooses one in the window."""
    library = _library_in(desk, "fast")
    assert library.precision == "fast"
    with qtbot.waitSignal(library.model_opened):
        library.open_at_start(None)
    assert desk.engine.loads[-1].precision == "fast"
    assert desk.preferences.settings.precision == "exact"
    with qtbot.waitSignal(library.model_opened):
        library.choose_precision("balanced")
    assert desk.preferences.settings.precision == "balanced"


def test_a_move_to_the_cpu_is_no_answer_to_a_load(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    """The card fails during the last answer while the next model is on its way."""
    with qtbot.waitSignal(desk.library.model_opened):
        desk.library.open_model(tmp_path / "first")
    desk.engine.load_gate = Event()
    desk.library.open_model(tmp_path / "second")
    desk.library._client._on_model_moved(info_in("exact"))
    assert desk.library.is_loading
    assert desk.preferences.settings.model_path == str(tmp_path / "first")
    with qtbot.waitSignal(desk.library.model_opened):
        desk.engine.load_gate.set()
    assert desk.preferences.settings.model_path == str(tmp_path / "second")
