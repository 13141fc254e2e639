"""`gptdesk-cli train` as a user meets it."""

import argparse
import json
import subprocess
import sys
from io import StringIO

import pytest
import torch
from safetensors.torch import load_file, save_file

from gptdesk.cli.main import main
from gptdesk.model.checkpoints.read import read_checkpoint
from gptdesk.storage.models.trainings import steps_done
from gptdesk.training.command import add_train_arguments

_TINY = ["--emb-dim=16", "--n-layers=1", "--n-heads=2", "--ctx-len=16", "--steps=5"]


def _parse(*arguments):
    parser = argparse.ArgumentParser(prog="gptdesk-cli train")
    add_train_arguments(parser)
    return parser.parse_args([str(argument) for argument in arguments])


def _train(*arguments):
    return main(["train", *map(str, arguments)])


def test_own_text_becomes_a_model_that_opens(tmp_path, capsys):
    """The promise of the command: a folder of text in, a model folder out."""
    (tmp_path / "tale.txt").write_text("The cat sat on the mat. " * 40, encoding="utf-8")
    out = tmp_path / "my-model"
    assert _train("--data", tmp_path, "--out", out, *_TINY) == 0
    assert "step 5/5" in capsys.readouterr().err
    checkpoint = read_checkpoint(out)
    assert checkpoint.name == "my-model"
    assert checkpoint.model.cfg.vocab_size == 50257

    assert _train("--data", tmp_path, "--evaluate", out) == 0
    header, line = capsys.readouterr().out.splitlines()
    assert "nats per token" in header
    assert line.startswith("text")

    # a learning rate of next to nothing: the second model is the first one
    onwards = ["--data", tmp_path, "--from", out, "--steps=2", "--learning-rate=1e-9"]
    assert _train(*onwards, "--out", tmp_path / "next") == 0
    following = read_checkpoint(tmp_path / "next").model
    assert following.cfg.emb_dim == 16
    for name, weight in checkpoint.model.state_dict().items():
        torch.testing.assert_close(following.state_dict()[name], weight, rtol=1e-3, atol=1e-5)

    capsys.readouterr()
    with pytest.raises(SystemExit):
        _train(*onwards, "--out", tmp_path / "third", "--emb-dim=32")
    assert "--emb-dim is the model's own with --from" in capsys.readouterr().err
    about = json.loads((out / "config.json").read_text(encoding="utf-8"))
    (out / "config.json").write_text(
        json.dumps({**about, "tie_embeddings": False}), encoding="utf-8"
    )
    weights = load_file(out / "model.safetensors")
    save_file(
        {**weights, "out_head.weight": weights["tok_emb.weight"].clone()}, out / "model.safetensors"
    )
    assert _train(*onwards, "--out", tmp_path / "third") == 1
    assert "a tied head, and this model has not both" in capsys.readouterr().err
    assert not (tmp_path / "third").exists()


def test_a_refusal_is_one_sentence_and_exit_code_1(tmp_path, capsys):
    """What a user sees when the folder is empty."""
    assert _train("--data", tmp_path, "--out", tmp_path / "out") == 1
    (empty,) = capsys.readouterr().err.splitlines()
    assert "holds no .txt file" in empty
    assert not (tmp_path / "out").exists()


def test_a_text_that_is_learned_by_heart_is_told_before(tmp_path, capsys):
    """As the window tells it; it can be trained on all the same, and a longer one is not told."""
    text = tmp_path / "short.txt"
    text.write_text("The cat sat on the mat.", encoding="utf-8")
    assert _train("--data", text, "--out", tmp_path / "brief", *_TINY, "--min-count=1") == 0
    told = (
        "short.txt has about 8 tokens, and each step reads 128: it would learn this text by heart."
        " About 512 B or more are enough."
    )
    lines = capsys.readouterr().err.splitlines()
    assert lines.count(told) == 1
    assert lines.index(told) < next(at for at, line in enumerate(lines) if "step 1/5" in line)
    text.write_text("The cat sat on the mat. " * 40, encoding="utf-8")
    assert _train("--data", text, "--out", tmp_path / "longer", *_TINY) == 0
    assert "by heart" not in capsys.readouterr().err


def test_mix_is_parsed_or_refused(tmp_path):
    """A typing error in the mix is a usage error, not a traceback."""
    args = _parse("--data", tmp_path, "--out", tmp_path, "--mix", "stories=60, chat=40")
    assert args.mix == {"stories": 60, "chat": 40}
    with pytest.raises(SystemExit) as caught:
        _parse("--data", tmp_path, "--out", tmp_path, "--mix", "stories")
    assert caught.value.code == 2


