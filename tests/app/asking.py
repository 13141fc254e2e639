"""A client whose questions end in signals that carry their numbers, for tests of order."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, SignalInstance

from gptdesk.app.inference.client import InferenceClient
from gptdesk.app.inference.questions import Question
from gptdesk.app.inference.token_counter import CountTokens, PromptDraft, SplitText
from gptdesk.app.inference.token_questions import (
    ExplainNext,
    ExplainToken,
    JudgeText,
    MeasureRunningPrompt,
    MeasureTokens,
)
from gptdesk.engine.inspection.values import PipelineRequest, WhatIfRequest


class Asking(QObject):
    """Asks the kinds of questions about tokens; all else is the client's own."""

    pipeline_ready = Signal(int, object)
    measured = Signal(int, object)
    what_if_progressed = Signal(int, int, int)
    what_if_ready = Signal(int, object)
    token_count_ready = Signal(int, object)
    tokenized = Signal(int, object)
    aside_failed = Signal(int, str)

    def __init__(self, client: InferenceClient) -> None:
        super().__init__()
        self.client = client
        self._what_ifs: list[int] = []

    def __getattr__(self, name: str) -> object:
        return getattr(self.client, name)

    def explain(self, request: PipelineRequest) -> int:
        return self._ask(ExplainToken(request), self.pipeline_ready)

    def measure(self, ids: tuple[int, ...]) -> int:
        return self._ask(MeasureTokens(ids), self.measured)

    def explain_next(self, request: PipelineRequest) -> int:
        return self._ask(ExplainNext(request), self.pipeline_ready)

    def measure_running(self, ids: tuple[int, ...]) -> int:
        return self._ask(MeasureRunningPrompt(ids), self.measured)

    def what_if(self, request: WhatIfRequest) -> int:
        number = self._ask(JudgeText(request), self.what_if_ready)
        self._what_ifs.append(number)
        return number

    def cancel_what_if(self) -> None:
        for number in self._what_ifs:
            self.client.stop(number)

    def count_tokens(self, draft: PromptDraft) -> int:
        return self._ask(CountTokens(draft), self.token_count_ready)

    def tokenize(self, text: str) -> int:
        return self._ask(SplitText(text), self.tokenized)

    def _ask(self, question: Question, ready: SignalInstance) -> int:
        number = self.client.ask(
            question,
            lambda answer: ready.emit(number, answer),
            lambda sentence: self.aside_failed.emit(number, sentence),
            lambda done, total: self.what_if_progressed.emit(number, done, total),
        )
        return number
