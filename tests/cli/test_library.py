"""Models are fetched, checked and removed on the command line, and open afterwards."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import gguf
import numpy as np
import pytest

from gptdesk.cli.main import EXIT_INTERRUPTED, EXIT_REFUSED, main
from gptdesk.storage.models.hub.download import unfinished
from tests.cli.command_line import assert_one_sentence, json_lines, start
from tests.hub_server import FakeHub, running_hub
from tests.tiny_models import write_tiny_model

pytestmark = pytest.mark.loopback

TINY, MANY = "someone/tiny", "someone/many"


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeHub]:
    """A hub with a model that opens, and a repository with a GGUF that does not."""
    tiny = write_tiny_model(tmp_path / "made")
    files = {file.name: file.read_bytes() for file in tiny.iterdir()}
    writer = gguf.GGUFWriter(tmp_path / "bert.gguf", "bert")
    writer.add_tensor("token_embd.weight", np.zeros((100, 32), dtype=np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    bert = (tmp_path / "bert.gguf").read_bytes()
    with running_hub({TINY: files, MANY: {"a.gguf": bert, "b.gguf": bert}}) as running:
        monkeypatch.setenv("HF_ENDPOINT", running.endpoint)
        monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
        yield running


def test_a_model_is_fetched_verified_used_and_removed(
    hub: FakeHub, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """The whole way, by hand: get, list, verify, generate, rm."""
    assert main(["models", "get", TINY]) == 0
    out, err = capsys.readouterr()
    assert out == "tiny\n"
    assert "someone/tiny at 607a30d783df, licence mit: every file is whole." in err
    assert main(["models", "--json"]) == 0
    (listed,) = json_lines(capsys.readouterr().out)
    assert [entry["path"] for entry in listed if entry["name"] == "tiny"]
    assert main(["models", "verify", "tiny"]) == 0
    assert capsys.readouterr().out == "2 files as fetched\n"
    assert main(["generate", "Once", "--model", "tiny", "--max-tokens", "3"]) == 0
    capsys.readouterr()

    weights = tmp_path / "gptdesk-home" / "data" / "models" / "tiny" / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1] + b"?")
    assert main(["models", "verify", "tiny", "--json"]) == EXIT_REFUSED
    assert json.loads(capsys.readouterr().out)["wrong"] == ["model.safetensors"]
    assert main(["models", "rm", "tiny"]) == 0
    assert not weights.parent.exists()
    assert main(["models", "rm", "tiny"]) == EXIT_REFUSED
    assert_one_sentence(capsys.readouterr().err, "tiny", "no model of that name")
    assert main(["models", "rm", "storyteller"]) == EXIT_REFUSED
    assert_one_sentence(capsys.readouterr().err, "Nothing else is removed")
    own = write_tiny_model(weights.parent.parent / "storyteller")
    assert main(["models", "verify", "storyteller"]) == EXIT_REFUSED
    assert_one_sentence(capsys.readouterr().err, f"{own} was not fetched by GPTDesk")
    assert main(["models", "rm", "storyteller"]) == 0
    assert not own.exists()


def test_a_model_that_could_not_be_opened_is_not_fetched(
    hub: FakeHub, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Its header is looked at first: nobody waits an hour for a file that is of no use."""
    assert main(["models", "get", MANY]) == EXIT_REFUSED
    assert_one_sentence(capsys.readouterr().err, "a.gguf", "b.gguf", "Say which")
    assert main(["models", "get", MANY, "b.gguf"]) == EXIT_REFUSED
    error = capsys.readouterr().err
    assert_one_sentence(error, MANY, "was not fetched", "bert")
    assert "gptdesk-peek" not in error
    models_dir = tmp_path / "gptdesk-home" / "data" / "models"
    assert unfinished(models_dir) == ()


def test_mistakes_are_one_sentence(
    hub: FakeHub, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, words in (("someone/else", "has no such model"), ("a b", "openai-community/gpt2")):
        assert main(["models", "get", name]) == EXIT_REFUSED
        assert_one_sentence(capsys.readouterr().err, words)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    assert main(["models", "get", TINY]) == EXIT_REFUSED
    assert_one_sentence(capsys.readouterr().err, "HF_HUB_OFFLINE")
    monkeypatch.delenv("HF_HUB_OFFLINE")
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    assert main(["models", "get", TINY]) == EXIT_REFUSED
    assert_one_sentence(capsys.readouterr().err, "127.0.0.1:9 cannot be reached")


def test_ctrl_c_keeps_what_came(hub: FakeHub, tmp_path: Path) -> None:
    """The same command goes on from there."""
    hub.faults.pause_s = 0.02
    models_dir = tmp_path / "gptdesk-home" / "data" / "models"
    environment = {"HF_ENDPOINT": hub.endpoint, "NO_PROXY": "*"}
    process = start("models", "get", TINY, **environment)
    while not any(download.done_bytes > 3_000_000 for download in unfinished(models_dir)):
        time.sleep(0.02)  # a process of its own: nothing can be awaited
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (EXIT_INTERRUPTED, b"")
    assert "What came is kept" in err.decode()
    hub.faults.pause_s = 0
    answers = len(hub.sent)
    assert main(["models", "get", TINY]) == 0
    size = (models_dir / "tiny" / "model.safetensors").stat().st_size
    assert hub.sent_since(answers) < size - 1_900_000