def test_help_loads_no_torch():
    """Help must answer at once; torch alone takes seconds."""
    code = (
        "import argparse, sys; from gptdesk.training.command import add_train_arguments as add;"
        "add(argparse.ArgumentParser()); sys.exit('torch' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=170)


def test_a_file_where_a_folder_is_wanted_is_called_so(tmp_path, capsys):
    """It was said to be missing, or the disk to be full."""
    text = tmp_path / "a.txt"
    text.write_text("Hello. " * 40, encoding="utf-8")
    assert _train("--data", text, "--evaluate", tmp_path) == 1
    assert _train("--data", tmp_path, "--out", text, *_TINY) == 1
    data, out = capsys.readouterr().err.splitlines()
    assert data.endswith(f"{text}: it is no folder. Give the folder that holds the text.")
    assert f"{text}: it is a file, or lies in one. Give a folder" in out


@pytest.mark.parametrize("words", ["stop\n", "pause\n"])
def test_another_program_is_told_each_step_and_its_end_is_a_stop(
    tmp_path, capsys, monkeypatch, words
):
    """Nobody would see it run: it stops, even in a pause, and keeps what it has learned."""
    text, out = tmp_path / "a.txt", tmp_path / "out"
    text.write_text("The cat sat on the mat. " * 40, encoding="utf-8")
    arguments = ["--data", text, "--out", out, *_TINY, "--json-lines", "--sample-every=2"]
    monkeypatch.setattr(sys, "stdin", StringIO(words))
    assert _train(*arguments) == 130
    start, step, sample = map(json.loads, capsys.readouterr().out.splitlines()[:3])
    assert (start["event"], start["steps"]) == ("start", 5)
    assert (step["event"], step["step"], step["steps"]) == ("step", 1, 5)
    assert sample["text"].startswith("Once upon a time")
    assert (out / "training.checkpoint").exists()
    assert not (out / "model.safetensors").exists()
    monkeypatch.setattr(sys, "stdin", StringIO(""))
    assert _train(*arguments) == 130
    said = [*map(json.loads, capsys.readouterr().out.splitlines())]
    restored = next(one["losses"] for one in said if one["event"] == "restored")
    assert [1, step["loss"]] in restored


def test_a_stopped_run_is_written_as_it_is_and_goes_on(tmp_path, monkeypatch):
    """The text is not read for that: it may have gone."""
    text, out, so_far = tmp_path / "a.txt", tmp_path / "out", tmp_path / "so-far"
    text.write_text("The cat sat on the mat. " * 40, encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", StringIO("stop\n"))
    assert _train("--data", text, "--out", out, *_TINY, "--json-lines") == 130
    n_done = steps_done(out)
    assert n_done >= 1
    gone = tmp_path / "gone.txt"
    assert _train("--data", gone, "--out", out, "--export", so_far, *_TINY) == 0
    assert json.loads((so_far / "config.json").read_bytes())["name"] == "so-far"
    assert not (out / "model.safetensors").exists()
    assert _train("--data", text, "--out", out, *_TINY, f"--steps={n_done}") == 0
    whole, part = (folder / "model.safetensors" for folder in (out, so_far))
    assert whole.read_bytes() == part.read_bytes(), "of the same step"


def test_a_run_from_another_model_is_written_with_it_only(tmp_path, capsys, monkeypatch):
    text, first, out = tmp_path / "a.txt", tmp_path / "first", tmp_path / "out"
    so_far = tmp_path / "so-far"
    text.write_text("The cat sat on the mat. " * 40, encoding="utf-8")
    assert _train("--data", text, "--out", first, *_TINY) == 0
    run = ["--data", text, "--out", out, "--steps=5", "--batch-size=2", "--min-count=1"]
    monkeypatch.setattr(sys, "stdin", StringIO("stop\n"))
    assert _train(*run, "--from", first, "--json-lines") == 130
    assert _train(*run, "--export", so_far) == 1
    assert "begun from another model, or from none" in capsys.readouterr().err
    assert _train(*run, "--export", so_far, "--from", first) == 0
    assert _train(*run[:-3], "--batch-size=2", "--min-count=1", "--from", first, "--steps=1") == 0
    whole, part = (folder / "model.safetensors" for folder in (out, so_far))
    assert whole.read_bytes() == part.read_bytes()
    assert _train("--data", text, "--out", tmp_path / "none", "--export", so_far) == 1
    assert "there is no checkpoint" in capsys.readouterr().err
