"""Writing a file with a conversation, whatever its format."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from gptdesk.errors import ConversationFileError
from gptdesk.files.atomic import NoFolderError, write_atomic


def write_file(path: Path, data: Iterable[bytes], *, is_new: bool = False) -> None:
    """Save what was exported.

    Args:
        path: the file.
        data: its content, part by part.
        is_new: nothing of that name may be there already.

    Raises:
        FileExistsError: something is, be it a link to nothing.
        ConversationFileError: it cannot be written; what was there before is untouched.
    """
    try:
        write_atomic(path, data, is_new=is_new)
    except FileExistsError:
        raise
    except NoFolderError as exc:
        raise ConversationFileError(
            path, "it was not written, because there is no folder {folder}", folder=exc.filename
        ) from exc
    except OSError as exc:
        raise ConversationFileError(path, "it cannot be written ({why})", why=exc) from exc
