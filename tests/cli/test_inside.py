"""`gptdesk-cli inside`: a place walked through the network, for people and for programs."""

from __future__ import annotations

import csv
import io
import os
import re
from pathlib import Path
from typing import Any

import pytest
import torch

from gptdesk.cli.main import main
from gptdesk.engine.tokenizers.byte_pairs import BytePairTokenizer
from gptdesk.model.gpt import GPTModel
from tests.cli.command_line import assert_one_sentence, json_lines, posix_only, run
from tests.engine.inside.plain_network import plain_storyteller
from tests.model.llama_networks import make_network, write_gguf
from tests.tiny_models import TINY, tiny_model, write_tiny_model

EXAMPLE = (
    "Once upon a time there was a little girl called Mia. Mia had a red ball. "
    "One day Mia lost her red"
)
TEXT = "Hello, I am a little girl"
# float32 sums in another order, with logits of about 1: measured 1e-7 of a probability of 1e-4.
TOLERANCE = 1e-6
# A stop's line: name, shape, a few numbers, a sentence.
STOP_LINE = re.compile(r"^ *(?P<name>.+?)  +(?P<shape>[\d,]+( × [\d,]+)+)  .*\d.*  [A-Z].*\.$")


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return write_tiny_model(tmp_path / "tiny")


@pytest.fixture
def ids() -> list[int]:
    return BytePairTokenizer.load().encode(TEXT)


def look(capsys: pytest.CaptureFixture[str], text: str, *arguments: str) -> str:
    assert main(["inside", text, *arguments]) == 0
    return capsys.readouterr().out


def look_json(capsys: pytest.CaptureFixture[str], text: str, *arguments: str) -> dict[str, Any]:
    (page,) = json_lines(look(capsys, text, "--json", *arguments))
    return page


@torch.inference_mode()
def logits_after(network: GPTModel, ids: list[int]) -> torch.Tensor:
    return network(torch.tensor([ids]))[0, -1]


def test_json_is_as_documented(
    model: Path, ids: list[int], capsys: pytest.CaptureFixture[str]
) -> None:
    """Other programs read these names, and the figures are the network's."""
    page = look_json(capsys, TEXT, "--model", str(model), "--heads")
    assert list(page) == [
        *("model", "tokens", "place", "target", "prediction", "lens", "contributions"),
        *("heads", "off"),
    ]
    assert page["model"]["name"] == "tiny"
    assert page["model"]["config"] == TINY.to_dict()
    assert [list(token) for token in page["tokens"]] == [["place", "id", "text"]] * len(ids)
    assert [token["place"] for token in page["tokens"]] == list(range(1, len(ids) + 1))
    assert [token["id"] for token in page["tokens"]] == ids
    assert "".join(token["text"] for token in page["tokens"]) == TEXT
    assert page["place"] == len(ids)

    logits = logits_after(tiny_model(), ids)
    p = logits.double().softmax(dim=0)
    first = int(p.argmax())
    assert page["target"] == {"id": first, "text": BytePairTokenizer.load().decode([first])}
    prediction = page["prediction"]
    assert list(prediction) == ["p", "rank", "entropy_bits", "top"]
    assert prediction["p"] == pytest.approx(float(p[first]), abs=TOLERANCE)
    assert prediction["rank"] == 1
    assert prediction["entropy_bits"] == pytest.approx(float(-(p * p.log2()).sum()), abs=1e-4)
    assert [entry["id"] for entry in prediction["top"]] == p.topk(5).indices.tolist()

    names = ["point", "p", "rank", "entropy_bits", "kl_nats", "top"]
    assert [list(point) for point in page["lens"]] == [names] * 5
    assert [point["point"] for point in page["lens"]] == [
        *("input", "1 attention", "1", "2 attention", "2")
    ]
    for key in ("p", "rank", "entropy_bits", "top"):
        assert page["lens"][-1][key] == prediction[key]
    assert all(list(e) == ["id", "text", "p"] for point in page["lens"] for e in point["top"])

    assert list(page["contributions"]) == ["raw", "centred"]
    targets = (float(logits[first]), float(logits[first] - logits.mean()))
    for account, target in zip(page["contributions"].values(), targets, strict=True):
        assert list(account) == ["parts", "sum", "logit"]
        assert [list(part) for part in account["parts"]] == [["part", "value"]] * 11
        assert [part["part"] for part in account["parts"]] == [
            *("token", "position", "head 1.1", "head 1.2", "bias 1", "mlp 1"),
            *("head 2.1", "head 2.2", "bias 2", "mlp 2", "shift"),
        ]
        assert account["sum"] == pytest.approx(sum(x["value"] for x in account["parts"]), abs=1e-9)
        assert account["logit"] == pytest.approx(target, abs=1e-5)
        assert account["sum"] == pytest.approx(target, abs=1e-5)
        assert any(part["value"] != round(part["value"], 9) for part in account["parts"])

    assert list(page["heads"]) == ["1.1", "1.2", "2.1", "2.2"]
    for weights in page["heads"].values():
        assert len(weights) == len(ids)
        assert sum(weights) == pytest.approx(1, abs=1e-6)
    assert page["off"] == []


