"""Runs of seconds that show what a run of hours relies on."""

import os
import subprocess
import sys
from copy import deepcopy
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

import gptdesk
from gptdesk.errors import TrainingError
from gptdesk.model.checkpoints.read import read_checkpoint
from gptdesk.storage.models.trainings import steps_done
from gptdesk.training.checkpoint import CHECKPOINT_NAME
from gptdesk.training.dataset import read_corpus
from gptdesk.training.loop import learning_rate_at, train

from .corpus_files import counting_documents, write_part
from .tiny_run import tiny_options


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    write_part(folder, "count", counting_documents(30))
    return folder


@pytest.fixture(scope="module")
def learned_model(tmp_path_factory):
    """A network that has learned to count."""
    folder = tmp_path_factory.mktemp("learned")
    write_part(folder, "count", counting_documents(30))
    return _run(folder / "out", folder, tiny_options(steps=40, drop_rate=0.0)).model


@pytest.fixture
def learned(learned_model):
    """The same, of the test's own: it may change it."""
    return deepcopy(learned_model)


def _run(folder, data, options=None, **arguments):
    return train(read_corpus(data), options or tiny_options(), folder, **arguments)


def test_loss_goes_down_on_a_tiny_text(tmp_path, data):
    """From a guess among 50,257 ids to knowing how to count."""
    seen = []
    options = tiny_options(steps=120, drop_rate=0.0)
    result = _run(tmp_path / "out", data, options, on_progress=seen.append)
    assert result.losses[0] > 10  # ln 50,257 = 10.8
    assert result.losses[-1] < 1.0  # the first number of a document stays a guess among ten
    assert [progress.step for progress in seen] == list(range(1, 121))
    assert seen[-1].remaining_s == 0

    logits = result.model(torch.tensor([[105, 106, 107]]))[0, -1]
    assert logits.shape == (50257,)
    assert logits.argmax().item() == 108


def test_same_seed_same_weights(tmp_path, data):
    """A recipe that cannot be repeated is an anecdote."""
    first = _run(tmp_path / "first", data, tiny_options(steps=8))
    again = _run(tmp_path / "again", data, tiny_options(steps=8))
    other = _run(tmp_path / "other", data, tiny_options(steps=8, seed=5))
    assert first.losses == again.losses
    assert first.losses != other.losses
    weights = again.model.state_dict()
    assert all(torch.equal(w, weights[name]) for name, w in first.model.state_dict().items())


def test_killed_run_goes_on_to_the_same_curve_and_model(tmp_path, data):
    """Hours of work must survive kill -9, and an environment without numpy."""
    out = tmp_path / "killed"
    expected = _run(tmp_path / "whole", data)

    killed = _tiny_program(data, out, "13")
    assert killed.returncode == -9
    assert not (out / "model.safetensors").exists()
    resumed = _tiny_program(data, out)
    assert resumed.returncode == 0, resumed.stderr

    losses = load_file(out / CHECKPOINT_NAME)["losses"].tolist()
    assert len(losses) == 24
    # another process may use other kernels; the curve is the same to 4 digits
    assert losses == pytest.approx(expected.losses, rel=1e-4)
    written = read_checkpoint(out).model.state_dict()
    for name, weight in expected.model.state_dict().items():
        # float16 keeps 11 bits
        torch.testing.assert_close(written[name], weight, rtol=1e-3, atol=1e-4)


def test_resumed_in_the_same_process_is_bit_for_bit_the_same(tmp_path, data):
    """What the killed run shows to 4 digits, where the kernels are the same."""
    out = tmp_path / "out"
    expected = _run(tmp_path / "whole", data)

    class _StopError(Exception):
        pass

    def stop(progress):
        if progress.step == 13:
            raise _StopError

    with pytest.raises(_StopError):
        _run(out, data, checkpoint_every=5, on_progress=stop)
    steps = []
    resumed = _run(out, data, checkpoint_every=5, on_progress=steps.append)
    assert steps[0].step == 11
    assert resumed.losses == expected.losses


