"""Reading text and laying it out in rows."""

import lzma
import os

import pytest
import torch

from gptdesk.errors import TrainingError
from gptdesk.training import dataset
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


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_a_byte_order_mark_is_no_text(encoding, tmp_path):
    """Windows writes it; learned, it would be three tokens before every answer."""
    marks = {"utf-16-le": "\ufeff", "utf-16-be": "\ufeff"}
    text = marks.get(encoding, "") + "Hello, I am"
    (tmp_path / "one.txt").write_bytes(text.encode(encoding))
    assert read_corpus(tmp_path).tokens.tolist() == [15496, 11, 314, 716, END_OF_TEXT_ID]
    assert read_validation(tmp_path) == {"text": ["Hello, I am"]}


def test_the_ending_may_be_written_in_any_case(tmp_path):
    """`A.TXT` of an old disk is text; a file that only contains the letters is none."""
    (tmp_path / "INNER").mkdir()
    for name in ("A.TXT", "b.Txt", "INNER/c.txt", "d.txt.bak", "txt"):
        (tmp_path / name).write_text("Hello", encoding="utf-8")
    assert len(read_corpus(tmp_path).parts[0].documents) == 3
    assert read_validation(tmp_path) == {"text": ["Hello"] * 3}


@pytest.mark.parametrize(
    "case", ["utf-16 without a mark", "latin-1", "half a mark", "pipe", "link to nothing", "folder"]
)
def test_what_is_no_text_is_named(case, tmp_path):
    """Which file it is, and what to do: not its bytes as somebody's language."""
    path = tmp_path / "odd.txt"
    match case:
        case "utf-16 without a mark":
            path.write_bytes("Hello".encode("utf-16-le"))
        case "latin-1":
            path.write_bytes("naïve café".encode("latin-1"))
        case "half a mark":
            path.write_bytes(b"\xff\xfeH")
        case "pipe":
            os.mkfifo(path)
        case "link to nothing":
            path.symlink_to("nowhere")
        case _:
            path.mkdir()
            path = tmp_path
    for read in (read_corpus, read_validation):
        with pytest.raises(TrainingError) as caught:
            read(tmp_path)
        assert str(caught.value).startswith(f"{path}: ")


@pytest.mark.parametrize("case", ["odd", "beyond", "cut"])
def test_token_files_that_hold_something_else_are_named(case, tmp_path):
    """An id beyond the vocabulary would end the run in the middle of a table."""
    write_part(tmp_path, "a", [[1, 2, 60_000 if case == "beyond" else 3]])
    path = tmp_path / "tokens" / "a.train.bin.xz"
    whole = path.read_bytes()
    match case:
        case "odd":
            path.write_bytes(lzma.compress(b"\x01\x00\x02"))
        case "cut":
            path.write_bytes(whole[:-20])
        case _:
            pass
    with pytest.raises(TrainingError) as caught:
        read_corpus(tmp_path)
    assert str(caught.value).startswith(f"{path}: ")


def test_a_file_of_several_streams_is_read_whole(tmp_path):
    """What `cat a.xz b.xz` gives, and parallel compressors."""
    write_part(tmp_path, "a", [[1, 2]])
    path = tmp_path / "tokens" / "a.train.bin.xz"
    path.write_bytes(path.read_bytes() * 2)
    assert read_corpus(tmp_path).tokens.tolist() == [1, 2, END_OF_TEXT_ID] * 2


def test_a_file_that_would_fill_the_memory_is_refused(tmp_path, monkeypatch):
    """A few kilobytes of xz can hold gigabytes of zeros."""
    monkeypatch.setattr(dataset, "_MAX_DECOMPRESSED_BYTES", 1000)
    monkeypatch.setattr(dataset, "_MAX_FILE_BYTES", 1000)
    (tmp_path / "tokens").mkdir()
    bomb = tmp_path / "tokens" / "a.train.bin.xz"
    bomb.write_bytes(lzma.compress(bytes(100_000)))
    with pytest.raises(TrainingError, match=r"holds more than 1,000 bytes"):
        read_corpus(tmp_path)
    bomb.unlink()
    (tmp_path / "long.txt").write_text("Hello. " * 1000, encoding="utf-8")
    with pytest.raises(TrainingError, match=r"long.txt: the file has more than 1,000 bytes"):
        read_corpus(tmp_path)


def test_validation_text_that_is_blank_or_no_text(tmp_path):
    """Nothing to predict is said, not divided by."""
    (tmp_path / "blank.txt").write_text("\ufeff \n", encoding="utf-8")
    with pytest.raises(TrainingError, match="holds no"):
        read_validation(tmp_path)
    (tmp_path / "text").mkdir()
    path = tmp_path / "text" / "a.val.txt.xz"
    path.write_bytes(lzma.compress("café".encode("latin-1")))
    with pytest.raises(TrainingError, match=r"a.val.txt.xz: the file cannot be read as UTF-8"):
        read_validation(tmp_path)
    with pytest.raises(TrainingError, match="no such file or folder"):
        read_validation(tmp_path / "nowhere")
    with pytest.raises(TrainingError, match="it cannot be read"):
        read_corpus(tmp_path / ("long" * 100))
