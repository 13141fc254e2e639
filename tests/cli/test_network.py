"""The command line with a real network: the figures that it prints are those of the network."""

from __future__ import annotations

import csv
import io
import json
import logging
import math
import signal
from pathlib import Path
from statistics import fmean
from typing import Any

import pytest
import torch

from gptdesk.cli.main import main
from gptdesk.cli.output import bench_table
from gptdesk.engine.tokenizers.byte_pairs import BytePairTokenizer
from gptdesk.model.gpt import generate_text_simple
from tests.benchmarks.peers_files import convert_to_gguf
from tests.cli.command_line import assert_one_sentence, json_lines, posix_only, run, start
from tests.model.checkpoints.gguf_files import small_file, write
from tests.model.checkpoints.reference_models import make_reference
from tests.model.llama_networks import make_network, write_gguf
from tests.tiny_models import TINY, tiny_model, write_tiny_model


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return write_tiny_model(tmp_path / "tiny")


def test_greedy_is_the_plain_loop(model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """From the prompt to the bytes on the screen, against the simplest code there is."""
    tokenizer = BytePairTokenizer.load()
    ids = tokenizer.encode("Hello, I am")
    expected = generate_text_simple(tiny_model(), torch.tensor([ids]), 20, TINY.ctx_len)[0]
    arguments = ("generate", "Hello, I am", "--model", str(model), "--temperature", "0")
    assert main([*arguments, "--max-tokens", "20"]) == 0
    assert capsys.readouterr().out == tokenizer.decode(expected[len(ids) :].tolist())


def test_a_gguf_file_is_a_model(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What the window and people's disks are full of is taken like any other file."""
    make_reference((2, 64, 4, 64)).save_pretrained(tmp_path / "hub")
    convert_to_gguf(tmp_path / "hub", tmp_path / "hub.gguf", "f32")
    texts: list[str] = []
    for path in (tmp_path / "hub", tmp_path / "hub.gguf"):
        arguments = ("generate", "Hello, I am", "--model", str(path), "--temperature", "0")
        assert main([*arguments, "--max-tokens", "20"]) == 0
        texts.append(capsys.readouterr().out)
    assert texts[0] == texts[1] != ""
    assert main(["generate", "Hello", "--model", str(write(tmp_path, small_file()))]) == 1
    assert_one_sentence(capsys.readouterr().err, "its eos_token_id is 50256, and it has 3 tokens")


def test_characters_without_tokens_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A figure of a text that is not the one that was given; and the start is read once, first."""
    path = tmp_path / "tiny.gguf"
    logging.getLogger("gguf").setLevel(logging.ERROR)
    write_gguf(path, "llama", make_network("llama"), "f16", adds_start=True)
    assert main(["inspect", "the cat", "--model", str(path), "--json"]) == 0
    told = capsys.readouterr()
    assert "1 character of the text is not in this model's vocabulary: left out" in told.err
    tokens = json.loads(told.out)["tokens"]
    assert [token["text"] for token in tokens] == ["the", "c", "a", "t"]
    assert tokens[0]["p"] is not None, "predicted from the token that begins every text"
    assert main(["inspect", "the_cat", "--model", str(path), "--json"]) == 0
    assert "vocabulary" not in capsys.readouterr().err


def test_the_same_seed_gives_the_same_text_in_another_process(
    model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The whole program as a user runs it."""
    arguments = ("generate", "Once upon a time", "--model", str(model), "--max-tokens", "40")
    assert main([*arguments, "--seed", "1"]) == 0
    here = capsys.readouterr().out
    assert here
    code, there, _ = run(*arguments, "--seed", "1")
    assert (code, there) == (0, here)


def test_json_past_the_end_of_the_context(model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The figures of a hundred tokens make sense, and the shift stands where it happened."""
    arguments = ("generate", "Once upon a time", "--model", str(model), "--max-tokens", "100")
    assert main([*arguments, "--json", "--temperature", "1.5", "--seed", "2"]) == 0
    *events, end = json_lines(capsys.readouterr().out)
    tokens = [event for event in events if event["event"] == "token"]
    assert len(tokens) == end["statistics"]["new_tokens"] == 100
    # the prompt's 4 tokens and 61 more: the 65th is the first that does not fit
    assert events[TINY.ctx_len - 3]["event"] == "context_shift"
    for token in tokens:
        assert 0 < token["final_p"] <= 1
        assert 0 <= token["draw"] < 1
        assert sum(entry["raw_p"] for entry in token["top"]) <= 1 + 1e-9


@posix_only
def test_ctrl_c_stops_a_real_network(model: Path) -> None:
    arguments = ("generate", "Once", "--model", str(model), "--max-tokens", "1000000")
    with start(*arguments, "--seed", "1") as process:
        assert process.stdout is not None
        begin = process.stdout.read(200)
        process.send_signal(signal.SIGINT)
        text = begin + process.stdout.read()
    assert process.returncode == 130
    assert len(text) >= 200


@pytest.mark.parametrize(
    ("content", "reason"),
    [(None, "no such file"), (b"", ""), (b"<!DOCTYPE html><html>", ""), (b"\x80\x02}q\x00.", "")],
    ids=["missing", "empty", "web page", "pickle"],
)
def test_a_refused_model_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None, reason: str
) -> None:
    path = tmp_path / "model.pth"
    if content is not None:
        path.write_bytes(content)
    assert main(["generate", "Once", "--model", str(path)]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("gptdesk-cli: ")
    assert err.count("\n") == 1
    assert str(path) in err
    assert reason in err
    assert "weights_only" not in err


TEXT = "Hello, naïve 猫!\n🦊"


def inspect_json(
    capsys: pytest.CaptureFixture[str], model: Path, *arguments: str, text: str = TEXT
) -> dict[str, Any]:
    assert main(["inspect", text, "--model", str(model), "--json", *arguments]) == 0
    (result,) = json_lines(capsys.readouterr().out)
    return result


def test_inspect_json_is_as_documented(model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Other programs read these names."""
    result = inspect_json(capsys, model, "--top", "3")
    assert list(result) == ["model", "tokens", "perplexity"]
    assert list(result["model"]) == [
        *("name", "sha256", "config", "precision", "kernel", "error", "device")
    ]
    assert result["model"]["config"] == TINY.to_dict()
    names = ["index", "id", "text", "bytes", "p", "rank", "surprisal_bits", "entropy_bits", "top"]
    assert all(list(token) == names for token in result["tokens"])

    first, *others = result["tokens"]
    assert [first[name] for name in names[4:]] == [None] * 5
    assert b"".join(bytes(token["bytes"]) for token in result["tokens"]).decode() == TEXT
    ids = BytePairTokenizer.load().encode(TEXT)
    assert [token["id"] for token in result["tokens"]] == ids

    probabilities = tiny_model()(torch.tensor([ids]))[0].double().softmax(dim=-1)
    for token, row in zip(others, probabilities, strict=False):
        # float32 logits of this size, up to 10, are exact to about 1e-5
        assert token["p"] == pytest.approx(row[token["id"]].item(), rel=1e-4)
        assert token["rank"] == 1 + int((row > row[token["id"]]).sum())
        assert token["surprisal_bits"] == pytest.approx(-math.log2(token["p"]))
        assert token["entropy_bits"] == pytest.approx(
            -torch.xlogy(row, row).sum().item() / math.log(2), rel=1e-4
        )
        assert [entry["id"] for entry in token["top"]] == row.topk(3).indices.tolist()
        assert all(list(entry) == ["id", "text", "p"] for entry in token["top"])
    mean = fmean(token["surprisal_bits"] for token in others)
    assert result["perplexity"] == pytest.approx(2**mean)


def test_bos_predicts_the_first_token(model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result = inspect_json(capsys, model, "--bos")
    assert result["tokens"][0]["index"] == 0
    assert result["tokens"][0]["p"] > 0


@pytest.mark.parametrize("text", ["", "a"])
def test_a_text_with_nothing_to_predict_is_no_error(
    model: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    result = inspect_json(capsys, model, text=text)
    assert len(result["tokens"]) == len(text)
    assert result["perplexity"] is None
    assert main(["inspect", text, "--model", str(model)]) == 0
    assert "perplexity – over 0 tokens" in capsys.readouterr().out


def test_csv_says_what_json_says(model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With the newline and the emoji of the text, read back by the standard reader."""
    expected = inspect_json(capsys, model, "--top", "2")["tokens"]
    assert main(["inspect", TEXT, "--model", str(model), "--csv", "--top", "2"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out, newline="")))
    assert len(rows) == len(expected)
    assert rows[0]["p"] == rows[0]["top1_id"] == ""
    for row, token in zip(rows[1:], expected[1:], strict=True):
        assert (int(row["id"]), row["text"]) == (token["id"], token["text"])
        assert bytes.fromhex(row["bytes_hex"]) == bytes(token["bytes"])
        assert float(row["p"]) == token["p"]
        assert float(row["entropy_bits"]) == token["entropy_bits"]
        assert int(row["top2_id"]) == token["top"][1]["id"]


def test_the_table_has_a_line_per_token(model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Newlines and parts of characters are made visible, so that a line stays a line."""
    assert main(["inspect", TEXT, "--model", str(model)]) == 0
    header, *lines, blank, perplexity = capsys.readouterr().out.splitlines()
    assert header.split()[:3] == ["id", "token", "p"]
    assert len(lines) == len(BytePairTokenizer.load().encode(TEXT))
    assert "↵" in "".join(lines)
    assert blank == ""
    assert perplexity.startswith("perplexity ")


BENCH = ["bench", "--prompt-tokens", "20", "--new-tokens", "10", "--model"]


def test_bench_measures(model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One object with all that a figure has to be quoted with, or the same to be read."""
    assert main([*BENCH, str(model), "--json"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    (result,) = json_lines(out)
    assert (result["prompt_tokens"], result["new_tokens"]) == (20, 10)
    names = ["decode_tokens_per_s", "time_to_first_token_s", "load_s", "peak_rss_mib"]
    assert list(result)[:4] == names
    for name in (*names, "bytes_per_token", "read_bytes_per_s", "limit_tokens_per_s"):
        assert result[name] > 0
    assert result["share_of_limit"] == pytest.approx(
        result["decode_tokens_per_s"] / result["limit_tokens_per_s"]
    )
    assert result["machine"].keys() >= {"cpu", "cores", "threads", "python", "torch"}
    assert torch.__version__.startswith(result["machine"]["torch"].partition("+")[0])
    assert main([*BENCH, str(model)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["exact"]
    for name in ("kernel", "tokens/s", "share of the limit, %", "peak memory, MiB", "cpu"):
        assert any(line.startswith(f"{name}  ") for line in lines), name


def test_bench_of_all_precisions_is_one_table(
    model: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Side by side, each from a process of its own; one that fails is left out, and it is said."""
    monkeypatch.setattr("gptdesk.cli.main.PRECISIONS", ("exact", "perfect", "balanced"))
    monkeypatch.chdir(model.parent)
    assert main([*BENCH, model.name, "--precision", "all", "--json"]) == 1
    out, err = capfd.readouterr()
    assert "gptdesk-cli: Measuring perfect ended early, with exit code 2." in err
    (results,) = json_lines(out)
    exact, balanced = results
    assert [result["model"]["precision"] for result in results] == ["exact", "balanced"]
    assert exact["model"]["error"] is None
    assert 0 <= balanced["model"]["error"]["mean_kl"] < 1e-3
    places = balanced["model"]["error"]["places"]
    assert places > 1
    assert balanced["size_bytes"] < exact["size_bytes"]

    header, kernels, *rows = bench_table(results).splitlines()
    assert header.split() == ["exact", "balanced"]
    assert kernels.split()[:2] == ["kernel", "float32"]
    assert any(f" of {places}" in row for row in rows)


def test_a_refused_model_is_measured_once(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """The same sentence three times would be two too many."""
    (tmp_path / "model.pth").write_bytes(b"<html>")
    assert main([*BENCH, str(tmp_path / "model.pth"), "--precision", "all"]) == 1
    out, err = capfd.readouterr()
    assert out == ""
    assert_one_sentence(err, "gptdesk-cli: ", "model.pth")


def test_precision_is_told_with_its_error(model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Who chooses speed learns what it costs; float32 costs nothing, and nothing is said."""
    arguments = ["generate", "Once", "--model", str(model), "--max-tokens", "1"]
    assert main([*arguments, "--precision", "balanced"]) == 0
    assert "measured error: " in capsys.readouterr().err
    assert main(arguments) == 0
    assert "error" not in capsys.readouterr().err
    result = inspect_json(capsys, model, "--precision", "balanced")
    assert result["model"]["precision"] == "balanced"
    assert result["model"]["error"].keys() == {"mean_kl", "same_top", "places"}
