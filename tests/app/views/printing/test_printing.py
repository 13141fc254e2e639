"""A conversation on paper: every word, on as many pages as it needs, and nothing half done."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, QSizeF
from PySide6.QtGui import QColor, QImage, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gptdesk.app.theme import load_theme
from gptdesk.app.viewmodels.chat.messages import MessageListModel
from gptdesk.app.views.printing.job import PdfFile, PrintJob, make_printer, paper_of, usual_paper
from gptdesk.app.views.printing.pages import PADDING, POINT, PrintPages, print_style
from gptdesk.app.views.printing.painter import ConversationPages, PrintPainter
from gptdesk.app.views.printing.printing import ConversationPrinting
from gptdesk.app.views.widgets.notice_bar import NoticeBar
from gptdesk.chat.messages import Message, MessageState, PromptMode, Role
from gptdesk.formats.coloured_html import TokenSpan
from gptdesk.formats.conversation_pages import Pieces
from tests.app.views.printing.pdf_reading import ReadPdf

A4 = QSizeF(595, 842)
WORDS = "The small fox went into the wood and looked for a friend. "


def talk(pairs: int, words: int = 5) -> list[Message]:
    mode = PromptMode.CONVERSATION
    return [
        message
        for number in range(pairs)
        for message in (
            Message(Role.USER, f"Question {number}: who?", mode),
            Message(
                Role.ASSISTANT, f"Answer {number}. " + WORDS * words, mode, model_name="teller"
            ),
        )
    ]


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def job_of(pdf: PdfFile, messages: list[Message], title: str) -> PrintJob:
    return PrintJob(ConversationPages(title, messages, paper_of(pdf.device)), pdf.device)


def pdf_of(qtbot: QtBot, messages: list[Message], title: str = "A small fox") -> ReadPdf:
    pdf = PdfFile(title)
    job = job_of(pdf, messages, title)
    with qtbot.waitSignal(job.ended) as ended:
        job.start()
    assert ended.args == [True]
    read = ReadPdf(pdf.content())
    assert read.page_count == len(job.pages.sheets)
    return read


def pages_of(messages: list[Message], size: QSizeF = A4) -> PrintPages:
    style = print_style(load_theme("light"))
    pages = PrintPages("A small fox", "today", messages, style=style, size=size)
    for _ in pages.divide():
        pass
    return pages


def test_every_word_is_in_the_pdf(qtbot: QtBot) -> None:
    """Prompts, answers, names and the title can be read, searched and copied; fonts are inside."""
    messages = [
        Message(Role.USER, "Once upon a time"),
        Message(Role.ASSISTANT, " there was a fox.\n\nIt was red.", model_name="teller"),
        *talk(3),
    ]
    read = pdf_of(qtbot, messages)
    assert read.page_count == 1
    text = squeezed(read.text)
    for message in messages:
        assert squeezed(message.text) in text
    for words in ("A small fox", "You, continued by teller", "1 of 1"):
        assert squeezed(words) in text
    assert read.font_count >= read.named_font_count >= 2


def test_a_long_conversation_has_many_pages_and_all_are_numbered(qtbot: QtBot) -> None:
    """Nothing is lost at the end of a page."""
    messages = talk(60, words=12)
    read = pdf_of(qtbot, messages)
    assert read.page_count > 10
    text = squeezed(read.text)
    for number in range(60):
        assert f"Question{number}:who?" in text
    for page in range(1, read.page_count + 1):
        assert f"{page}of{read.page_count}" in text
    assert text.count(squeezed(WORDS)) >= 60 * 12 - read.page_count, "but where a page ends"
    assert len(text) >= len(squeezed("".join(message.text for message in messages)))


def test_lines_stand_inside_their_page_in_order_and_once() -> None:
    """Whatever the paper: no line is cut, doubled or left out, no heading is alone."""
    messages = [*talk(8, words=30), Message(Role.USER, WORDS * 200), *talk(2)]
    for size in (A4, QSizeF(612, 792), QSizeF(298, 420), QSizeF(842, 595)):
        pages = pages_of(messages, size)
        seen: dict[int, int] = {}
        for sheet in pages.sheets:
            assert sheet[-1].piece is not None, "a heading at the end of a page"
            bottom = 0
            for strip in sheet:
                assert strip.top >= bottom
                bottom = strip.bottom
                assert bottom <= pages.end
                if strip.piece is not None:
                    block = strip.piece.block
                    assert strip.first == seen.get(id(block), 0)
                    seen[id(block)] = strip.stop
                    assert strip.stop == block.line_count or strip.stop - strip.first >= 2
        blocks = {
            id(strip.piece.block): pages.lay_out(strip).line_count
            for sheet in pages.sheets
            for strip in sheet
            if strip.piece is not None
        }
        assert seen == blocks


def _colours(
    pages: PrintPages, top: float, bottom: float, pieces: Pieces | None = None
) -> set[str]:
    """Return the colours of the first page between two heights."""
    image = QImage(595, 842, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    painter.scale(1 / POINT, 1 / POINT)
    PrintPainter(pages, load_theme("light"), pieces).paint(painter, 0)
    painter.end()
    rows = range(round(top / POINT), round(bottom / POINT))
    return {image.pixelColor(x, y).name() for y in rows for x in range(40, 555)}


def test_prompts_are_tinted_notes_and_code_are_muted(qapp) -> None:
    """Who wrote what is seen on paper as on the screen."""
    answer = " Look:\n```\nreturn 1\n```\nDone."
    messages = [
        Message(Role.USER, "How?", PromptMode.CONVERSATION),
        Message(Role.ASSISTANT, answer, PromptMode.CONVERSATION, MessageState.STOPPED),
    ]
    pages = pages_of(messages)
    prompt, *rest = [strip for strip in pages.sheets[0] if strip.piece is not None]
    theme = load_theme("light")
    tint = theme.color("surface_raised").name()
    assert tint in _colours(pages, prompt.top, prompt.bottom)
    assert not any(tint in _colours(pages, strip.top, strip.bottom) for strip in rest)
    assert [strip.is_code for strip in rest] == [False, True, True, True, False, False]
    darkest = [min(_colours(pages, strip.top, strip.bottom)) for strip in rest]
    assert all(dark < theme.color("text_muted").name() for dark in (darkest[0], darkest[4]))
    assert all(dark >= theme.color("text_muted").name() for dark in (*darkest[1:4], darkest[5]))


@pytest.mark.parametrize("mode", PromptMode)
def test_prompts_have_the_colours_of_their_tokens(qapp, mode: PromptMode) -> None:
    """The pieces of a prompt are asked of the answer that saw it, and tint it on its own ground."""
    asked = Message(Role.USER, "How are you?", mode)
    told = Message(Role.ASSISTANT, " Well, thank you.", mode, parent=asked.id)
    alone = Message(Role.USER, "And you?", mode, parent=told.id)
    seen: list[tuple[str, Message | None]] = []

    def pieces(message: Message, answer: Message | None) -> list[TokenSpan]:
        seen.append((message.text, answer))
        return [TokenSpan(message.text, 15 if answer is told else 0)]

    pages = pages_of([asked, told, alone])
    first, *_, last = [strip for strip in pages.sheets[0] if strip.piece is not None]
    plain = _colours(pages, first.top, first.bottom)
    tinted = _colours(pages, first.top, first.bottom, pieces) - plain
    assert any(QColor(name).saturationF() > 0.1 for name in tinted)
    assert seen == [(asked.text, told), (told.text, None), (alone.text, None)]
    assert _colours(pages, last.top, last.bottom, pieces) == _colours(pages, last.top, last.bottom)


@pytest.mark.parametrize("text", ["Once", WORDS * 3, "שלום " * 40, "Once\n\n", "a\nb"])
def test_the_tint_of_a_beginning_ends_where_it_ends(qapp, text: str) -> None:
    """Prompt and continuation are one text; only the tint says where the model goes on."""
    messages = [Message(Role.USER, text), Message(Role.ASSISTANT, " and so on. " + WORDS * 3)]
    pages = pages_of(messages)
    tint = load_theme("light").color("surface_raised").name()
    strips = [strip for strip in pages.sheets[0] if strip.piece is not None]
    first, last = strips[0], strips[-1]
    assert tint in _colours(pages, first.top - PADDING / 2, first.bottom)
    line = pages.style.text.line_height
    assert tint not in _colours(pages, last.bottom - line / 2, last.bottom)


def test_lines_are_freed_when_their_page_is_painted(qtbot: QtBot) -> None:
    """Of 10,000 messages they would take 400 MB, which stay until the file is written."""
    pdf = PdfFile("freed")
    job = job_of(pdf, [*talk(20), Message(Role.USER, WORDS * 200)], "freed")
    with qtbot.waitSignal(job.ended):
        job.start()
    assert isinstance(job.pages, ConversationPages)
    pages = job.pages.layout
    pieces = [strip.piece for sheet in pages.sheets for strip in sheet if strip.piece]
    assert len(pages.sheets) > 3
    assert not any(piece.block.is_laid_out(pages.width) for piece in pieces)


def test_ten_thousand_messages_never_hold_the_window_up(qtbot: QtBot) -> None:
    """No step is long, and the work can be given up at any time."""
    pdf = PdfFile("long")
    job = job_of(pdf, talk(5_000, words=8), "long")
    turns: list[float] = []
    go_on = job._go_on

    def timed() -> None:
        begin = time.thread_time()
        go_on()
        turns.append(time.thread_time() - begin)

    job._timer.timeout.disconnect()
    job._timer.timeout.connect(timed)
    job.start()
    qtbot.waitUntil(lambda: len(turns) > 30)
    with qtbot.waitSignal(job.ended) as ended:
        job.cancel()
    assert ended.args == [False]
    assert sorted(turns)[-2] < 0.05, "of which 12 ms are meant"


@dataclass
class FakeList:
    def summary(self, _: str) -> None:
        return None


@dataclass
class FakeConversations:
    list: FakeList = field(default_factory=FakeList)
    open_id: str = ""


@dataclass
class FakeTransfer:
    saved: list[tuple[Path, bytes, str]] = field(default_factory=list)

    def save(self, path: Path, content: bytes, sentence: str) -> None:
        self.saved.append((path, content, sentence))


class Office:
    """A window's printing, over rows of its own."""

    def __init__(self, qtbot: QtBot) -> None:
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.bar = NoticeBar(self.window)
        self.rows = MessageListModel(self.window)
        self.transfer = FakeTransfer()
        self.printing = ConversationPrinting(
            self.window,
            self.bar,
            self.rows,
            conversations=FakeConversations(),  # pyright: ignore[reportArgumentType]
            transfer=self.transfer,  # pyright: ignore[reportArgumentType]
        )


