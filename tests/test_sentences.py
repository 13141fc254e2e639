"""Names and numbers in sentences."""

from gptdesk.sentences import counted, numbered, one_line


def test_a_name_cannot_tear_or_turn_a_sentence() -> None:
    assert one_line("a\nb\u202ec\u2066d\x1b\u2028é 猫") == r"a\nb\u202ec\u2066d\x1b\u2028é 猫"


def test_one_is_singular() -> None:
    assert [counted(n, "token") for n in (0, 1, 2000)] == ["0 tokens", "1 token", "2,000 tokens"]


def test_one_thing_is_not_said_in_the_plural() -> None:
    """A program that says "1 tokens" does not count; thousands are grouped."""
    assert numbered(1, "1 token", "{0} tokens") == "1 token"
    assert numbered(0, "1 token", "{0} tokens") == "0 tokens"
    assert numbered(2000, "1 token", "{0} tokens") == "2,000 tokens"
