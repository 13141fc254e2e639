"""`gptdesk-cli compare`: the KL of two models, against torch's own, for people and for programs."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from torch.nn import functional

from gptdesk.cli.main import main
from gptdesk.engine.local_engine import InferenceEngine
from gptdesk.engine.tokenizers.byte_pairs import BytePairTokenizer
from tests.cli.command_line import assert_one_sentence, json_lines
from tests.kept_engine import KeptEngine
from tests.llama_server import llama_server
from tests.model.llama_networks import make_network, write_gguf
from tests.smollm2 import smollm2_file
from tests.tiny_models import tiny_model, write_tiny_model

TEXT = "Once upon a time there was"
# float32 sums in another order: measured 7e-8 of a KL of 22 nats.
near = partial(pytest.approx, rel=1e-6, abs=1e-6)


@pytest.fixture(scope="module")
def smollm2() -> Iterator[KeptEngine]:
    """Reads the real file, which takes two seconds, at the first command only."""
    engine = KeptEngine()
    yield engine
    InferenceEngine.unload(engine)


@pytest.fixture
def keeps_smollm2(smollm2: KeptEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gptdesk.engine.local_engine.InferenceEngine", lambda: smollm2)


def test_every_figure_is_that_of_torch(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, two = (
        str(write_tiny_model(tmp_path / "one")),
        str(write_tiny_model(tmp_path / "two", seed=7)),
    )
    ids = BytePairTokenizer.load().encode(TEXT)
    with torch.inference_mode():
        log_p, log_q = (
            tiny_model(seed=seed)(torch.tensor([ids]))[0, :-1].double().log_softmax(-1)
            for seed in (123, 7)
        )
    kl = functional.kl_div(log_q, log_p, reduction="none", log_target=True).sum(-1)
    assert main(["compare", TEXT, two, "--model", one, "--json"]) == 0
    (page,) = json_lines(capsys.readouterr().out)
    names = ["models", "tokens", "mean_kl_nats", "mean_reverse_nats", "is_lower_bound"]
    assert list(page) == names
    assert page["is_lower_bound"] is False
    assert [model["name"] for model in page["models"]] == ["one", "two"]
    assert [token["id"] for token in page["tokens"]] == ids[1:]
    assert [token["place"] for token in page["tokens"]] == list(range(2, len(ids) + 1))
    assert [token["kl_nats"] for token in page["tokens"]] == near(kl.tolist())
    assert page["mean_kl_nats"] == near(kl.mean().item())
    chosen = log_q[range(len(ids) - 1), ids[1:]].exp()
    assert [token["second_p"] for token in page["tokens"]] == near(chosen.tolist())

    assert main(["compare", TEXT, two, "--model", one, "--csv"]) == 0
    header, *rows = csv.reader(io.StringIO(capsys.readouterr().out))
    assert header == list(page["tokens"][0])
    assert [row[2] for row in rows] == [token["text"] for token in page["tokens"]]
    assert main(["compare", TEXT, one, "--model", two]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(ids) + 2
    said = f"the reverse {kl.mean().item():.4g}"
    assert lines[-1].startswith("KL(two ‖ one) is ")
    assert lines[-1].endswith(said)


def test_a_small_figure_is_written_as_what_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """0.0000 would say that two networks predict the same, or, as a bound, nothing at all."""
    one, near_one = (write_tiny_model(tmp_path / name) for name in ("one", "two"))
    weights = load_file(near_one / "model.safetensors")
    weights["tok_emb.weight"] *= 1 + 1e-5 * torch.arange(32)
    save_file(weights, near_one / "model.safetensors")
    for other, figures in ((near_one, r"[1-9]e-(0[5-9]|1\d)"), (one, "0")):
        assert main(["compare", TEXT, str(other), "--model", str(one)]) == 0
        rows = capsys.readouterr().out.splitlines()[1:-2]
        assert rows
        assert all(re.search(rf" {figures} +{figures}$", row) for row in rows), rows


@pytest.mark.loopback
@pytest.mark.usefixtures("keeps_smollm2")
def test_the_first_model_may_be_a_servers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it did not tell is not told, no zero; every figure says that it is a lower bound."""
    text, path, key = "The sea is a xylophone", smollm2_file(), tmp_path / "key"
    key.write_text("sk-of-the-test\n")
    with llama_server(path, key="sk-of-the-test") as server:
        asked = ("--server", server.url, "--server-key-file", str(key))
        assert main(["compare", text, str(path), *asked, "--json"]) == 0
        told = capsys.readouterr()
        assert "at least so much" in told.err
        (page,) = json_lines(told.out)
        assert main(["compare", text, str(path), *asked]) == 0
        table = capsys.readouterr().out.splitlines()
        assert main(["compare", text, str(path), *asked, "--csv"]) == 0
        _, *rows = csv.reader(io.StringIO(capsys.readouterr().out))
        assert main(["inspect", text, *asked, "--json"]) == 0
        (by_server,) = json_lines(capsys.readouterr().out)
        assert main(["inspect", text, "--model", str(path), "--json"]) == 0
        (here,) = json_lines(capsys.readouterr().out)
        tiny = str(write_tiny_model(tmp_path / "tiny"))
        with monkeypatch.context() as patch:  # the engine that is kept would lose SmolLM2 to it
            patch.setattr("gptdesk.engine.local_engine.InferenceEngine", KeptEngine)
            assert main(["compare", text, tiny, *asked]) == 1
        assert "different vocabularies" in capsys.readouterr().err.splitlines()[-1]
    assert page["is_lower_bound"] is True
    tokens = page["tokens"]
    assert [one["second_p"] for one in tokens] == near([one["p"] for one in here["tokens"][1:]])
    untold = [one["first_p"] is None for one in tokens]
    assert any(untold)
    assert not all(untold)
    for one, by_it, line, row in zip(
        tokens, by_server["tokens"][1:], table[1:], rows, strict=False
    ):
        # One file, rounded by one of the two: 0.0006 to 0.013 nats were measured.
        assert 0 < one["kl_nats"] < 0.05
        assert line.count("≥") == 2
        if one["first_p"] is None:
            assert by_it["rank"] > 512
            assert " – " in line
            assert row[3] == ""
        else:
            assert one["first_p"] == near(by_it["p"])
    assert table[-1].count("≥") == 2