def test_finished_run_only_hands_out_its_model(tmp_path, data):
    """The same command again must not train on."""
    first = _run(tmp_path / "out", data, tiny_options(steps=4))
    again = _run(tmp_path / "out", data, tiny_options(steps=4))
    assert again.losses == first.losses
    assert torch.equal(again.model.tok_emb.weight, first.model.tok_emb.weight)


def test_fewer_steps_end_a_run_early(tmp_path, data):
    """The way to stop gracefully: the learning rate still comes down to 0."""
    out = tmp_path / "out"
    _run(out, data)
    rates = []
    longer = tiny_options(steps=30)
    result = _run(out, data, longer, on_progress=lambda p: rates.append(p.learning_rate))
    assert len(result.losses) == 30
    assert rates[-1] < 0.02 * longer.learning_rate


def test_checkpoint_of_another_run_is_refused(tmp_path, data):
    """Going on with another learning rate or seed would be neither run."""
    _run(tmp_path, data, tiny_options(steps=2))
    with pytest.raises(TrainingError, match=r"--learning-rate 0\.01, not 0\.5"):
        _run(tmp_path, data, tiny_options(steps=2, learning_rate=0.5))


def test_damaged_checkpoint_is_named_and_kept(tmp_path, data):
    """Nobody's half checkpoint is overwritten by a run from zero."""
    path = tmp_path / CHECKPOINT_NAME
    path.write_bytes(b"half a file")
    with pytest.raises(TrainingError, match="damaged"):
        _run(tmp_path, data)
    assert path.read_bytes() == b"half a file"


def test_a_run_goes_on_from_another_model(tmp_path, data):
    """What a model knows is kept: its loss at once, its shape, and what this text has not."""
    options = tiny_options(steps=60, drop_rate=0.0, min_count=1)
    first = _run(tmp_path / "first", data, options)
    start = first.model
    _give_own_rows(start)
    known = {name: weight.clone() for name, weight in start.state_dict().items()}
    options = tiny_options(steps=12, emb_dim=16, learning_rate=1e-3, drop_rate=0.0)
    out = tmp_path / "second"
    second = _run(out, data, options, start=start, checkpoint_every=5)

    assert second.losses[0] == pytest.approx(first.losses[-1], abs=0.4)
    assert second.model.cfg == start.cfg
    rows = second.model.tok_emb.weight
    assert torch.equal(rows[1000:50000], known["tok_emb.weight"][1000:50000])
    assert not torch.equal(rows[105], known["tok_emb.weight"][105])
    assert all(torch.equal(w, known[name]) for name, w in start.state_dict().items())

    longer = replace(options, steps=14)
    assert _run(out, data, longer, start=start).losses[:12] == second.losses
    with pytest.raises(TrainingError, match="Give the same --from"):
        _run(out, data, longer)
    with pytest.raises(TrainingError, match="Give the same --from"):
        _run(out, data, longer, start=second.model)


@pytest.mark.parametrize("is_shared", [False, True])
def test_rare_ids_keep_their_rows_to_the_bit(tmp_path, data, learned, is_shared):
    """What another text taught about a word is not undone by a text without it."""
    start = learned
    if not is_shared:
        _give_own_rows(start)
    known = start.tok_emb.weight.detach().clone()
    write_part(data, "rare", [[100, 101, 2000, 103] * 5] * 2)
    options = tiny_options(steps=12, min_count=50, learning_rate=3e-2)  # 2000 is met 16 times
    out = tmp_path / "second"
    rows = _run(out, data, options, start=start).model.tok_emb.weight.detach()
    is_learned = torch.zeros(50257, dtype=torch.bool)
    is_learned[[*range(100, 110), 50256]] = True
    assert torch.equal(rows[~is_learned].view(torch.int32), known[~is_learned].view(torch.int32))
    assert (rows[is_learned] != known[is_learned]).any(1).all()
    gradients = load_file(out / CHECKPOINT_NAME)["exp_avg.tok_emb.weight"]
    assert gradients.any(1).sum() == 11  # what does not learn has no part in the norm that is cut