@pytest.fixture
def office(qtbot: QtBot) -> Office:
    return Office(qtbot)


def test_a_pdf_is_saved_as_it_was_when_it_was_asked_for(
    office: Office, qtbot: QtBot, tmp_path: Path
) -> None:
    """The conversation goes on meanwhile; the file is whole."""
    office.rows.reset(talk(3))
    office.printing.save_pdf(tmp_path / "fox.pdf")
    office.rows.reset(talk(1))
    qtbot.waitUntil(lambda: bool(office.transfer.saved))
    path, content, sentence = office.transfer.saved[0]
    assert path == tmp_path / "fox.pdf"
    assert "Question2:who?" in squeezed(ReadPdf(content).text)
    assert "fox.pdf" in sentence
    assert not office.printing.is_busy


def test_no_pages_are_made_for_a_folder_that_is_missing(office: Office, tmp_path: Path) -> None:
    """It is named before the work, and not made."""
    office.rows.reset(talk(3))
    office.printing.save_pdf(tmp_path / "Documants" / "fox.pdf")
    assert not office.printing.is_busy
    assert office.bar.text == (
        f"fox.pdf was not written, because there is no folder {tmp_path / 'Documants'}."
    )
    assert list(tmp_path.iterdir()) == []


def test_what_is_given_up_leaves_no_file(office: Office, qtbot: QtBot, tmp_path: Path) -> None:
    """And says nothing; a second job does not begin beside the first."""
    office.rows.reset(talk(2_000))
    office.printing._patience.setInterval(0)  # told at once, whatever is done by then
    office.printing.save_pdf(tmp_path / "fox.pdf")
    office.printing.save_pdf(tmp_path / "other.pdf")
    assert "already" in office.bar.text
    qtbot.waitUntil(lambda: office.bar.text.startswith("The pages are being made"))
    office.printing.cancel()
    assert not office.printing.is_busy
    assert office.transfer.saved == []
    assert office.bar.text == ""


