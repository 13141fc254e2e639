"""Text files that the user hands over: regular ones, up to a size, each in its own encoding.

Must not know what the text is for.
"""

from __future__ import annotations

import codecs
import errno
import re
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from gptdesk.errors import TextFileError, cause_of
from gptdesk.files.regular import read_regular

_PROBE_BYTES = 8 * 1024  # looked at to see whether a file is text
_SAMPLE = 1_000  # letters looked at to see whether a text is Chinese
_NO_TEXT = re.compile(rb"[\0-\x08\x0e-\x1a\x1c-\x1f\x7f]")  # in a file that is not UTF-8
# The longer marks come first: UTF-32's begins as UTF-16's does.
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class TextFile:
    """What a file says.

    Attributes:
        name: of the file.
        text: all of it.
        guessed: the encoding, where nothing in the file names it and it is not UTF-8; else empty.
    """

    name: str
    text: str
    guessed: str = ""


def read_text_file(path: Path, most_bytes: int) -> TextFile:
    """Read a text file, and nothing that has no end: no device, no pipe.

    Args:
        path: the file, or a link to it.
        most_bytes: a larger file is refused before it is read.

    Raises:
        TextFileError: it is no text, or cannot be read; `reason` says which.
    """
    data = _bytes_of(path, most_bytes)
    encoding = marked_encoding(data)
    if encoding is not None:
        try:
            return TextFile(path.name, data.decode(encoding))
        except UnicodeDecodeError as exc:
            raise TextFileError(path, "it holds no text") from exc
    if b"\0" in data[:_PROBE_BYTES]:
        raise TextFileError(path, "it holds NUL bytes, as no text file does")
    try:
        return TextFile(path.name, data.decode())
    except UnicodeDecodeError:
        if _NO_TEXT.search(data):
            raise TextFileError(path, "it holds no text") from None
    chinese = _chinese_text(data)
    if chinese is not None:
        return TextFile(path.name, chinese, "GB18030")
    try:
        return TextFile(path.name, data.decode("cp1252"), "Windows-1252")
    except UnicodeDecodeError:
        return TextFile(path.name, data.decode("latin-1"), "Latin-1")


def marked_encoding(data: bytes) -> str | None:
    """Return the encoding that the byte order mark of a text names; None where there is no mark.

    Decoding with it takes the mark off.
    """
    return next((name for mark, name in _BYTE_ORDER_MARKS if data.startswith(mark)), None)


def _chinese_text(data: bytes) -> str | None:
    """Return what bytes say in GB18030, which Chinese Windows writes; None where it is no Chinese.

    Accented letters of Windows-1252 may make pairs that are characters there too, but rare ones:
    the 3,755 common ones (GB 2312's first level) have their first byte between B0 and D7, and are
    most of what stands in any Chinese text.
    """
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return None
    sample = list(islice((letter for letter in text if not letter.isascii()), _SAMPLE))
    codes = (letter.encode("gb2312", "ignore") for letter in sample)
    common = sum(0xB0 <= code[0] <= 0xD7 for code in codes if code)
    return text if 2 * common > len(sample) else None


def _bytes_of(path: Path, most_bytes: int) -> bytes:
    try:
        return read_regular(path, most_bytes)
    except OSError as exc:
        if exc.errno == errno.EFBIG:
            most_mb = most_bytes // 2**20
            raise TextFileError(path, "it is larger than {most_mb} MB", most_mb=most_mb) from exc
        if exc.errno == errno.EINVAL:
            reason = "it is a folder" if path.is_dir() else "it is no file but a device or a pipe"
        else:
            reason = cause_of(exc)
        raise TextFileError(path, reason) from exc