def test_ids_that_a_text_never_has_are_not_said(tmp_path, learned):
    """Rows that nothing held down were written by the finished model: "$$$$"."""
    start = learned
    _give_own_rows(start, 0.1)
    folder = tmp_path / "other"
    folder.mkdir()
    write_part(folder, "down", [document[::-1] for document in counting_documents(30)])
    options = tiny_options(steps=60, learning_rate=3e-2, drop_rate=0.0)
    result = _run(tmp_path / "second", folder, options, start=start)
    before, after = _chance_of_others(start), _chance_of_others(result.model)
    assert before > 0.01
    assert after < 0.1 * before


def test_a_run_from_another_model_is_resumed_bit_for_bit(tmp_path, data, learned):
    """And the rows that learn are those of the first call, even with more steps."""
    start = learned
    _give_own_rows(start)
    write_part(data, "rare", [[100, 101, 2000, 103] * 5] * 2)
    options = tiny_options(min_count=44)
    whole = _run(tmp_path / "whole", data, options, start=start)
    asked = iter(range(24))
    out = tmp_path / "out"
    with pytest.raises(KeyboardInterrupt):
        _run(out, data, options, start=start, is_stopped=lambda: next(asked) == 12)
    resumed = _run(out, data, options, start=start)
    assert resumed.losses == whole.losses
    weights = resumed.model.state_dict()
    assert all(torch.equal(w, weights[name]) for name, w in whole.model.state_dict().items())

    longer = replace(options, steps=34)  # in which 2000 is met 48 times, not 40
    rows = _run(out, data, longer, start=start).model.tok_emb.weight
    assert torch.equal(rows[2000], start.tok_emb.weight[2000])
    assert not torch.equal(rows[105], weights["tok_emb.weight"][105])


def test_bfloat16_learns_too(tmp_path, data):
    """The precision of the real run."""
    options = tiny_options(steps=40, precision="bfloat16")
    assert _run(tmp_path, data, options).losses[-1] < 3.5


def test_learning_rate_rises_then_falls_to_nothing():
    """The schedule is counted in steps: a paused machine does not bend it."""
    options = replace(tiny_options(), steps=100, warmup_share=0.1, learning_rate=1.0)
    rates = [learning_rate_at(step, options) for step in range(100)]
    assert rates[:3] == pytest.approx([0.1, 0.2, 0.3])
    assert rates[9] == rates[10] == max(rates) == 1.0
    assert rates[55] == pytest.approx(0.5)
    assert 0 < rates[99] < 0.001


def _give_own_rows(model, std=0.01):
    """Make every id of a model that shares a row unlike all others, as if it knew more text."""
    with torch.no_grad():
        noise = torch.randn(49000, 32, generator=torch.Generator().manual_seed(1))
        model.tok_emb.weight[1000:50000] += std * noise


@torch.no_grad()
def _chance_of_others(model):
    """The chance of all ids that do not count, after some that count down."""
    ids = torch.tensor([[109 - i % 10 for i in range(20)]])
    return 1 - model(ids).softmax(-1)[0, :, [*range(100, 110), 50256]].sum(-1).mean().item()


def _tiny_program(*arguments):
    environment = {
        **os.environ,
        "PYTHONPATH": str(Path(gptdesk.__file__).parent.parent),
        "PYTHONWARNINGS": "ignore",  # torch says that numpy is missing
    }
    program = Path(__file__).with_name("tiny_run.py")
    return subprocess.run(
        [sys.executable, program, *arguments],
        env=environment, capture_output=True, text=True, timeout=170, check=False,
    )  # fmt: skip


def test_a_paused_run_is_on_the_disk_before_it_waits(tmp_path, data):
    """Its process may be ended while it waits; and nothing is written twice."""
    out, kept, found = tmp_path / "out", [], []

    def is_stopped():
        found.append(steps_done(out))
        return len(found) == 2

    arguments = {"is_paused": lambda: len(found) == 1, "on_kept": kept.append}
    with pytest.raises(KeyboardInterrupt):
        _run(out, data, is_stopped=is_stopped, **arguments)
    assert found == [0, 2], "before it is asked whether to stop, which waits"
    assert kept == [2]
    assert torch.equal(
        _run(out, data).model.tok_emb.weight, _run(tmp_path / "whole", data).model.tok_emb.weight
    )
