"""What was said is found again, in any language."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gptdesk.chat.messages import Conversation, Message, MessageState, Role
from gptdesk.storage.history import search
from gptdesk.storage.history.types import Hit
from tests.conversation_values import with_messages
from tests.storage.history.asking import AskedHistory
from tests.storage.history.conversations import TEXTS, answer, growing

TATWEEL = "\u0640"  # draws the line of a word longer
VOICED = "\u3099\u309a"  # marks that make another kana of one


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AskedHistory]:
    folder = tmp_path_factory.mktemp("search")
    history = AskedHistory(folder / "history.sqlite3", folder / "backups")
    history.start()
    yield history
    assert history.close()


def said(history: AskedHistory, *texts: str, title: str = "") -> Conversation:
    conversation = Conversation(title=title)
    for text in texts:
        conversation = with_messages(
            conversation, Message(Role.USER, text, parent=conversation.leaf)
        )
    assert history.add_conversation(conversation).result()
    return conversation


def marked(hit: Hit) -> list[str]:
    return [text for text, is_match in hit.parts if is_match]


@pytest.mark.parametrize(
    ("text", "question", "match"),
    [
        ("A perplexity of seventeen", "PERPLEX", "perplexity"),
        ("Un café à Besançon", "besancon cafe", "café"),
        ("神经网络很有趣", "经网", "经网"),
        ("从前有一只小狐狸，它看着月亮。", "月亮", "月亮"),
        ("前言。" * 90 + "它看着月亮。" + "它睡着了。" * 90, "月亮 它看", "月亮"),
        ("ニューラルネットワーク", "ネット", "ネット"),
        ("Сколько будет дважды два", "сколько", "Сколько"),
        ('one (two) "three" -four* five:six', 'two three" four*', "two"),
        ("a smile 🙂 here", "🙂", "🙂"),
        ("C++ and a b c", "c++", "C"),
        ("ฉันรักแมวมากที่สุด", "แมว", "แมว"),
        ("ຂ້ອຍຮັກແມວ", "ແມວ", "ແມວ"),
        ("나는 학교에서 오늘 배웠다", "학교 오늘", "학교"),
        ("나는 학교에서 배웠다", "학교", "학교"),
        ("كِتَاب جديد", "كتاب", "كِتَاب"),
        ("كتاب جديد", "كِتَاب", "كتاب"),
        ("كـتـاب جديد", "كتاب", "كـتـاب"),
        ("كتاب جديد", "كـتـاب", "كتاب"),
        ("کتاب\u200cخانه", "كتابخانه", "کتاب\u200cخانه"),
        ("שָׁלוֹם עולם", "שלום", "שָׁלוֹם"),
        ("Straße nach Köln", "strasse", "Straße"),
        ("STRASSE", "straße", "STRASSE"),
        ("smørrebrød", "smorrebrod", "smørrebrød"),
        ("ёлка", "елка", "ёлка"),
        ("нелёгкая ёлка", "ЁЛКА", "ёлка"),
        ("नमस्ते दुनिया", "दुनिया", "दुनिया"),
        ("e\u0301tude", "étude", "e\u0301tude"),
        ("葛\U000e0100城市 and 辻\U000e0101", "葛城 辻", "葛\U000e0100城"),
        ("葛城市", "葛\U000e0101城", "葛城"),
        ("\u182d\u180b\u1820\u1837 \u182c", "\u182d\u1820\u1837", "\u182d\u180b\u1820\u1837"),
    ],
)
def test_words_are_found(history: AskedHistory, text: str, question: str, match: str) -> None:
    """Capitals, accents, signs and languages without spaces do not get in the way."""
    conversation = said(history, "before", text, "after")
    hits = [h for h in history.search(question).result() if h.conversation_id == conversation.id]
    assert [hit.message_id for hit in hits] == [conversation.messages[1].id]
    assert match in marked(hits[0])
    assert "".join(part for part, _ in hits[0].parts).strip("…") in text.replace("\n", " ")
    history.delete(conversation.id).result()


def test_words_that_overlap_are_shown_once(history: AskedHistory) -> None:
    """Without spaces two words can share a letter: it stands in the snippet once."""
    conversation = said(history, "神经网络很有趣")
    (hit,) = history.search("经网 网络").result()
    assert hit.parts == (("神", False), ("经网", True), ("络", True), ("很有趣", False))
    history.delete(conversation.id).result()


def test_titles_are_folded_as_messages_are(history: AskedHistory) -> None:
    """What finds a message finds the same words in a title."""
    texts = ("Straße", "smørrebrød", "ёлка", "שָׁלוֹם", "كِتَاب", "แมวมาก", "학교에서", "ﬁne")
    words = ("STRASSE", "smorrebrod", "елка", "שלום", "كتاب", "แมว", "학교", "fine")
    for text, word in zip(texts, words, strict=True):
        conversation = said(history, text, title=text)
        found = [hit.message_id for hit in history.search(word).result()]
        assert found == [None, conversation.messages[0].id], word
        assert all(text.startswith(marked(hit)[0]) for hit in history.search(word).result())
        history.delete(conversation.id).result()


def test_words_that_are_others_stay_others(history: AskedHistory) -> None:
    """A vowel sign of Thai, a voiced kana, a Russian short i make other words."""
    conversation = said(history, "ปู่", "ガス", "мои")
    for word in ("ปู้", "カス", "мой"):
        assert history.search(word).result() == (), word
    history.delete(conversation.id).result()


def test_the_piece_that_is_shown_has_most_of_the_words(history: AskedHistory) -> None:
    """One of the words alone, early in a long message, is not what was meant."""
    said(history, "early walrus " + "filler " * 200 + "walrus with a narwhal " + "end " * 90)
    (hit,) = history.search("narwhal walrus").result()
    assert marked(hit) == ["walrus", "narwhal"]


def test_all_words_must_be_there_and_the_newest_comes_first(history: AskedHistory) -> None:
    conversation = said(
        history, "zebra alone", "zebra and giraffe", "only giraffes", "giraffe, then zebra"
    )
    hits = history.search("giraffe zebra").result()
    assert [hit.message_id for hit in hits] == [
        conversation.messages[3].id,
        conversation.messages[1].id,
    ]
    assert len(history.search("giraffe zebra", limit=1).result()) == 1
    assert history.search("  ").result() == ()


def test_no_more_is_found_than_was_asked_for(history: AskedHistory) -> None:
    """Many conversations can have one word in their titles."""
    for _ in range(3):
        said(history, "about bongos", title="Bongos")
    for limit in (1, 2, 3, 4, 6, 9):
        hits = history.search("bongos", limit=limit).result()
        assert len(hits) == min(limit, 6)


def test_titles_are_found_before_messages(history: AskedHistory) -> None:
    conversation = said(history, "About okapis", title="Ökapi questions")
    hits = history.search("okapi").result()
    assert [(hit.message_id, hit.title) for hit in hits] == [
        (None, "Ökapi questions"),
        (conversation.messages[0].id, "Ökapi questions"),
    ]


def test_a_long_message_is_shown_around_the_word(history: AskedHistory) -> None:
    said(history, "start " + "filler\n" * 500 + "needle " + "filler " * 500)
    (hit,) = history.search("needle").result()
    shown = "".join(text for text, _ in hit.parts)
    assert marked(hit) == ["needle"]
    assert len(shown) < 300
    assert "\n" not in shown


def test_an_edited_message_is_found_by_its_new_words_only(history: AskedHistory) -> None:
    conversation = said(history, "quokka")
    changed = replace(conversation.messages[0], text="wombat")
    assert history.save(conversation.with_replaced(changed), changed).result()
    assert history.search("quokka").result() == ()
    assert len(history.search("wombat").result()) == 1


def test_an_answer_is_found_when_it_is_finished(history: AskedHistory) -> None:
    """Indexing every half second would cost more than it gives."""
    conversation = said(history, "prompt")
    whole = replace(answer(random.Random(1), conversation.leaf, 4), text="a marmoset in a tree")
    conversation = with_messages(conversation, growing(whole, 3))
    history.save_partial(conversation, conversation.messages[-1]).result()
    assert history.search("marmoset").result() == ()
    for final in (replace(whole, state=MessageState.STOPPED), whole):
        conversation = conversation.with_replaced(final)
        assert history.save(conversation, final).result()
        assert len(history.search("marmoset").result()) == 1, "and once only"


@given(text=TEXTS, question=TEXTS)
@settings(max_examples=150, deadline=None)
def test_no_question_is_too_odd(history: AskedHistory, text: str, question: str) -> None:
    """No sign has a meaning of its own: whatever is pasted into the field gives an answer."""
    conversation = said(history, text)
    history.search(question).result()
    hits = history.search(text[:20]).result()
    for hit in hits:
        assert all(part for part, _ in hit.parts)
    history.delete(conversation.id).result()


def is_word(text: str) -> bool:
    """Tell whether a text has a letter: more than tatweels and marks, which only adorn one."""
    parts = unicodedata.normalize("NFKD", text)
    return any(c in VOICED or (c != TATWEEL and unicodedata.category(c)[0] in "LN") for c in parts)


_LETTERS = st.characters(categories=["L"])
_SHAPES = st.sampled_from("葛\U000e0100\U000e01ef\u182d\u180b\u180d\u180f\ufe0f")
_MARKED_LETTERS = st.characters(categories=["L", "M", "N", "Cf"]) | _SHAPES


@given(
    words=st.lists(
        (st.text(_LETTERS, min_size=1) | st.text(_MARKED_LETTERS, min_size=1)).filter(is_word),
        min_size=1,
        max_size=5,
    )
)
@example(words=["\U00011082\U0002b49c\ua8e3\u20de\U000115bf"])
@settings(max_examples=150, deadline=None)
def test_every_word_of_a_message_finds_it(history: AskedHistory, words: list[str]) -> None:
    """The example has three marks; with the middle one left out, the others change places."""
    conversation = said(history, " ".join(words))
    for word in words:
        found = {hit.conversation_id for hit in history.search(word, limit=10_000).result()}
        assert conversation.id in found, word
    history.delete(conversation.id).result()


@pytest.mark.parametrize(
    "adornment", [TATWEEL, TATWEEL * 3, "\ufe70", "\ufe7d", "\u064e", "\u200d"]
)
def test_what_only_adorns_a_letter_is_no_word(history: AskedHistory, adornment: str) -> None:
    """Alone it asks for nothing, and beside a word it asks for no more than the word does."""
    conversation = said(history, f"كتاب {adornment} جديد")
    assert history.search(adornment).result() == ()
    for question in (f"{adornment} كتاب", f"كتاب {adornment}"):
        found = [hit.message_id for hit in history.search(question).result()]
        assert conversation.messages[0].id in found, question
    history.delete(conversation.id).result()


@settings(max_examples=200, deadline=None)
@given(st.text() | st.lists(st.sampled_from("从าa가\x00\ud800é "), max_size=9).map("".join))
def test_a_long_text_is_indexed_in_steps(text: str) -> None:
    """Indexing 50 MB at once held the window for half a second; steps give the same words."""
    at_once = search._words(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "_STEP_CHARS", 2)
        assert search._words(text) == at_once
