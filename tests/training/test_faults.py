"""What goes wrong while training: one sentence, the last good checkpoint, never "a mistake"."""

import errno
import os
import random
import signal
import subprocess
import sys
import time

import pytest
import torch
from safetensors.torch import load_file

from gptdesk.cli.main import main
from gptdesk.errors import TrainingError
from gptdesk.files.locks import NoLocksError
from gptdesk.training import files, loop
from gptdesk.training.checkpoint import CHECKPOINT_NAME
from gptdesk.training.dataset import read_corpus
from gptdesk.training.files import only_training, read_safetensors
from gptdesk.training.loop import train

from .corpus_files import counting_documents, write_part
from .tiny_run import tiny_options

_TINY = ["--emb-dim=16", "--n-layers=1", "--n-heads=2", "--ctx-len=16", "--batch-size=2"]
_STEPS = "--steps=6"


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "tale.txt").write_text("The cat sat on the mat. " * 40, encoding="utf-8")
    return folder


@pytest.fixture
def counting(tmp_path):
    folder = tmp_path / "counting"
    folder.mkdir()
    write_part(folder, "count", counting_documents(30))
    return folder


def _command(data, out, *arguments):
    return main(["train", "--data", str(data), "--out", str(out), *_TINY, *map(str, arguments)])


def _refusal(capsys):
    """Return the last line of standard error, which is a sentence for the user."""
    line = capsys.readouterr().err.splitlines()[-1]
    assert line.startswith("gptdesk-cli: ")
    assert "mistake" not in line
    assert line.endswith(".")
    return line


@pytest.mark.parametrize(
    "argument",
    [
        "--learning-rate=inf", "--learning-rate=nan", "--learning-rate=1e400", "--learning-rate=0",
        "--learning-rate=-1", "--learning-rate=11", "--drop-rate=nan", "--drop-rate=1",
        "--final-share=nan", "--final-share=inf", "--final-share=-0.1", "--seed=-1",
        "--seed=18446744073709551615", "--min-count=0", "--min-count=10000000000", "--steps=0",
        "--steps=1000000000000", "--batch-size=0", "--batch-size=100000000000", "--ctx-len=0",
        "--ctx-len=100000000000", "--emb-dim=-16", "--emb-dim=1000000000000", "--n-heads=0",
        "--n-layers=100000000", "--mix=text=inf", "--mix=text=nan", "--mix=text=0",
        "--mix=text=1e308", "--final-mix=text=1e-320", "--batch-size=65536 --ctx-len=65536",
        "--batch-size=65536 --steps=9000000", "--n-heads=7",
    ],
)  # fmt: skip
def test_every_number_is_checked_before_anything_is_done(argument, data, tmp_path, capsys):
    """At the border, as wrong usage, in a sentence that names it; nothing is made."""
    out = tmp_path / "out"
    with pytest.raises(SystemExit) as caught:
        _command(data, out, _STEPS, *argument.split())
    assert caught.value.code == 2
    option = argument.partition("=")[0]
    named = "share of text" if "mix" in option else f"{option} "
    assert named in capsys.readouterr().err.splitlines()[-1]
    assert not out.exists()


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a card here")
def test_a_card_that_is_not_there_is_refused(data, tmp_path, capsys):
    """The command is right, and cannot be carried out on this machine."""
    assert _command(data, tmp_path / "out", _STEPS, "--device=cuda") == 1
    assert "Leave --device out" in _refusal(capsys)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "argument",
    [
        "--checkpoint-every=0", "--checkpoint-every=-3", "--checkpoint-every=x", "--device=foo",
        "--device=meta", "--mix=text=1,text=2", "--mix=text", "--name=a\nb",
        "--name= ", "--license=\x1b]0;x\x07", "--learning-rate=x", "--precision=int8",
        "--template=foo",
    ],
)  # fmt: skip
def test_words_that_mean_nothing_are_wrong_usage(argument, data, tmp_path, capsys):
    """Exit code 2 and the usage, as with every command."""
    with pytest.raises(SystemExit) as caught:
        _command(data, tmp_path / "out", _STEPS, argument)
    assert caught.value.code == 2
    assert argument.partition("=")[0] in capsys.readouterr().err.splitlines()[-1]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--steps=1"], "Nothing can be learned"),  # else a loss of 0 looks like a triumph
        (["--emb-dim=16384", "--n-layers=1024"], "GB of memory"),  # the system would kill it later
        (["--mix=stories=1"], "no part 'stories'"),
        (["--final-mix=stories=1"], "no part 'stories'"),
    ],
)
def test_what_cannot_end_well_does_not_begin(arguments, said, data, tmp_path, capsys):
    """Numbers that are possible, and impossible together or here."""
    assert _command(data, tmp_path / "out", _STEPS, *arguments) == 1
    assert said in _refusal(capsys)
    assert not (tmp_path / "out").exists()


