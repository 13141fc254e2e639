"""Damaged, malicious and mistaken files: one sentence each, and nothing else happens."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from gptdesk.errors import CheckpointError
from gptdesk.model.checkpoints.read import read_checkpoint
from tests.model.checkpoints.malformed import (
    SOUND_ARCHIVES,
    SOUND_HEADERS,
    TINY,
    archives,
    bombs,
    handmade,
    headers,
    in_archives,
    mutations,
    old_format,
    outcome,
    pack,
    pickles,
    saved,
    tiny_state,
)

# Bombs that are sound pickles, only too long.
LONG = ("a million", "600,000", "lists", "tuples", "dictionaries", "a name of", "long names")
SOUND = {"beyond float32 in nothing"}  # the one case that is valid: zeros are numbers too


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder whose config.json fits the tiny model."""
    (tmp_path / "config.json").write_text(json.dumps(TINY.to_dict()), encoding="utf-8")
    return tmp_path


@pytest.fixture(scope="module")
def cases() -> dict[str, bytes]:
    return dict(handmade())


def test_handmade_files_are_refused_in_a_sentence(folder: Path, cases: dict[str, bytes]) -> None:
    """Each is a file that the library accepts, explains badly, or that people save by mistake."""
    path = folder / "model.safetensors"
    for name, data in cases.items():
        path.write_bytes(data)
        started = time.perf_counter()
        text = outcome(path)
        assert bool(text) != (name in SOUND), f"{name}: {text or 'loaded'}"
        assert time.perf_counter() - started < 3, name  # 0.1 s on a quiet machine


def test_damaged_files_are_refused_or_sound(folder: Path) -> None:
    """Whatever a disk or a download does to a file, no wrong network comes of it."""
    path = folder / "model.safetensors"
    state = tiny_state()
    for packed in (pack(state), saved(state), saved(state, zipped_format=False)):
        for data in mutations(packed, 150, seed=7):
            path.write_bytes(data)
            outcome(path)
        path.write_bytes(packed)
        assert outcome(path) == ""


def test_pickles_run_nothing(folder: Path, tmp_path: Path) -> None:
    """A model from the internet must not be able to run code, whatever it contains."""
    canary = tmp_path / "canary"
    path = folder / "model.pth"
    for name, data in pickles(canary):
        if name == "no head count":
            (folder / "config.json").unlink()
        path.write_bytes(data)
        text = outcome(path)
        assert text, f"{name} was loaded"
        assert not canary.exists(), name


def test_what_asks_for_time_or_memory_is_refused_before_it_is_given(folder: Path) -> None:
    """The window's process reads the file: whatever takes long or all memory ends the window."""
    plain = bombs()
    endless = {name: data for name, data in plain.items() if name.startswith("an endless")}
    old = {f"{name}, old format": old_format(data) for name, data in endless.items()}
    path = folder / "model.bin"
    for name, data in (plain | old | in_archives(endless)).items():
        path.write_bytes(data)
        started = time.perf_counter()
        text = outcome(path)
        assert text, name
        assert ("longer than any" in text) == name.startswith(LONG), f"{name}: {text}"
        assert time.perf_counter() - started < 10, name  # 0.1 s on a quiet machine


def test_an_archive_is_read_as_it_was_judged(folder: Path) -> None:
    """Programs differ in which directory of a zip archive they believe, where there are two."""
    path = folder / "model.bin"
    for name, data in archives().items():
        path.write_bytes(data)
        text = outcome(path)
        assert bool(text) != (name in SOUND_ARCHIVES), f"{name}: {text or 'loaded'}"
        is_too_large = name in {"900 blocks that are one another", "weights with gaps"}
        assert is_too_large == ("larger than the file" in text), f"{name}: {text}"
        is_long = name in {"30,000 parts", "a name with 100,000 wrappers"}
        assert is_long == ("longer than any" in text), f"{name}: {text}"


