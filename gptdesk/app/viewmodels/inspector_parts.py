"""What the inspector stands on, in one value.

Owns nothing but the order in which these objects are made, each upon the ones before it.
"""

from __future__ import annotations

from dataclasses import dataclass

from gptdesk.app.inference.client import InferenceClient
from gptdesk.app.viewmodels.chat.chat import ChatViewModel
from gptdesk.app.viewmodels.chat.sampling import SamplingViewModel
from gptdesk.app.viewmodels.conversations.history import HistoryAdapter
from gptdesk.app.viewmodels.inspector.compare import ComparingViewModel
from gptdesk.app.viewmodels.inspector.inspector import InspectorViewModel
from gptdesk.app.viewmodels.inspector.next_token import NextTokenViewModel
from gptdesk.app.viewmodels.inspector.pipeline import PipelineViewModel
from gptdesk.app.viewmodels.inspector.swaps import Swaps
from gptdesk.app.viewmodels.inspector.talk import TalkViewModel
from gptdesk.app.viewmodels.inspector.text_page import TextPageViewModel
from gptdesk.app.viewmodels.inspector.tokens_window import TokensViewModel
from gptdesk.app.viewmodels.inspector.what_if import WhatIfViewModel


@dataclass(frozen=True, slots=True)
class InspectorParts:
    """Everything about tokens; made by the composition root, outlives the window."""

    inspector: InspectorViewModel
    pipeline: PipelineViewModel
    next_token: NextTokenViewModel
    talk: TalkViewModel
    swaps: Swaps
    text_page: TextPageViewModel
    what_if: WhatIfViewModel
    tokens: TokensViewModel
    comparing: ComparingViewModel

    def shutdown(self) -> None:
        """Stop all timers."""
        for part in (self.next_token, self.pipeline, self.text_page, self.inspector):
            part.shutdown()


def make_inspector(
    client: InferenceClient,
    chat: ChatViewModel,
    sampling: SamplingViewModel,
    history: HistoryAdapter,
) -> InspectorParts:
    """Build the objects and connect them to each other."""
    inspector = InspectorViewModel(client, chat)
    pipeline = PipelineViewModel(client, inspector, sampling, chat)
    next_token = NextTokenViewModel(client.model)
    next_token.look_through(pipeline)
    chat.record_added.connect(next_token.show)
    text_page = TextPageViewModel(chat.messages, inspector)
    return InspectorParts(
        inspector=inspector,
        pipeline=pipeline,
        next_token=next_token,
        talk=TalkViewModel(inspector),
        swaps=Swaps(client, chat),
        text_page=text_page,
        what_if=WhatIfViewModel(client, text_page, sampling),
        tokens=TokensViewModel(client),
        comparing=ComparingViewModel(chat, history),
    )
