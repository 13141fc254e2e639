"""What leaves the window is what `gptdesk-cli` writes, and loses nothing."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

from gptdesk.chat.changes import HeadChange
from gptdesk.engine.types import TextStats
from gptdesk.formats.answer import (
    curves_csv,
    model_of,
    plain_tokens,
    table_csv,
    table_json,
    table_tokens,
)
from gptdesk.formats.engine_values import inspection_rows, inspection_values, model_values
from tests.app.viewmodels.answers import PROMPT, SETTINGS, answer
from tests.fakes import INFO, stats_of, vocabulary


def rows_of(text: str) -> list[dict[str, str]]:
    """Return a table as a spreadsheet reads it."""
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_window_writes_what_the_command_line_writes() -> None:
    """A script that reads one can read the other: the same text gives the same bytes."""
    tokens = tuple(stats_of(index, token_id) for index, token_id in enumerate(PROMPT))
    model = model_values(INFO)
    by_cli = inspection_values(INFO, TextStats(tokens, 2.0), vocabulary())
    by_window = table_json(model, tokens, vocabulary())
    assert by_window == json.dumps(by_cli, ensure_ascii=False, allow_nan=False) + "\n"
    text = io.StringIO()
    rows = inspection_rows(INFO, TextStats(tokens, 2.0), vocabulary(), 20)
    csv.writer(text, lineterminator="\n").writerows(rows)
    assert table_csv(model, tokens, vocabulary()) == text.getvalue()


def test_an_answer_is_written_with_everything_that_repeats_it() -> None:
    """Ids, draws and settings of every token, the prompt before them, the model's checksum."""
    message = answer()
    values = json.loads(table_json(model_of(message, INFO), table_tokens(message), vocabulary()))
    assert [token["index"] for token in values["tokens"]] == list(range(7))
    assert [token["id"] for token in values["tokens"]] == [*PROMPT, *message.token_ids]
    assert [token.get("u") for token in values["tokens"]] == [None] * 5 + [0.25, 0.25]
    assert values["tokens"][6]["settings"]["top_k"] == SETTINGS.top_k
    assert len(values["tokens"][6]["top"]) == 20
    assert values["model"]["sha256"] == INFO.sha256
    assert values["perplexity"] == 2 ** (8 / 6)
    rows = rows_of(table_csv(model_of(message, INFO), table_tokens(message), vocabulary()))
    assert [row["id"] for row in rows] == [str(token["id"]) for token in values["tokens"]]
    assert rows[-1]["temperature"] == "0.7"
    assert rows[-1]["top20_p"]


def test_what_is_not_known_is_left_empty() -> None:
    """A prompt that was not measured, an answer of an older history, another model since."""
    message = answer(is_measured=False)
    tokens = table_tokens(message)
    values = json.loads(table_json(model_of(message, INFO), tokens, vocabulary()))
    assert [token["p"] for token in values["tokens"]] == [None] * 5 + [0.5, 0.125]

    old = replace(message, records=(), runs=(), model_name="storyteller")
    values = json.loads(table_json(model_of(old, INFO), table_tokens(old), vocabulary()))
    assert [token["id"] for token in values["tokens"]] == [*PROMPT, *message.token_ids]
    assert {token["p"] for token in values["tokens"]} == {None}
    assert values["model"] == {"name": "storyteller", "sha256": None, "precision": None}
    assert values["perplexity"] is None

    other = model_of(message, replace(INFO, sha256="1" * 64))
    assert other == {"name": INFO.name, "sha256": INFO.sha256, "precision": INFO.precision}
    assert model_of(message, None) == other
    assert model_of(message, replace(INFO, precision="fast")) == other, (
        "as finely as it was written"
    )
    assert model_of(message, INFO)["config"] == dict(INFO.shape.rows)


def test_heads_that_were_off_stand_with_every_token() -> None:
    """Figures of a network without some heads must not be taken for the whole one's."""
    message = answer()
    off = (HeadChange(3, 2), HeadChange(6, 1, 0.5))
    words = "head 3.2 off; head 6.1 at 50 %"
    message = replace(message, runs=(replace(message.runs[0], switched_off=off),))
    values = json.loads(table_json(model_of(message, INFO), table_tokens(message), vocabulary()))
    assert values["model"]["heads"] == words
    assert [token.get("heads") for token in values["tokens"]] == [None] * 5 + [words] * 2
    rows = rows_of(table_csv(model_of(message, INFO), table_tokens(message), vocabulary()))
    assert {row["heads"] for row in rows} == {words}, "those of the prompt too: they read it"
    later = replace(message.runs[0], start=1, switched_off=off[:1])
    mixed = replace(message, runs=(*message.runs, later))
    rows = rows_of(table_csv(model_of(mixed, INFO), table_tokens(mixed), vocabulary()))
    assert [row["heads"] for row in rows[-2:]] == [words, "head 3.2 off"]
    plain = answer()
    rows = rows_of(table_csv(model_of(plain, INFO), table_tokens(plain), vocabulary()))
    assert {row["heads"] for row in rows} == {""}


def test_an_impossible_token_is_no_infinity() -> None:
    """JSON has no infinity; a file with one would be read by nobody."""
    message = answer((6342, 13), (0.5, 0.0))
    values = json.loads(table_json({}, table_tokens(message), vocabulary()))
    assert values["tokens"][-1]["surprisal_bits"] is None
    assert values["perplexity"] is None
    hardly = answer((6342, 13), (2.0**-1024, 2.0**-1024), is_measured=False)
    values = json.loads(table_json({}, table_tokens(hardly), vocabulary()))
    assert values["tokens"][-1]["surprisal_bits"] == 1024
    assert values["perplexity"] is None, "2 ** 1024 is beyond a float"


def test_plain_tokens_have_no_empty_columns() -> None:
    """The Tokens window knows what a token is, and nothing of how probable it was."""
    (row, _) = rows_of(table_csv({}, plain_tokens((6342, 13)), vocabulary()))
    assert (row["index"], row["id"], row["text"], row["bytes_hex"]) == (
        *("0", "6342", " Paris"),
        b" Paris".hex(),
    )
    assert not any(name.startswith("top") for name in row)


def test_the_curves_can_be_read_as_a_table() -> None:
    """Every chart is also there for whoever sees none."""
    rows = rows_of(curves_csv(answer()))
    assert [row["surprisal_bits"] for row in rows] == ["", "1.0", "1.0", "1.0", "1.0", "1.0", "3.0"]
    assert float(rows[-1]["perplexity"]) == 2 ** (8 / 6)