def test_a_long_table_of_contents_takes_no_long_time(folder: Path) -> None:
    """Each name is looked at once, and nothing is compared with all the others."""
    path = folder / "model.safetensors"
    for name, data in headers().items():
        path.write_bytes(data)
        started = time.perf_counter()
        text = outcome(path)
        assert bool(text) != (name in SOUND_HEADERS), f"{name}: {text or 'loaded'}"
        is_long = name.startswith(("500,000", "300,000", "1,000,000", "a million"))
        assert is_long == ("longer than any" in text), f"{name}: {text}"
        assert time.perf_counter() - started < 10, name  # 0.2 s on a quiet machine


@pytest.mark.parametrize(
    ("case", "words"),
    [
        ("Git LFS pointer", "git lfs pull"),
        ("web page", "web page"),
        ("zip archive", "Unpack it"),
        ("name listed twice", "'final_norm.scale' twice"),
        ("not a number", "'final_norm.scale' holds numbers that are infinite or not numbers"),
        ("infinity in the last number", "'tok_emb.weight' holds numbers"),
        ("no tensors", "holds no weights"),
        ("character vocabulary", "65 entries and GPT-2's has 50,257"),
        ("missing tensor", "'final_norm.scale' is missing"),
        ("wrong width", "[9] instead of [8]"),
        ("8-bit floats", "F8_E4M3"),
        ("empty", "it is empty"),
        ("JSON that is no index", "Open the model.safetensors beside it"),
    ],
)
def test_a_refusal_says_what_is_wrong_and_what_to_do(
    folder: Path, cases: dict[str, bytes], case: str, words: str
) -> None:
    """The sentence is all the help there is."""
    path = folder / "model.safetensors"
    path.write_bytes(cases[case])
    assert words in outcome(path)


def test_positions_of_no_width_are_refused(tmp_path: Path, cases: dict[str, bytes]) -> None:
    """A tensor without a number in it may claim any length, and memory would be taken for it."""
    (tmp_path / "config.json").write_text('{"n_heads": 2}', encoding="utf-8")
    path = tmp_path / "model.safetensors"
    path.write_bytes(cases["positions of no width"])
    assert "instead of [140737488355328, 8]" in outcome(path)


def test_a_truncated_file_says_how_much_is_there(folder: Path) -> None:
    """An interrupted download is the commonest damage of all."""
    packed = pack(tiny_state())
    path = folder / "model.safetensors"
    path.write_bytes(packed[:1_000_000])
    assert f"1,000,000 of {len(packed):,} bytes" in outcome(path)


# --- the head count and the configuration ---------------------------------------------------


def test_a_head_count_is_never_guessed(tmp_path: Path) -> None:
    """Shapes do not show it, and a wrong one answers fluently and wrongly."""
    path = tmp_path / "model.pth"
    path.write_bytes(saved(tiny_state()))
    text = outcome(path)
    assert "how many attention heads its 8 dimensions are divided into" in text
    assert "config.json" in text
    (tmp_path / "config.json").write_text('{"n_heads": 2}', encoding="utf-8")
    assert read_checkpoint(path).model.cfg.n_heads == 2


