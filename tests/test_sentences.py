"""Names and numbers in sentences."""

from gptdesk.sentences import counted, one_line


def test_a_name_cannot_tear_or_turn_a_sentence() -> None:
    assert one_line("a\nb\u202ec\u2066d\x1b\u2028é 猫") == r"a\nb\u202ec\u2066d\x1b\u2028é 猫"


def test_one_is_singular() -> None:
    assert [counted(n, "token") for n in (0, 1, 2000)] == ["0 tokens", "1 token", "2,000 tokens"]