def test_a_final_mix_alone_leaves_the_rest_of_the_run_all_parts(tmp_path, monkeypatch):
    """`--mix` says it: "default: all there is"."""
    data = tmp_path / "data"
    data.mkdir()
    for name in ("a", "b"):
        write_part(data, name, counting_documents(30))
    seen = []
    plan = loop.plan_rows
    monkeypatch.setattr(
        loop, "plan_rows", lambda corpus, options: seen.append(corpus) or plan(corpus, options)
    )
    assert _command(data, tmp_path / "out", _STEPS, "--final-mix=b=1", "--min-count=1") == 0
    assert [part.name for part in seen[0].parts] == ["a", "b"]


def test_two_trainings_with_one_folder(data, tmp_path, capsys):
    """The second says so and touches nothing; one that was killed is in nobody's way."""
    out = tmp_path / "out"
    code = (
        "import sys; from pathlib import Path; from gptdesk.training.files import only_training\n"
        "with only_training(Path(sys.argv[1])): print('in', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", code, str(out)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as other:  # fmt: skip
        try:
            assert other.stdout.readline() == "in\n"
            before = sorted(out.iterdir())
            assert _command(data, out, _STEPS) == 1
            assert "another training writes there" in _refusal(capsys)
            assert sorted(out.iterdir()) == before
        finally:
            other.send_signal(signal.SIGKILL)
    assert _command(data, out, _STEPS) == 0
    names = {path.name for path in out.iterdir()}
    assert names == {"config.json", "model.safetensors", CHECKPOINT_NAME}


def test_the_lock_is_let_go_whatever_happens(tmp_path):
    """Also within one process; and a folder that stayed empty was not asked for."""
    folder = tmp_path / "a" / "b"

    def train_and_fail():
        with only_training(folder):
            assert folder.is_dir()
            with pytest.raises(TrainingError, match="another training"), only_training(folder):
                pass
            raise KeyError

    with pytest.raises(KeyError):
        train_and_fail()
    assert not folder.exists()
    with only_training(folder):
        (folder / "kept").touch()
    assert (folder / "kept").exists()


def test_a_disk_without_locks_is_trained_on(tmp_path, monkeypatch):
    """Unprotected from a second training, but not refused."""

    def refuse(*_):
        raise NoLocksError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(files, "lock_file", refuse)
    with only_training(tmp_path / "out"):
        (tmp_path / "out" / "kept").touch()
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["kept"]


@pytest.mark.parametrize("case", ["a file", "in a file", "name too long", "loop of links"])
def test_a_folder_that_cannot_be(case, data, tmp_path, capsys):
    """Before the text is read, which may take minutes."""
    (tmp_path / "file").touch()
    (tmp_path / "loop").symlink_to("loop")
    out = {
        "a file": tmp_path / "file",
        "in a file": tmp_path / "file" / "out",
        "name too long": tmp_path / ("x" * 300),
        "loop of links": tmp_path / "loop" / "out",
    }[case]
    assert _command(data, out, _STEPS) == 1
    said = "it is a file, or lies in one" if "file" in case else "cannot be written"
    assert said in _refusal(capsys)


@pytest.mark.parametrize("name", [CHECKPOINT_NAME, "model.safetensors", "config.json"])
def test_a_folder_in_the_place_of_a_file(name, data, tmp_path, capsys):
    """Nothing is removed to make room."""
    (tmp_path / "out" / name / "inside").mkdir(parents=True)
    assert _command(data, tmp_path / "out", _STEPS) == 1
    assert str(tmp_path / "out" / name) in _refusal(capsys)
    assert (tmp_path / "out" / name / "inside").is_dir()


def test_a_full_disk_leaves_the_checkpoint_before(data, tmp_path, capsys, monkeypatch):
    """And nothing half-written beside it; with room again the same command goes on."""
    out = tmp_path / "out"
    fsync, written = os.fsync, []

    def full(descriptor):
        written.append(descriptor)
        if len(written) > 1:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        fsync(descriptor)

    monkeypatch.setattr(files.os, "fsync", full)
    assert _command(data, out, _STEPS, "--checkpoint-every=2") == 1
    assert os.strerror(errno.ENOSPC) in _refusal(capsys)
    assert [path.name for path in out.iterdir()] == [CHECKPOINT_NAME]
    assert len(load_file(out / CHECKPOINT_NAME)["losses"]) == 2
    monkeypatch.undo()
    assert _command(data, out, _STEPS, "--checkpoint-every=2") == 0
    assert "step 3/6" not in capsys.readouterr().err  # one line in fifty is written
    assert len(load_file(out / CHECKPOINT_NAME)["losses"]) == 6


def test_another_text_is_not_gone_on_with(data, tmp_path, capsys):
    """Neither run would be what it says; with the text put back it goes on."""
    out = tmp_path / "out"
    assert _command(data, out, _STEPS) == 0
    before = (out / CHECKPOINT_NAME).read_bytes()
    text = (data / "tale.txt").read_text(encoding="utf-8")
    (data / "tale.txt").write_text(text.replace("cat", "dog", 1), encoding="utf-8")
    assert _command(data, out, "--steps=8") == 1
    assert "made with another text" in _refusal(capsys)
    assert (out / CHECKPOINT_NAME).read_bytes() == before
    (data / "tale.txt").write_text(text, encoding="utf-8")
    assert _command(data, out, "--steps=8") == 0
    assert len(load_file(out / CHECKPOINT_NAME)["losses"]) == 8


@pytest.mark.parametrize("broken_at", [7, 10], ids=["between checkpoints", "at a checkpoint"])
def test_a_loss_that_is_no_number_stops_the_run(broken_at, counting, tmp_path, monkeypatch):
    """What is left is the last good checkpoint, and no model."""
    rate = loop.learning_rate_at
    monkeypatch.setattr(
        loop,
        "learning_rate_at",
        lambda step, options: float("inf") if step + 1 == broken_at else rate(step, options),
    )
    with pytest.raises(TrainingError, match=r"is as it was after step 5\.") as caught:
        train(read_corpus(counting), tiny_options(), tmp_path, checkpoint_every=5)
    assert "--learning-rate" in str(caught.value)
    saved = load_file(tmp_path / CHECKPOINT_NAME)
    assert len(saved["losses"]) == 5
    assert all(tensor.isfinite().all() for tensor in saved.values())


def test_a_loss_alone_that_is_no_number_stops_the_run(counting, tmp_path, monkeypatch):
    """Whatever the gradients are."""
    head_loss = loop.head_loss
    monkeypatch.setattr(loop, "head_loss", lambda *a, **k: head_loss(*a, **k) + torch.nan)
    with pytest.raises(TrainingError, match=r"in step 1 .*Nothing was saved"):
        train(read_corpus(counting), tiny_options(), tmp_path)


def test_nothing_is_learned_from_gradients_that_are_no_numbers(counting, tmp_path, monkeypatch):
    """A finite loss can have them; the weights are not touched then."""
    monkeypatch.setattr(loop.nn.utils, "clip_grad_norm_", lambda *_: torch.tensor(torch.nan))
    with pytest.raises(TrainingError, match=r"in step 1 .*Nothing was saved"):
        train(read_corpus(counting), tiny_options(), tmp_path)
    assert not (tmp_path / CHECKPOINT_NAME).exists()


def test_a_reader_that_went_away_does_not_end_a_training(data, tmp_path, monkeypatch):
    """`gptdesk-cli train … 2>&1 | head`: hours of work, for a line of progress."""

    class Gone:
        def write(self, _):
            raise BrokenPipeError

        def flush(self):
            raise BrokenPipeError

        def isatty(self):
            return False

    monkeypatch.setattr(sys, "stderr", Gone())
    assert _command(data, tmp_path / "out", _STEPS) == 0
    assert (tmp_path / "out" / "model.safetensors").exists()


def test_a_pickle_of_an_earlier_version_is_neither_read_nor_passed_over(data, tmp_path, capsys):
    """It would be somebody's hours of work, or somebody's code."""
    out = tmp_path / "out"
    out.mkdir()
    torch.save({"losses": [1.0]}, out / "training.pt")
    before = (out / "training.pt").read_bytes()
    assert _command(data, out, _STEPS) == 1
    assert "earlier version" in _refusal(capsys)
    assert (out / "training.pt").read_bytes() == before


def _said(work):
    """Return what a refusal says, or nothing."""
    try:
        work()
    except TrainingError as exc:
        return str(exc)
    return ""


def test_damaged_checkpoints_are_refused_or_harmless(counting, tmp_path):
    """A thousand ways to spoil one: a sentence within a second, or a run of finite numbers."""
    corpus, options = read_corpus(counting), tiny_options(steps=2)
    train(corpus, options, tmp_path)
    path = tmp_path / CHECKPOINT_NAME
    good = path.read_bytes()
    dice = random.Random(3)
    refused = 0
    slowest_s = 0.0
    for number in range(300):
        data, header_end = bytearray(good), 8 + int.from_bytes(good[:8], "little")
        for _ in range(dice.choice((1, 1, 2, 8))):
            place = dice.randrange(header_end if number % 2 else len(data))
            match dice.randrange(4):
                case 0:
                    data[place] = dice.randrange(256)
                case 1:
                    del data[place : place + dice.randrange(1, 50)]
                case 2:
                    data[place:place] = dice.randbytes(dice.randrange(1, 50))
                case _:
                    del data[place:]
            data = data or bytearray(1)
            header_end = min(header_end, len(data))
        path.write_bytes(data)
        started_s = time.monotonic()
        said = _said(lambda: train(corpus, options, tmp_path))
        assert not said or (str(path) in said and "\n" not in said)
        refused += bool(said)
        slowest_s = max(slowest_s, time.monotonic() - started_s)
        assert path.read_bytes() == bytes(data), "it is kept as it was found"
    assert refused > 200
    assert slowest_s < 10


@pytest.mark.parametrize(
    "case", ["pipe", "folder", "header", "pickle", "names", "shape", "nan", "ids"]
)
def test_checkpoints_made_by_hand_are_refused(case, counting, tmp_path):
    """Each is well-formed where it is not wrong."""
    corpus, options = read_corpus(counting), tiny_options(steps=2)
    train(corpus, options, tmp_path)
    path = tmp_path / CHECKPOINT_NAME
    tensors, about = read_safetensors(path)
    match case:
        case "pipe":
            path.unlink()
            os.mkfifo(path)
        case "folder":
            path.unlink()
            path.mkdir()
        case "header":
            path.write_bytes((1 << 40).to_bytes(8, "little") + b" " * 100)
        case "pickle":
            path.write_bytes(b"\x80\x02}q\x00.")
        case "names":
            tensors["model.another"] = torch.zeros(3)
        case "shape":
            tensors["model.pos_emb.weight"] = torch.zeros(1 << 20)
        case "nan":
            tensors["momentum_buffer.trf_blocks.0.att.W_key.weight"][0, 0] = torch.nan
        case _:
            tensors["kept_ids"][-1] = 60_000
    if case in ("names", "shape", "nan", "ids"):
        files.replace_file(path, files.safetensors_parts(tensors, about))
    said = "is not a regular file" if case in ("pipe", "folder") else "is damaged"
    with pytest.raises(TrainingError, match=said):
        train(corpus, options, tmp_path)


@pytest.mark.parametrize(
    "options",
    [
        "[]", "null", "{}", '{"steps": 1e999}', '{"mix": null}', '{"mix": {"a": [1]}}',
        '{"learning_rate": 1' + 400 * "0" + "}", '{"seed": true}', '{"precision": ["float32"]}',
        '{"drop_rate": "0"}', '{"no_such": 1}', "[" * 100_000, '{"steps": 1' + 5000 * "0" + "}",
    ],
)  # fmt: skip
def test_options_in_a_checkpoint_are_figures_from_outside(options, counting, tmp_path):
    """They are checked as those of the command line are; and none is shown at full length."""
    corpus, path = read_corpus(counting), tmp_path / CHECKPOINT_NAME
    train(corpus, tiny_options(steps=2), tmp_path)
    tensors, about = read_safetensors(path)
    files.replace_file(path, files.safetensors_parts(tensors, {**about, "options": options}))
    said = _said(lambda: train(corpus, tiny_options(steps=2), tmp_path))
    assert said.startswith(f"{path}: the checkpoint ")
    assert len(said) < len(str(path)) + 200