@pytest.mark.loopback
@pytest.mark.usefixtures("keeps_smollm2")
def test_the_second_model_may_be_a_servers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Told the other way around, the figures are the same; its key is asked for and taken."""
    text, path, key = "The sea is a xylophone", smollm2_file(), tmp_path / "key"
    key.write_text("sk-of-the-test\n")
    with llama_server(path, key="sk-of-the-test") as server:
        keyed = ("--server-key-file", str(key))
        here = ("compare", text, server.url, "--model", str(path))
        assert main([*here, *keyed, "--json"]) == 0
        told = capsys.readouterr()
        assert "at least so much" in told.err
        (page,) = json_lines(told.out)
        assert main(["compare", text, str(path), "--server", server.url, *keyed, "--json"]) == 0
        (other_way,) = json_lines(capsys.readouterr().out)
        assert main(list(here)) == 1
        assert "asks for a key" in capsys.readouterr().err.splitlines()[-1]
        assert (
            main(
                [
                    "compare",
                    text,
                    server.url,
                    "--model",
                    str(write_tiny_model(tmp_path / "tiny")),
                    *keyed,
                ]
            )
            == 1
        )
        assert "different vocabularies" in capsys.readouterr().err.splitlines()[-1]
    assert page["is_lower_bound"] is True
    assert [model["name"] for model in page["models"]] == [
        model["name"] for model in reversed(other_way["models"])
    ]
    assert len(page["tokens"]) > 3
    for one, back in zip(page["tokens"], other_way["tokens"], strict=True):
        assert one["id"] == back["id"]
        for name, mirrored in (
            ("first_p", "second_p"),
            ("second_p", "first_p"),
            ("kl_nats", "reverse_nats"),
            ("reverse_nats", "kl_nats"),
        ):
            assert one[name] == (None if back[mirrored] is None else near(back[mirrored]))


@pytest.mark.loopback
def test_a_key_is_told_to_its_own_server_only(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of two servers, --server-key-file holds the key of --server."""
    path, key = smollm2_file(), tmp_path / "key"
    key.write_text("sk-of-the-test\n")
    with (
        llama_server(path, key="sk-of-the-test") as one,
        llama_server(path, key="sk-of-the-test") as two,
    ):
        asked = ("--server", one.url, "--server-key-file", str(key))
        assert main(["compare", "The sea", two.url, *asked]) == 1
        assert "asks for a key" in capsys.readouterr().err.splitlines()[-1]
        assert main(["compare", "The sea", one.url, *asked]) == 0


def test_what_cannot_be_compared_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, other = str(write_tiny_model(tmp_path / "one")), tmp_path / "other.gguf"
    write_gguf(other, "llama", make_network("llama"), "f16")
    for arguments, reason in (
        (("Hi", one), "fewer than two tokens"),
        ((TEXT, str(other)), "different vocabularies"),
        ((TEXT, str(tmp_path / "gone")), "no such file"),
        ((TEXT, "http://[half"), "is no address of a server"),
    ):
        assert main(["compare", *arguments, "--model", one]) == 1
        assert_one_sentence(capsys.readouterr().err.splitlines(keepends=True)[-1], reason)
