"""The command line in the user's language: its own words, argparse's and those of errors."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from gptdesk import language
from gptdesk.cli.main import main
from gptdesk.cli.parser import columns_of, wrapped
from gptdesk.storage.paths import user_paths
from tests.tiny_models import write_tiny_model

_ENGLISH = re.compile(r"(?<![\w-])[a-z]{2,} [a-z]{2,} [a-z]{2,}(?![\w-])")


@pytest.fixture(autouse=True)
def chinese(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    monkeypatch.setenv("COLUMNS", "80")
    yield
    language.speak(language.ENGLISH)


def _ended(code: int, *arguments: str) -> None:
    with pytest.raises(SystemExit) as end:
        main(arguments)
    assert end.value.code == code


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh_CN"),
        ({"LANG": "zh_SG"}, "zh_CN"),
        ({"LANG": "zh_TW.UTF-8"}, "en"),  # other characters, other words
        ({"LANG": "zh_Hant_CN"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "zh_CN.UTF-8"}, "zh_CN"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "fr:zh_CN:en"}, "zh_CN"),
        ({"LANG": "zh_CN.UTF-8", "LANGUAGE": "en:zh_CN"}, "en"),
        ({"LANG": "C", "LANGUAGE": "zh_CN"}, "en"),  # as gettext has it
        ({}, "en"),
    ],
)
def test_the_environment_says_the_language(environment: dict[str, str], expected: str) -> None:
    assert language.language_of(environment) == expected


@pytest.mark.parametrize(
    "command", [[], ["generate"], ["inspect"], ["inside"], ["bench"], ["models"], ["train"]]
)
def test_help_is_in_chinese_and_fits_the_terminal(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """A Han character takes two columns: lines that count letters are cut in the middle."""
    _ended(0, *command, "--help")
    usage, _, text = capsys.readouterr().out.partition("\n\n")
    assert usage.startswith("用法：gptdesk-cli")
    assert "显示此帮助并退出" in text
    assert [line for line in text.splitlines() if columns_of(line) > 80] == []
    examples = [line for line in text.splitlines() if line.startswith("  gptdesk-cli ")]
    told = [line for line in text.splitlines() if line not in examples]
    assert [line for line in told if _ENGLISH.search(line)] == []


def test_mistakes_are_told_in_chinese(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for arguments, told in (
        (["generate"], "错误：缺少必需的参数：prompt\n"),
        (["generate", "x", "--top-p", "2"], "参数 --top-p：必须在 0 到 1 之间，而不是 2.0\n"),
        (["generate", "x", "--seed", "-1"], "--seed：必须在 0 到 2147483647 之间，而不是 -1\n"),
        (["generate", "x", "--top-k", "a"], "参数 --top-k：必须是整数，而不是 'a'\n"),
        (["chat"], "参数 COMMAND：无效的选择 'chat'（可选："),
        (["train", "--data", "x", "--out", "y", "--steps", "0"], "--steps 必须在 1 到 10,000,000"),
    ):
        _ended(2, *arguments)
        assert told in capsys.readouterr().err
    path = tmp_path / "no-model.gguf"
    assert main(["generate", "x", "--model", str(path)]) == 1
    told = capsys.readouterr().err
    assert told.startswith(f"gptdesk-cli: {path}：")
    assert told.endswith("。\n")


def test_what_programs_read_has_no_language(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """JSON and CSV are the same everywhere; what a person reads is not."""
    model = str(write_tiny_model(tmp_path / "tiny"))
    said: dict[str, tuple[str, str, str]] = {}
    for locale in ("zh_CN.UTF-8", "en_US.UTF-8"):
        monkeypatch.setenv("LC_ALL", locale)
        read = []
        for form in ("--json", "--csv", "--top=2"):
            assert main(["inspect", "Once upon", form, "--model", model]) == 0
            read.append(capsys.readouterr().out)
        said[locale] = (read[0], read[1], read[2])
    chinese, english = said.values()
    assert chinese[:2] == english[:2]
    assert "概率最高" in chinese[2]
    assert chinese[2].endswith("，共 1 个词元\n")
    assert "most probable" in english[2]
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert main(["generate", "Once", "--max-tokens", "2", "--model", model]) == 0
    assert "，结束原因：达到词元上限，种子 " in capsys.readouterr().err
    assert main(["inside", "Once upon", "--model", model, "--heads", "--off", "1.1"]) == 0
    walk = capsys.readouterr().out
    assert [line for line in walk.splitlines()[2:] if _ENGLISH.search(line)] == []


def test_the_language_chosen_in_the_window_is_spoken_in_the_terminal_too(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = user_paths().settings_file
    settings.parent.mkdir(parents=True, exist_ok=True)
    for locale, chosen, first in (
        ("C", 'language = "zh_CN"', "用法"),
        ("zh_CN.UTF-8", 'language = "en"', "usage"),
        ("zh_CN.UTF-8", 'language = "system"', "用法"),
        ("zh_CN.UTF-8", "language = broken", "用法"),
        ("zh_CN.UTF-8", 'language = "../zh_CN"', "用法"),
    ):
        monkeypatch.setenv("LC_ALL", locale)
        settings.write_text(f"{chosen}\n")
        _ended(0, "--help")
        assert capsys.readouterr().out.startswith(first), (locale, chosen)


def test_a_terminal_without_han_is_spoken_to_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = io.TextIOWrapper(io.BytesIO(), encoding="latin-1", errors="backslashreplace")
    monkeypatch.setattr(screen, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stdout", screen)
    _ended(0, "--help")
    sys.stdout.flush()
    assert screen.buffer.getvalue().startswith(b"usage: ")


def test_a_line_ends_where_the_script_lets_it_end() -> None:
    assert wrapped("只保留概率最高的 K 个词元；0 表示全部", 14) == [
        "只保留概率最高",
        "的 K 个词元；0",
        "表示全部",
    ]
    assert wrapped("词元词元词元，词元", 12) == ["词元词元词", "元，词元"], "no line begins with ，"
    assert wrapped("see https://a.example/very/long 词元", 12) == [
        "see",
        "https://a.example/very/long",
        "词元",
    ]
    assert wrapped(" ", 10) == []
