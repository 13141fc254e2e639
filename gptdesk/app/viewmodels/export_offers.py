"""Contents that can be copied or saved, and the colours of exported pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from gptdesk.app.theme import load_theme
from gptdesk.files.atomic import write_atomic
from gptdesk.formats.coloured_html import Themes
from gptdesk.formats.csv_text import marked


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that can be copied or saved.

    Attributes:
        name: for example "Token table as CSV".
        file_name: proposed, with its ending.
        mime_type: on the clipboard.
        make: returns the content; where that takes long, what makes it in another thread.
        plain_text: returns what stands on the clipboard besides, for programs that take only text;
            None where the content is such text itself, or a picture.
    """

    name: str
    file_name: str
    mime_type: str
    make: Callable[[], bytes | Callable[[], bytes]]
    plain_text: Callable[[], str] | None = None

    def save(self, path: Path, content: bytes) -> None:
        """Save what was made; a file is replaced as a whole or not at all.

        A table gets the mark without which Excel garbles accents.

        Raises:
            NoFolderError: the folder is not there.
            OSError: it could not be written; what was there before is whole.
        """
        write_atomic(path, marked(content) if self.mime_type == "text/csv" else content)


def export_themes() -> Themes:
    """Return the colours of exported pages, on a light and on a dark screen.

    Raises:
        GPTDeskError: a theme cannot be read.
    """
    return Themes(load_theme("light").colours, load_theme("dark").colours)
