"""The table that other programs read: names, order, and what stands in it."""

from __future__ import annotations

import csv
import io
import json

import pytest
import torch

from gptdesk.chat.tokens import SamplingSettings, TokenStats
from gptdesk.engine.choice.definition import choose_by_definition
from gptdesk.engine.choice.sampling import Dice, choose
from gptdesk.engine.tokenizers.vocabulary import load_vocabulary
from gptdesk.formats.token_table import (
    GeneratedToken,
    TableToken,
    token_table_rows,
    token_table_values,
)
from tests.fakes import record

VOCABULARY = load_vocabulary()
MODEL = {"name": "tiny", "sha256": "ab" * 32, "precision": "exact", "device": "cpu"}
USED = SamplingSettings(temperature=0.7, top_k=40)
PROMPT = (
    TokenStats(0, 7454),
    TokenStats(1, 198, 0.25, 3, 2.0, 1.5, (11, 198), (0.5, 0.25)),  # a newline
)
ANSWER = GeneratedToken(2, record(8582, final_p=0.5, rank=2, draw=0.125), USED)  # part of an emoji


def rows_of(*tokens: TableToken, top_n: int) -> list[dict[str, str]]:
    """Return the table as a spreadsheet reads it."""
    text = io.StringIO()
    csv.writer(text).writerows(token_table_rows(MODEL, tokens, VOCABULARY, top_n))
    return list(csv.DictReader(io.StringIO(text.getvalue(), newline="")))


def test_json_names_and_order() -> None:
    """A generated token has what it was drawn with; a given one has only what it is."""
    table = token_table_values(MODEL, (*PROMPT, ANSWER), VOCABULARY)
    assert json.loads(json.dumps(table, allow_nan=False)) == table
    assert table["model"] == MODEL
    first, given, generated = table["tokens"]
    names = ["index", "id", "text", "bytes", "p", "rank", "surprisal_bits", "entropy_bits"]
    assert list(given) == list(first) == [*names, "top"]
    assert [first[name] for name in names[4:]] == [None] * 4
    assert first["top"] is None
    assert given["top"] == [{"id": 11, "text": ",", "p": 0.5}, {"id": 198, "text": "\n", "p": 0.25}]

    assert list(generated) == [*names, "q", "kept", "u", "forced", "settings", "top"]
    assert (generated["p"], generated["q"], generated["u"]) == (0.25, 0.5, 0.125)
    assert generated["surprisal_bits"] == 2
    assert generated["bytes"] == list(VOCABULARY.pieces[8582])
    assert generated["settings"] == {
        "temperature": 0.7,
        "top_k": 40,
        "top_p": 0.95,
        "min_p": 0.0,
        "repetition_penalty": 1.0,
    }
    assert len(generated["top"]) == 20
    assert list(generated["top"][0]) == ["id", "text", "p", "q", "removed_by"]


def test_csv_says_the_same_in_columns() -> None:
    """Empty cells where a given token has nothing to say."""
    first, given, generated = rows_of(*PROMPT, ANSWER, top_n=3)
    names = ["index", "id", "text", "bytes_hex", "p", "rank", "surprisal_bits", "entropy_bits"]
    names += ["q", "kept", "u", "forced"]
    names += ["temperature", "top_k", "top_p", "min_p", "repetition_penalty"]
    assert list(first)[: len(names)] == names
    assert list(first)[len(names) : len(names) + 5] == [
        *("top1_id", "top1_text", "top1_p", "top1_q", "top1_removed_by")
    ]
    assert list(first)[-4:] == ["model", "model_sha256", "precision", "heads"]
    for row in (first, given, generated):
        assert (row["model"], row["model_sha256"]) == ("tiny", "ab" * 32)
    assert first["p"] == first["q"] == first["top1_id"] == ""
    assert (given["text"], given["bytes_hex"]) == ("\n", "0a")
    assert (given["u"], given["temperature"], given["top3_id"]) == ("", "", "")
    assert (given["top2_id"], given["top2_p"], given["top2_q"]) == ("198", "0.25", "")
    assert (generated["u"], generated["temperature"], generated["top_k"]) == ("0.125", "0.7", "40")
    assert bytes.fromhex(generated["bytes_hex"]) == VOCABULARY.pieces[8582]
    assert "top4_id" not in generated


def test_without_generated_tokens_there_are_no_columns_for_them() -> None:
    """What `gptdesk-cli inspect` prints has no empty half."""
    (_, given) = rows_of(*PROMPT, top_n=2)
    assert not {"q", "u", "kept", "temperature", "top1_q"} & given.keys()
    assert rows_of(top_n=2) == []


def test_unknown_settings_and_impossible_tokens_are_null() -> None:
    """An old answer; a token that only a penalty made greedy's choice."""
    odd = GeneratedToken(0, record(11, raw_p=0.0, draw=None), None)
    (values,) = token_table_values({}, (odd,), VOCABULARY)["tokens"]
    assert (values["surprisal_bits"], values["settings"], values["u"]) == (None, None, None)
    (row,) = rows_of(odd, top_n=1)
    assert row["temperature"] == row["u"] == row["surprisal_bits"] == ""


def test_what_no_filter_removed_is_null() -> None:
    """A program that asks `removed_by is None` finds the tokens that could have come."""
    removed_by = ("", "top_k", *[""] * 18)
    token = GeneratedToken(0, record(11, top_removed_by=removed_by), USED)
    (values,) = token_table_values({}, (token,), VOCABULARY)["tokens"]
    assert [one["removed_by"] for one in values["top"][:3]] == [None, "top_k", None]
    (row,) = rows_of(token, top_n=2)
    assert (row["top1_removed_by"], row["top2_removed_by"]) == ("", "top_k")


@pytest.mark.parametrize("form", ["json", "csv"])
def test_a_saved_table_replays(form: str) -> None:
    """Logits, the settings and the dice of the file give the very token of the file."""
    generator, dice = torch.Generator().manual_seed(1), Dice(2)
    for index in range(20):
        logits = torch.randn(5000, generator=generator) * 3
        chosen = choose(logits, USED, [], dice)
        token = GeneratedToken(index, chosen, USED)
        if form == "json":
            text = json.dumps(token_table_values(MODEL, (token,), VOCABULARY))
            (saved,) = json.loads(text)["tokens"]
            names, u, token_id = saved["settings"], saved["u"], saved["id"]
        else:
            (saved,) = rows_of(token, top_n=1)
            names = {"temperature": float(saved["temperature"]), "top_k": int(saved["top_k"])}
            u, token_id = float(saved["u"]), int(saved["id"])
        again = choose_by_definition(logits, SamplingSettings(**names), [], u)
        assert again.token_id == token_id == chosen.token_id