def test_a_published_width_gives_the_head_count_with_a_note(tmp_path: Path) -> None:
    """The book's .pth of GPT-2 comes without a configuration; 768 wide is 12 heads everywhere."""
    wide = {
        name: torch.zeros([dict(zip((8, 32), (768, 3072), strict=True)).get(s, s) for s in p.shape])
        for name, p in tiny_state().items()
        if name not in {"tok_emb.weight", "pos_emb.weight"}
    }
    wide["tok_emb.weight"] = torch.zeros(50257, 768, dtype=torch.float16)
    wide["pos_emb.weight"] = torch.zeros(8, 768)
    save_file(wide, tmp_path / "gpt2-small.safetensors")
    read = read_checkpoint(tmp_path)
    assert read.model.cfg.n_heads == 12
    assert any("12 are assumed" in note for note in read.notes)
    assert read.stored_dtype == "float16 and float32"


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ({"n_heads": 3}, "emb_dim 8 is not a multiple of n_heads 3"),
        ({"n_heads": 0}, "n_heads must be a positive whole number"),
        ({"n_heads": "two"}, "n_heads"),
        ({"n_heads": 2, "emb_dim": 16}, "emb_dim 8, but its configuration says 16"),
        ({"n_heads": 2, "n_layer": 3}, "n_layers 2, but its configuration says 3"),
        ({"n_heads": 2, "context_length": 1024}, "ctx_len 8, but its configuration says 1024"),
        ({"n_heads": 2, "vocab_size": 65}, "vocab_size 50257, but its configuration says 65"),
        ({"n_heads": 2, "activation_function": "relu"}, "activation_function 'relu'"),
        ({"n_heads": 2, "layer_norm_epsilon": 1e-6}, "layer_norm_epsilon"),
        ({"n_heads": 2, "scale_attn_by_inverse_layer_idx": True}, "inverse_layer_idx"),
        ({"n_heads": 2, "model_type": "gpt_neo"}, "model_type 'gpt_neo'"),
        ({"n_heads": 2, "n_embd": 8, "n_inner": 16}, "n_inner 16"),
        ({"n_heads": 2, "hidden_size": 8, "n_inner": 16}, "n_inner 16"),
        ({"n_head": 2, "num_attention_heads": 4}, "n_head 2 and num_attention_heads 4"),
        ({"num_attention_heads": 2, "num_hidden_layers": 3}, "n_layers 2, but its configuration"),
        ({"n_heads": [2]}, "n_heads is a list"),
        ({"n_heads": 2, "activation_function": {}}, "activation_function is a dictionary"),
        ({"n_heads": 2, "gelu": "tanh", "activation_function": "gelu"}, "contradict each other"),
        ({"n_heads": 2, "tie_embeddings": False}, "'out_head.weight' is missing"),
    ],
)
def test_a_configuration_that_contradicts_is_refused(
    tmp_path: Path, words: dict[str, object], part: str
) -> None:
    """A config.json of another model, or of another architecture, would give wrong numbers."""
    save_file(tiny_state(), tmp_path / "model.safetensors")
    (tmp_path / "config.json").write_text(json.dumps(words), encoding="utf-8")
    assert part in outcome(tmp_path / "model.safetensors")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[1]",
        b'{"n_heads": 2, "n_heads": 4}',
        b"\xff\xfe",
        b'{"a":' * 100_000,
        b'{"n_heads": 2' + b', "a": 1' * 500_000 + b"}",
    ],
    ids=["empty", "cut", "list", "twice", "utf-16", "deep", "long"],
)
def test_a_damaged_configuration_is_refused_by_its_own_name(tmp_path: Path, data: bytes) -> None:
    """Ignoring it would mean guessing."""
    save_file(tiny_state(), tmp_path / "model.safetensors")
    (tmp_path / "config.json").write_bytes(data)
    assert "config.json" in outcome(tmp_path / "model.safetensors")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_a_configuration_in_another_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    """Windows' PowerShell and Notepad write these when somebody corrects a figure."""
    save_file(tiny_state(), tmp_path / "model.safetensors")
    (tmp_path / "config.json").write_bytes('{"n_heads": 2, "name": "Zoë"}'.encode(encoding))
    read = read_checkpoint(tmp_path)
    assert (read.model.cfg.n_heads, read.name) == (2, "Zoë")


# --- shards ----------------------------------------------------------------------------------


def _write_shards(folder: Path, weight_map: dict[str, object]) -> Path:
    state = tiny_state()
    names = sorted(state)
    save_file({name: state[name] for name in names[::2]}, folder / "a.safetensors")
    save_file({name: state[name] for name in names[1::2]}, folder / "b.safetensors")
    complete = dict.fromkeys(names[::2], "a.safetensors")
    complete |= dict.fromkeys(names[1::2], "b.safetensors")
    index = folder / "model.safetensors.index.json"
    index.write_text(json.dumps({"weight_map": {**complete, **weight_map}}), encoding="utf-8")
    return index


