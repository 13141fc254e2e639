"""What loading must never do: depend on the file afterwards, need numpy, or open a way for code."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from gptdesk.errors import CheckpointError
from gptdesk.model.checkpoints.parameter_shapes import parameter_shapes
from gptdesk.model.checkpoints.read import read_checkpoint
from tests.model.checkpoints.gguf_files import gpt2_tensors, whole_file, write
from tests.model.checkpoints.malformed import TINY, pack, saved, tiny_state

PACKAGE = Path(__file__).parents[3] / "gptdesk"
READERS = {
    "pickle.load", "pickle.loads", "pickle.Unpickler", "torch.load", "torch.jit.load", "numpy.load",
    "zipfile.ZipFile",
}  # fmt: skip


def _write_tiny(folder: Path) -> Path:
    (folder / "config.json").write_text(json.dumps(TINY.to_dict()), encoding="utf-8")
    save_file(tiny_state(), folder / "model.safetensors")
    return folder / "model.safetensors"


def _run(script: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script, *map(str, arguments)],
        cwd=PACKAGE.parent,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=170,
        check=False,
    )


READ_THEN_RUIN = """
import os, pathlib, sys, torch
from gptdesk.model.checkpoints.read import read_checkpoint
ids = torch.arange(8).view(1, 8)
ruins = {
    "truncated": lambda path: os.truncate(path, 100),
    "deleted": pathlib.Path.unlink,
    "overwritten": lambda path: path.write_bytes(bytes(path.stat().st_size)),
}
for path in map(pathlib.Path, sys.argv[1:]):
    model = read_checkpoint(path).model
    before = model(ids)
    ruins[path.parent.name](path)
    assert torch.equal(model(ids), before), path
    print(path, "alive", flush=True)
"""


def test_a_loaded_model_does_not_need_its_file(tmp_path: Path) -> None:
    """Memory mapped to a file that is truncated kills the process with SIGBUS."""
    paths: list[Path] = []
    for ruin in ("truncated", "deleted", "overwritten"):
        folder = tmp_path / ruin
        folder.mkdir()
        pickled = folder / "model.pth"
        pickled.write_bytes(saved(tiny_state()))
        paths += [_write_tiny(folder), pickled, write(folder, whole_file())]
    run = _run(READ_THEN_RUIN, *paths)
    assert run.stdout.splitlines() == [f"{path} alive" for path in paths], run.stderr
    assert run.returncode == 0, run.stderr


@pytest.mark.parametrize("ruin", ["truncate", "replace", "rewrite", "delete", "grow"])
@pytest.mark.parametrize("moment", [0, 1, 2, 3])
@pytest.mark.parametrize("form", ["safetensors", "gguf"])
def test_a_file_that_changes_while_it_is_read_is_refused(
    tmp_path: Path, form: str, ruin: str, moment: int
) -> None:
    """A download still running, or a training run that saves over it: never a mixture of both."""
    if form == "safetensors":
        path = _write_tiny(tmp_path)
        other = pack({name: tensor + 1 for name, tensor in tiny_state().items()})
    else:
        path = write(tmp_path, whole_file())
        other = whole_file(tensors=gpt2_tensors(scale=0.03)).packed()
    calls: list[str] = []

    def ruin_it(sentence: str) -> None:
        calls.append(sentence)
        if len(calls) != moment + 2:  # the first call comes before the file is opened
            return
        if ruin == "truncate":
            os.truncate(path, path.stat().st_size // 2)
        elif ruin == "replace":
            new = tmp_path / "new"
            new.write_bytes(other)
            new.replace(path)
        elif ruin == "rewrite":  # the same file, as long as before
            path.write_bytes(other)
            os.utime(path, (0, 0))  # another time, however coarse the file system's is
        elif ruin == "delete":
            path.unlink()
        else:
            with path.open("ab") as file:
                file.write(b"more")

    with pytest.raises(CheckpointError, match=f"model.{form}"):
        read_checkpoint(path, progress=ruin_it)
    assert len(calls) >= moment + 2


WITHOUT_NUMPY = """
import pathlib, sys
class NoNumpy:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "numpy":
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, NoNumpy())
import torch
from gptdesk.model.checkpoints.read import read_checkpoint
for path in sys.argv[1:]:
    logits = read_checkpoint(pathlib.Path(path)).model(torch.tensor([[1, 2, 3]]))
    assert logits.isfinite().all()
assert "numpy" not in sys.modules
print("read")
"""


def test_reading_needs_no_numpy(tmp_path: Path) -> None:
    """Numpy is not installed with GPTDesk; torch and safetensors use it where they find it."""
    path = _write_tiny(tmp_path)
    half = tmp_path / "half.safetensors"
    save_file({name: tensor.bfloat16() for name, tensor in tiny_state().items()}, half)
    pickled = tmp_path / "model.pth"
    pickled.write_bytes(saved(tiny_state()))
    run = _run(WITHOUT_NUMPY, path, half, pickled, write(tmp_path, whole_file()))
    assert (run.returncode, run.stdout) == (0, "read\n"), run.stderr


PEAK_MEMORY = """
import pathlib, resource, sys, torch
from gptdesk.model.checkpoints.read import read_checkpoint
import safetensors
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
model = read_checkpoint(pathlib.Path(sys.argv[1])).model
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print((after - before) * 1024 / sum(p.numel() * p.element_size() for p in model.parameters()))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="ru_maxrss has other units elsewhere")
def test_loading_needs_little_more_than_the_network(tmp_path: Path) -> None:
    """Tensor by tensor: GPT-2 XL must not need its 6 GB twice."""
    torch.manual_seed(0)
    emb_dim = 256
    state = {
        name: torch.zeros([{8: emb_dim, 32: 4 * emb_dim}.get(size, size) for size in tensor.shape])
        for name, tensor in tiny_state().items()
        if "blocks" not in name
    }
    for n in range(8):
        for name, tensor in tiny_state().items():
            if "blocks.0" in name:
                shape = [{8: emb_dim, 32: 4 * emb_dim}.get(size, size) for size in tensor.shape]
                state[name.replace("blocks.0", f"blocks.{n}")] = torch.zeros(shape)
    (tmp_path / "config.json").write_text('{"n_heads": 4}', encoding="utf-8")
    save_file(state, tmp_path / "model.safetensors")
    run = _run(PEAK_MEMORY, tmp_path)
    # The token embedding is two thirds of this network and is held twice for a moment: 1.7; a
    # reader that takes the whole file first needs 2.0.
    assert float(run.stdout) < 1.8, run.stderr


def test_a_huge_network_costs_nothing_before_its_weights_are_read() -> None:
    """A file takes a twelfth of it, or nothing where it has holes; the engine weighs it first."""
    huge = replace(TINY, emb_dim=2**19)  # 13 TB in each block
    assert parameter_shapes(huge)["trf_blocks.1.ff.layers.0.weight"] == (2**21, 2**19)


def test_no_library_reads_a_pickle_or_an_archive() -> None:
    """They run code (CVE-2025-32434, CVE-2026-24747), or build whatever a file asks for."""
    for path in PACKAGE.rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        if not re.search("pickle|torch|numpy|zipfile", source):  # to parse them all takes seconds
            continue
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.ImportFrom):
                imported = {f"{node.module}.{alias.name}" for alias in node.names}
                assert imported.isdisjoint(READERS), path
            if isinstance(node, ast.Call):
                assert ast.unparse(node.func) not in READERS, f"{path}:{node.lineno}"
