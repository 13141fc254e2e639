"""The exports of the *Text* page: token table, curves, chart, coloured text.

Owns the list of exports and the names of their files; each is made elsewhere.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from gptdesk.analysis.curves import RankBand, TextCurves, curves_of, rank_bands
from gptdesk.analysis.groups import token_groups
from gptdesk.analysis.vocabularies import NAMELESS
from gptdesk.app.inference.loaded_model import LoadedModel
from gptdesk.app.theme import Theme, current_theme
from gptdesk.app.viewmodels.export_offers import Offer
from gptdesk.app.viewmodels.inspector.inspector import InspectorViewModel
from gptdesk.app.viewmodels.inspector.text_page import TextPageViewModel
from gptdesk.app.views.text.chart_files import chart_png, chart_svg
from gptdesk.app.views.text.coloured_text import coloured_text_html
from gptdesk.chat.messages import Message
from gptdesk.engine.tokenizers.vocabulary import Vocabulary
from gptdesk.formats.answer import curves_csv, model_of, table_csv, table_json, table_tokens


class TextExports:
    """Makes files of the text that the page shows.

    Attributes:
        model: names tokens; nothing can be exported before it has a vocabulary.
    """

    def __init__(
        self,
        page: TextPageViewModel,
        inspector: InspectorViewModel,
        model: LoadedModel,
    ) -> None:
        """Take texts from `page`.

        Args:
            page: which text it is.
            inspector: what tokens are coloured by.
            model: the one in use, of which more is known than an answer says.
        """
        self._page = page
        self._inspector = inspector
        self.model = model

    @property
    def is_ready(self) -> bool:
        """Whether there is a text to export."""
        message = self._page.message
        if message is None or self.model.vocabulary is None:
            return False
        return bool(message.token_ids)

    def offers(self) -> tuple[Offer, ...]:
        """Return the exports that the menu offers."""
        return (
            Offer(_tr("Token table as CSV"), "tokens.csv", "text/csv", self.table_csv),
            Offer(_tr("Token table as JSON"), "tokens.json", "application/json", self.table_json),
            Offer(_tr("Curves as CSV"), "curves.csv", "text/csv", self.curves_csv),
            Offer(_tr("Chart as PNG"), "chart.png", "image/png", self.chart_png),
            Offer(_tr("Chart as SVG"), "chart.svg", "image/svg+xml", self.chart_svg),
            Offer(
                _tr("Coloured text as HTML"),
                *("coloured text.html", "text/html", self.coloured_html, self.plain_text),
            ),
        )

    def table_csv(self) -> bytes:
        """Return the token table, as `gptdesk-cli` writes it."""
        message, vocabulary = self._known()
        model = model_of(message, self.model.info)
        return table_csv(model, table_tokens(message), vocabulary).encode()

    def table_json(self) -> bytes:
        """Return the same as JSON."""
        message, vocabulary = self._known()
        model = model_of(message, self.model.info)
        return table_json(model, table_tokens(message), vocabulary).encode()

    def curves_csv(self) -> bytes:
        """Return the figures of the chart."""
        return curves_csv(self._known()[0]).encode()

    def chart_png(self) -> bytes:
        """Return the chart as a picture."""
        return chart_png(*self._chart())

    def chart_svg(self) -> bytes:
        """Return the chart as a drawing."""
        return chart_svg(*self._chart())

    def coloured_html(self) -> bytes:
        """Return the text as a page, coloured as the transcript is."""
        message, vocabulary = self._known()
        inspector = self._inspector
        page = coloured_text_html(message, vocabulary, inspector.colour_by, inspector.bands)
        return page.encode()

    def plain_text(self) -> str:
        """Return the text as it was read and written by the model."""
        message, vocabulary = self._known()
        if vocabulary is NAMELESS:
            return message.text
        ids = message.prompt_ids + message.token_ids
        return "".join(group.text for group in token_groups(ids, vocabulary))

    def _chart(self) -> tuple[TextCurves, tuple[RankBand, ...], Theme]:
        curves = curves_of(self._known()[0])
        return curves, rank_bands(curves.points, self._inspector.bands), current_theme()

    def _known(self) -> tuple[Message, Vocabulary]:
        message = self._page.message
        if message is None or self.model.vocabulary is None:
            raise RuntimeError("nothing can be taken out: ask is_ready first")
        return message, self.model.vocabulary_of(message)


def _tr(text: str) -> str:
    return QCoreApplication.translate("TextExports", text)