@pytest.mark.parametrize(
    "name",
    ["../a.safetensors", "/etc/passwd", "..\\a.safetensors", "C:a.safetensors", "sub/a.safetensors",
     "", "..", ".", "a.safetensors\0", "config.json", 7, None, ["a.safetensors"], "\x1b[2J.bin"],
)  # fmt: skip
def test_an_index_points_nowhere_else(folder: Path, name: object) -> None:
    """A model from the internet must not choose which files of the user's are read."""
    index = _write_shards(folder, {"final_norm.scale": name})
    assert "not a model file in its folder" in outcome(index)


def test_shards_that_do_not_fit_together(folder: Path) -> None:
    """One part missing, or from another model, is found before anything is loaded."""
    index = _write_shards(folder, {})
    assert outcome(index) == ""
    assert read_checkpoint(folder).path == index

    assert "c.safetensors" in outcome(_write_shards(folder, {"final_norm.scale": "c.safetensors"}))
    assert "'ghost' is missing" in outcome(_write_shards(folder, {"ghost": "a.safetensors"}))
    _write_shards(folder, {})
    (folder / "b.safetensors").write_text(index.read_text(encoding="utf-8"), encoding="utf-8")
    assert "b.safetensors" in outcome(index)  # an index inside an index would never end


def test_an_index_names_no_more_files_than_a_model_has(folder: Path) -> None:
    """Each one is opened and read: tens of thousands would keep the model loading for minutes."""
    index = _write_shards(folder, {f"{n}": f"{n}.safetensors" for n in range(255)})
    assert "257 files" in outcome(index)  # these, a and b
    index = _write_shards(folder, {f"{n}": f"{n}.safetensors" for n in range(254)})
    assert "0.safetensors" in outcome(index)  # the first that is missing


def test_an_index_with_a_byte_order_mark_is_an_index(folder: Path) -> None:
    """It is told from a model by its first characters, and those may stand behind a mark."""
    index = _write_shards(folder, {})
    index.write_bytes(index.read_text(encoding="utf-8").encode("utf-8-sig"))
    assert outcome(index) == ""


# --- paths -----------------------------------------------------------------------------------


def test_paths_that_hold_no_model(tmp_path: Path) -> None:
    """Typed on the command line, dropped on the window, or remembered from last time."""
    (tmp_path / "empty").mkdir()
    assert "holds no model" in outcome(tmp_path / "empty")
    assert "no such file" in outcome(tmp_path / "gone.pth")
    assert "no such file" in outcome(tmp_path / "a\0b.pth")
    for name in ("one.pth", "two.pth"):
        (tmp_path / name).write_bytes(b"x")
    assert "2 model files" in outcome(tmp_path / ".." / tmp_path.name)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes exist on POSIX only")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """Opening one would hang until somebody writes."""
    pipe = tmp_path / "model.safetensors"
    os.mkfifo(pipe)
    assert "not a regular file" in outcome(pipe)


@pytest.mark.skipif(os.name == "nt", reason="permissions are POSIX's")
def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sentence, also for what only the operating system knows."""
    path = tmp_path / "model.safetensors"
    save_file(tiny_state(), path)
    original = os.open

    def refuse(file: Path, *flags: int) -> int:
        if file == path:
            raise PermissionError(13, "Permission denied")
        return original(file, *flags)

    monkeypatch.setattr(os, "open", refuse)
    assert "Permission denied" in outcome(path)


def test_a_refusal_leaves_nothing_of_torch_s_advice_in_the_chain(tmp_path: Path) -> None:
    """A copied error report must not teach how to switch the protection off either."""
    path = tmp_path / "model.pth"
    path.write_bytes(saved(torch.nn.Linear(2, 2)))
    with pytest.raises(CheckpointError) as raised:
        read_checkpoint(path)
    assert raised.value.__cause__ is None
    assert raised.value.__suppress_context__