def test_changes_are_told_with_what_was_before(
    model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The token that is asked about is the one predicted without changes."""
    options = ("--model", str(model), "--place", "5")
    plain = look_json(capsys, TEXT, *options)
    off = look_json(capsys, TEXT, *options, "--off", "2.1,1.2,2.1")
    assert list(off) == [*plain, "before"]
    assert off["off"] == ["1.2", "2.1"]
    assert off["target"] == plain["target"]
    assert off["before"] == {key: plain["prediction"][key] for key in ("p", "rank")}
    assert off["prediction"]["p"] != plain["prediction"]["p"]
    parts = {part["part"]: part["value"] for part in off["contributions"]["raw"]["parts"]}
    assert parts["head 1.2"] == parts["head 2.1"] == 0.0
    hidden = look_json(capsys, TEXT, *options, "--hide", "2,1", "--heads")
    assert hidden["off"] == []
    assert hidden["before"] == off["before"]
    assert all(weights[:2] == [0.0, 0.0] for weights in hidden["heads"].values())


def test_a_place_and_a_token_can_be_named(
    model: Path, ids: list[int], capsys: pytest.CaptureFixture[str]
) -> None:
    """What follows the place plays no part: not even as the token that is asked about."""
    page = look_json(capsys, TEXT, "--model", str(model), "--place", "3", "--target", "1097")
    p = logits_after(tiny_model(), ids[:3]).double().softmax(dim=0)
    assert (page["place"], page["target"]) == (3, {"id": 1097, "text": " car"})
    assert len(page["tokens"]) == len(ids)
    assert page["prediction"]["p"] == pytest.approx(float(p[1097]), abs=TOLERANCE)
    assert page["prediction"]["rank"] == 1 + int((p > p[1097]).sum())
    unnamed = look_json(capsys, TEXT, "--model", str(model), "--place", "3")
    assert unnamed["target"]["id"] == int(p.argmax()) != ids[3]


def test_the_shipped_example(capsys: pytest.CaptureFixture[str]) -> None:
    """With a few heads off and without, by plain formulas: " ball" is lost."""
    ids, plain, ball = BytePairTokenizer.load().encode(EXAMPLE), plain_storyteller(), 2613
    heads = plain.needed_heads(ids, ball)
    page = look_json(capsys, EXAMPLE, "--off", ",".join(f"{one}.{two}" for one, two in heads))
    as_is, without = plain.run(ids), plain.run(ids, off=heads)
    first = int(without.logits[-1].argmax())
    assert page["target"] == {"id": ball, "text": " ball"}
    assert page["before"] == {"p": pytest.approx(as_is.p(ball), abs=1e-4), "rank": 1}
    assert page["prediction"]["p"] == pytest.approx(without.p(ball), abs=1e-4)
    assert page["prediction"]["top"][0]["id"] == first
    assert page["prediction"]["top"][0]["p"] == pytest.approx(without.p(first), abs=1e-4)


def test_the_walk_has_every_stop(capsys: pytest.CaptureFixture[str]) -> None:
    """With its shape, a few numbers and a sentence; the figures stand below."""
    text = look(capsys, EXAMPLE, "--heads")
    stops = [found for line in text.splitlines() if (found := STOP_LINE.match(line))]
    of_block = [
        *("norm 1", "query, key, value", "weights", "weighted sum", "projection", "+ stream"),
        *("norm 2", "MLP, widened", "GELU", "MLP, narrowed", "+ stream"),
    ]
    assert [stop["name"] for stop in stops] == [
        *("token", "input", *(of_block * 6), "final norm", "logits")
    ]
    shapes = {stop["name"]: stop["shape"] for stop in stops}
    assert shapes["input"] == "24 × 256"
    assert shapes["query, key, value"] == "4 × 24 × 64"
    assert shapes["weights"] == "4 × 24 × 24"
    assert shapes["GELU"] == "24 × 1,024"
    assert shapes["logits"] == "24 × 50,257"
    ids, plain = BytePairTokenizer.load().encode(EXAMPLE), plain_storyteller()
    found = plain.run(ids)
    shares = plain.shares(found, 2613)
    most = max(shares, key=lambda name: abs(shares[name]))
    read = int(found.weights[6, 1][-1].argmax())
    percent = f"{100 * float(found.weights[6, 1][-1, read]):.3g} %"
    for words in (
        *("“␣ball” (id 2613) after “␣red”, place 24 of 24", "storyteller, float32"),
        *(f"␣ball {100 * found.p(2613):.3g} %, rank 1;", f"␣ball {found.logits[-1, 2613]:.2f}"),
        *(most, f"{shares[most]:+.3f}", f"{sum(shares.values()):+.3f}", "27 other parts"),
        *(f"6.1   {read + 1} ", percent),
    ):
        assert words in text
    assert "without changes" not in text


def test_a_llama_is_walked_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """Its own stops, in its own words: what is turned, the gate and up; no position, no bias."""
    path = tmp_path / "tiny.gguf"
    write_gguf(path, "llama", make_network("llama"), "q8_0")
    text = look(capsys, "the_cat_that", "--model", str(path), "--off", "1.2")
    stops = [found["name"] for line in text.splitlines() if (found := STOP_LINE.match(line))]
    of_block = [
        *("norm 1", "query, key, value", "rotation", "weights", "weighted sum", "projection"),
        *("+ stream", "norm 2", "MLP, gate and up", "gate · up", "MLP, narrowed", "+ stream"),
    ]
    assert stops == ["token", *(of_block * 2), "final norm", "logits"]
    assert "Mean square 1" in text
    assert "Mean 0" not in text
    page = look_json(capsys, "the_cat_that", "--model", str(path))
    parts = [part["part"] for part in page["contributions"]["raw"]["parts"]]
    of_block = [*(f"head {{}}.{head}" for head in range(1, 9)), "mlp {}"]
    assert parts == ["token", *(name.format(block) for block in (1, 2) for name in of_block)]
    account = page["contributions"]["raw"]
    assert account["sum"] == pytest.approx(account["logit"], abs=1e-4)


def test_the_walk_says_what_was_changed(capsys: pytest.CaptureFixture[str]) -> None:
    """A printed walk without it would be taken for the network as it is."""
    text = look(capsys, EXAMPLE, "--off", "5.1", "--hide", "17,3")
    assert "heads off: 5.1\n" in text
    assert "tokens hidden: 3 “␣a”, 17 “␣ball”\n" in text
    ids = BytePairTokenizer.load().encode(EXAMPLE)
    percent = f"{100 * plain_storyteller().run(ids).p(2613):.1f} %"
    assert f"; without changes {percent}, rank 1: an effect of +" in text
    assert "reads most from" not in text


def test_csv_are_tables_in_full_precision(model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same figures as JSON, each row with where it comes from."""
    options = ("--model", str(model), "--off", "1.2", "--hide", "2", "--heads")
    page = look_json(capsys, TEXT, *options)
    tables = look(capsys, TEXT, "--csv", *options).split("\n\n")
    lens, account, heads = (list(csv.DictReader(io.StringIO(table))) for table in tables)
    for row, point in zip(lens, page["lens"], strict=True):
        assert row["point"] == point["point"]
        for name in ("p", "entropy_bits", "kl_nats"):
            assert float(row[name]) == point[name]
        assert int(row["top5_id"]) == point["top"][4]["id"]
    parts = page["contributions"]["centred"]["parts"]
    for row, part in zip(account, parts, strict=False):
        assert (row["part"], float(row["centred"])) == (part["part"], part["value"])
    total, target = account[len(parts) :]
    assert (total["part"], target["part"]) == ("sum", "logit")
    for name in ("raw", "centred", "versus"):
        assert float(total[name]) == pytest.approx(float(target[name]), abs=1e-5)
    first = [float(row["weight"]) for row in heads if row["head"] == "head 1.1"]
    assert first == page["heads"]["1.1"]
    for row in (*lens, *account, *heads):
        assert (row["off"], row["hidden"]) == ("head 1.2", "token 2")
        assert (row["model"], row["model_sha256"]) == ("tiny", page["model"]["sha256"])
        assert int(row["target_id"]) == page["target"]["id"]


def test_a_text_over_the_context(model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What was not seen any more has no weight, rather than a weight of 0; and it is said."""
    text = " little" * 70  # of a context of 64, of which half is kept
    assert main(["inside", text, "--model", str(model), "--json", "--heads"]) == 0
    out, err = capsys.readouterr()
    (page,) = json_lines(out)
    for weights in page["heads"].values():
        assert weights[:32] == [None] * 32
        assert sum(weights[32:]) == pytest.approx(1, abs=1e-6)
    assert "its first 32 tokens are not seen" in err
    walk = look(capsys, text, "--model", str(model))
    assert " 38 × 32 " in walk
    place = int(re.search(r"weights .* (\d+): ", walk)[1])
    assert 33 <= place <= 70


@pytest.mark.parametrize(
    ("text", "options", "named"),
    [
        ("", [], "The text is empty"),
        (TEXT, ["--place", "8"], "There is no place 8: the text has 7 tokens"),
        ("Hello", ["--place", "2"], "the text has 1 token."),
        (TEXT, ["--hide", "7"], "Token 7 cannot be hidden"),
        (TEXT, ["--place", "3", "--hide", "1,5"], "Token 5 cannot be hidden"),
    ],
)
def test_what_the_text_has_not_is_refused(
    text: str, options: list[str], named: str, model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In one sentence, with exit code 1. How many tokens a text has, its model decides."""
    assert main(["inside", text, "--model", str(model), *options]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert_one_sentence(err.splitlines(keepends=True)[-1], "gptdesk-cli: ", named)


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (["--off", "1.1,3.1"], "There is no head 3.1: this network's last one is 2.2."),
        (["--off", "1.3"], "There is no head 1.3"),
        (["--target", "50257"], "There is no token 50257: this model's vocabulary has 50,257"),
    ],
)
def test_what_the_network_has_not_is_refused(
    options: list[str], named: str, model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """After the line that says which model it is, one sentence, and no half of a page."""
    assert main(["inside", TEXT, "--model", str(model), *options]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert_one_sentence(err.splitlines(keepends=True)[-1], "gptdesk-cli: ", named)


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (["--off", "3.2,x"], "--off: must be heads such as 3.2,5.1, not 'x'"),
        (["--off", "3"], "--off: must be heads such as 3.2,5.1, not '3'"),
        (["--off", "0.1"], "--off: must be 1 or more, not 0"),
        (["--hide", "a"], "--hide: must be a whole number, not 'a'"),
        (["--hide", "0"], "--hide: must be 1 or more, not 0"),
        (["--place", "-1"], "--place: must be 1 or more, not -1"),
        (["--target", "ball"], "--target: must be a whole number, not 'ball'"),
        (["--target", "-1"], "--target: must be 0 or more, not -1"),
        (["--json", "--csv"], "--csv: not allowed with argument --json"),
    ],
)
def test_what_is_no_option_is_told_with_its_name(
    options: list[str], named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """With exit code 2, before a model is read."""
    with pytest.raises(SystemExit) as ended:
        main(["inside", TEXT, *options], engine_factory=lambda: pytest.fail("an engine was made"))
    assert ended.value.code == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines()[-1] == f"gptdesk-cli inside: error: argument {named}"


@posix_only
@pytest.mark.parametrize("shape", [[], ["--json", "--heads"]], ids=["walk", "json"])
def test_a_reader_that_has_gone_is_no_error(model: Path, shape: list[str]) -> None:
    """`gptdesk-cli inside … | head` ends quietly."""
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as nobody:
        code, _, err = run("inside", TEXT, "--model", str(model), *shape, stdout=nobody)
    assert (code, "Traceback" in err, "Exception" in err, "Broken" in err) == (0, *[False] * 3)


@posix_only
def test_a_walk_is_utf_8_whatever_the_locale(model: Path) -> None:
    """Its shapes have signs that Latin-1 and ASCII have not, also in a container.

    Nor does it wait for PyTorch's compiler, which takes as long to import as all the rest.
    """
    code, out, err = run(
        *("inside", TEXT, "--model", str(model)),
        LC_ALL="C",
        PYTHONUTF8="0",
        PYTHONCOERCECLOCALE="0",
        PYTHONIOENCODING="ascii",
        PYTHONPROFILEIMPORTTIME="1",
    )
    assert code == 0
    assert " × " in out
    assert "torch.nn" in err
    assert "torch._dynamo" not in err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_is_one_sentence(model: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        code, _, err = run("inside", TEXT, "--model", str(model), "--csv", stdout=full)
    assert code == 1
    assert err.endswith("gptdesk-cli: The output cannot be written: No space left on device.\n")
    assert "Traceback" not in err
    assert "Exception ignored" not in err