def test_an_empty_conversation_is_not_printed(office: Office, tmp_path: Path) -> None:
    """A sentence instead of an empty sheet."""
    office.printing.print_open()
    office.printing.save_pdf(tmp_path / "fox.pdf")
    assert not office.printing.is_busy
    assert office.bar.text == "There is nothing to print yet."


def test_the_printer_gets_the_pages_that_were_chosen(
    office: Office, qtbot: QtBot, tmp_path: Path
) -> None:
    """The printer here is a file; pages two and three of many, on the paper it was told."""
    office.rows.reset(talk(30, words=12))
    printer = make_printer()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    printer.setFromTo(2, 3)
    office.printing.print_on(printer)
    file = tmp_path / "printed.pdf"
    qtbot.waitUntil(lambda: office.bar.text == f"Printed to the file {file}.")
    read = ReadPdf((tmp_path / "printed.pdf").read_bytes())
    assert read.page_count == 2
    assert re.findall(r"(\d+)of\d+", squeezed(read.text)) == ["2", "3"]


def test_a_printer_that_takes_nothing_is_told_in_a_sentence(
    office: Office, qtbot: QtBot, tmp_path: Path, qtlog
) -> None:
    """Not a silence."""
    office.rows.reset(talk(1))
    printer = make_printer()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "no" / "such" / "folder.pdf"))
    with qtlog.disabled():
        office.printing.print_on(printer)
        qtbot.waitUntil(lambda: "did not take" in office.bar.text)


def test_paper_is_that_of_the_country() -> None:
    """Letter in the United States, A4 in most of the world."""
    english, german = QLocale("en_US"), QLocale("de_DE")
    assert usual_paper(english).id() is QPageSize.PageSizeId.Letter
    assert usual_paper(german).id() is QPageSize.PageSizeId.A4
