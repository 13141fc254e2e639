"""Reading text and laying it out in rows."""

import lzma

import pytest
import torch

from gptdesk.errors import TrainingError
from gptdesk.training.dataset import (
    END_OF_TEXT_ID,
    Corpus,
    Part,
    plan_rows,
    read_corpus,
    read_rows,
    read_validation,
)
from gptdesk.training.options import TrainingOptions

from .corpus_files import counting_documents, write_part


def _options(**changes):
    values = {"ctx_len": 16, "emb_dim": 8, "n_heads": 2, "n_layers": 1, "steps": 5}
    return TrainingOptions(**{**values, **changes})


def _part(name, lengths, offset=0):
    documents = []
    for length in lengths:
        documents.append((offset, offset + length))
        offset += length
    return Part(name, documents)


def test_corpus_layout_is_read_whole(tmp_path):
    """Every document with its end, ids above 32,767 too: the files are unsigned."""
    write_part(tmp_path, "b", [[1, 2], [50_000]])
    write_part(tmp_path, "a", [[3]])
    corpus = read_corpus(tmp_path)
    assert [part.name for part in corpus.parts] == ["a", "b"]
    read = [[corpus.tokens[a:b].tolist() for a, b in part.documents] for part in corpus.parts]
    end = END_OF_TEXT_ID
    assert read == [[[3, end]], [[1, 2, end], [50_000, end]]]


def test_plain_text_files_are_encoded(tmp_path):
    """A user has .txt files, in folders of their own."""
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "one.txt").write_text("Hello, I am\n", encoding="utf-8")
    corpus = read_corpus(tmp_path)
    assert corpus.tokens.tolist() == [15496, 11, 314, 716, END_OF_TEXT_ID]


@pytest.mark.parametrize("case", ["missing", "empty", "blank", "part", "damaged", "not text"])
def test_unusable_folders_get_one_sentence(tmp_path, case):
    """A traceback tells a user nothing; the sentence names the file or folder."""
    folder, names = tmp_path, []
    if case == "missing":
        folder = tmp_path / "nowhere"
    elif case == "blank":
        (tmp_path / "blank.txt").write_text("\n \n", encoding="utf-8")
    elif case == "part":
        write_part(tmp_path, "stories", [[1, 2]])
        names = ["storys"]
    elif case == "damaged":
        write_part(tmp_path, "stories", [[1, 2]])
        (tmp_path / "tokens" / "stories.train.bin.xz").write_bytes(b"no xz")
    elif case == "not text":
        (tmp_path / "picture.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(TrainingError) as caught:
        read_corpus(folder, names)
    assert str(tmp_path) in str(caught.value)
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


def test_validation_text_is_split_at_the_marker(tmp_path):
    """The marker is ours, not part of the text whose bytes are counted."""
    (tmp_path / "text").mkdir()
    text = "One.\n\nTwo.\n<|endoftext|>\nThree.\n<|endoftext|>\n"
    (tmp_path / "text" / "s.val.txt.xz").write_bytes(lzma.compress(text.encode()))
    assert read_validation(tmp_path) == {"s": ["One.\n\nTwo.", "Three."]}


def test_rows_start_documents_and_lose_no_end():
    """Cut off at random, stories would never show the network how one ends."""
    part = _part("s", [7, 6, 9, 5, 8])
    corpus = Corpus(torch.arange(35), [part])
    whole = []
    for row in plan_rows(corpus, _options(steps=10)):
        assert row[0][0] in {start for start, _ in part.documents}
        assert sum(end - start for start, end in row) == 17  # ctx_len + 1
        whole += [span for span in row if span in part.documents]
    assert set(whole) == set(part.documents)


def test_long_documents_go_on_in_another_row():
    """Each of its tokens but the first is a target exactly once."""
    corpus = Corpus(torch.arange(49), [_part("s", [49])])
    rows = plan_rows(corpus, _options(steps=3, batch_size=1))
    targets = sorted(i for row in rows for a, b in row for i in range(a + 1, b))
    assert targets == list(range(1, 49))


def test_plan_is_the_same_every_time_and_differs_by_seed():
    """Resuming computes the plan again instead of storing it."""
    corpus = Corpus(torch.arange(500), [_part("s", [10] * 50)])
    assert plan_rows(corpus, _options()) == plan_rows(corpus, _options())
    assert plan_rows(corpus, _options()) != plan_rows(corpus, _options(seed=7))


def test_mix_is_by_tokens_and_changes_for_the_last_phase():
    """Parts have documents of very different lengths: shares by documents would mislead."""
    long, short = _part("long", [16] * 20), _part("short", [4] * 20, offset=320)
    corpus = Corpus(torch.zeros(400), [long, short])
    options = _options(
        steps=500, mix={"long": 50, "short": 50}, final_mix={"short": 1}, final_share=0.2
    )
    rows = plan_rows(corpus, options)
    n_main = 400 * options.batch_size

    def share_of_short(some):
        spans = [span for row in some for span in row]
        n_short = sum(b - a for a, b in spans if a >= 320)
        return n_short / sum(b - a for a, b in spans)

    # begun documents are begun again, which favours long ones: half is 0.3 to 0.5 here
    assert 0.3 < share_of_short(rows[:n_main]) < 0.5
    assert share_of_short(rows[n_main:]) == 1


def test_every_second_row_begins_with_the_mark():
    """A prompt may come with <|endoftext|> before it or without."""
    tokens = torch.tensor([5, 6, 7, END_OF_TEXT_ID, 8, 9, 10, END_OF_TEXT_ID])
    rows = [[(0, 4)], [(4, 8)], [(4, 8)], [(1, 4), (4, 5)]]
    end = END_OF_TEXT_ID
    assert read_rows(tokens, rows, 4).tolist() == [
        [5, 6, 7, end],
        [end, 8, 9, 10],
        [8, 9, 10, end],
        [6, 7, end, 8],  # goes on in the middle of a document: no mark
    ]


def test_corpus_written_for_tests_is_learnable(tmp_path):
    """The other tests train on it."""
    write_part(tmp_path, "count", counting_documents(3))
    assert read_corpus(tmp_path).parts[0].n_tokens == 63
