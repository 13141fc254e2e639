"""Events become one message: text, ids and notes that belong together."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gptdesk.app.inference.answers import cancelled_end
from gptdesk.app.viewmodels.chat.answer import AnswerWriter
from gptdesk.chat.messages import Message, MessageState, PromptMode, Role
from gptdesk.chat.notes import NoteCode
from gptdesk.chat.tokens import SamplingSettings
from gptdesk.engine.types import ContextShifted, FinishReason, GenerationStep, PromptReady
from tests.fakes import INFO, record

EMPTY = Message(Role.ASSISTANT, "", state=MessageState.STREAMING, seed=1)
SETTINGS = SamplingSettings()
END = replace(cancelled_end(), reason=FinishReason.MAX_TOKENS)


def step(token_id: int, text: str) -> GenerationStep:
    return GenerationStep(record(token_id), text, context_tokens=token_id)


@pytest.fixture
def writer(qapp) -> AnswerWriter:
    return AnswerWriter(EMPTY, SETTINGS)


def test_text_and_ids_grow_together(writer):
    """The ids are what colours the text later."""
    message = writer.add_events([PromptReady(3, 0), step(1, "a"), step(2, ""), step(3, "é")])
    assert (message.text, message.token_ids) == ("aé", (1, 2, 3))
    assert message.state is MessageState.STREAMING
    assert (message.id, message.seed) == (EMPTY.id, EMPTY.seed)
    assert writer.last_record.token_id == 3
    assert writer.context_tokens == 3


def test_notes_stand_where_it_happened(writer):
    """A forgotten beginning explains what follows it, not what precedes it."""
    message = writer.add_events(
        [PromptReady(511, 40), step(1, "one"), ContextShifted(256, 256), step(2, " two")]
    )
    assert message.notes == ((0, "prompt-left-out 40"), (3, "forgotten 256"))


def test_a_cut_prompt_is_told_once_however_often_the_answer_goes_on(qapp):
    """One token at a time, the same sentence 500 times would bury the answer."""
    message = EMPTY
    for token_id in range(3):
        writer = AnswerWriter(message, SETTINGS, is_step=True)
        writer.add_events([PromptReady(511, 40), step(token_id, "x")])
        message = writer.finish(END)
    assert len(message.notes) == 1


def test_an_answer_that_is_cut_says_so_until_it_goes_on(writer):
    """Only where the settings' limit cut it: not after a step, an end of the text, or a stop."""
    writer.add_events([step(1, "a")])
    cut = writer.finish(END)
    assert cut.notes == ((1, NoteCode.MAX_TOKENS),)
    for reason in (FinishReason.END_OF_TEXT, FinishReason.STOP_STRING, FinishReason.CANCELLED):
        again = AnswerWriter(cut, SETTINGS)
        assert again.add_events([step(2, "b")]).notes == ()
        assert again.finish(replace(END, reason=reason)).notes == ()
    one = AnswerWriter(cut, SETTINGS, is_step=True)
    one.add_events([step(2, "b")])
    assert one.finish(END).notes == ()


def test_end_brings_what_was_held_back(writer):
    """A newline that might have begun a stop string belongs to the answer after all."""
    writer.add_events([step(1, "a"), step(198, "")])
    message = writer.finish(replace(END, text="\n"))
    assert (message.text, message.token_ids) == ("a\n", (1, 198))
    assert message.state is MessageState.COMPLETE


def test_stop_takes_back_tokens_of_which_nothing_was_shown(writer):
    """Text and ids must agree, or going on would skip a character that was never seen."""
    writer.add_events([step(1, "a"), step(2, ""), step(3, "")])
    message = writer.finish(cancelled_end())
    assert (message.text, message.token_ids) == ("a", (1,))
    assert message.state is MessageState.STOPPED


def test_stop_string_that_was_partly_shown_is_cut_off(qapp):
    """Stepping shows the user's prefix before its ":" proves it to be the next turn."""
    shown = replace(EMPTY, text="yes\nUser", token_ids=(1, 2, 3), notes=((8, "note"),))
    writer = AnswerWriter(shown, SETTINGS)
    writer.add_events([step(4, "")])
    message = writer.finish(
        replace(END, reason=FinishReason.STOP_STRING, retracted_chars=len("\nUser"))
    )
    assert message.text == "yes"
    assert message.token_ids == (1, 2, 3, 4)
    assert message.notes == ((3, "note"),)


def test_conversation_drops_the_templates_space_only(qapp):
    """The first token brings the space after "Bot:"; spaces later, and in Continue mode, stay."""
    writer = AnswerWriter(replace(EMPTY, mode=PromptMode.CONVERSATION), SETTINGS)
    assert writer.add_events([step(1, " ")]).text == ""
    assert writer.add_events([step(2, " Yes"), step(3, " it")]).text == "Yes it"
    assert writer.add_events([step(4, " is")]).text == "Yes it is"
    assert AnswerWriter(EMPTY, SETTINGS).add_events([step(1, " Yes")]).text == " Yes"


def test_error_keeps_what_was_written_and_says_why(writer):
    """Half an answer is worth keeping."""
    writer.add_events([step(1, "a")])
    message = writer.fail("The graphics card is full.")
    assert (message.text, message.token_ids) == ("a", (1,))
    assert message.notes == ((1, "The graphics card is full."),)
    assert message.state is MessageState.FAILED
    again = AnswerWriter(message, SETTINGS).fail("It is still full.")
    assert again.notes == ((1, "It is still full."),), "the latest at the same place"
    longer = AnswerWriter(again, SETTINGS)
    longer.add_events([step(2, "b")])
    assert len(longer.fail("It is still full.").notes) == 2


def test_interruption_that_the_user_did_not_ask_for_is_noted(writer):
    """Who opened another model should find out why the answer ends here."""
    writer.add_events([step(1, "a")])
    message = writer.finish(cancelled_end(), is_interrupted=True)
    assert message.notes == ((1, NoteCode.INTERRUPTED),)


def records_of(message: Message) -> list[int]:
    return [record.token_id for record in message.records]


def test_every_token_has_its_record(writer):
    """The inspector finds a token's figures by its place, at every moment."""
    for message in (
        writer.add_events([PromptReady(3, 0), step(1, "a"), step(2, "")]),
        writer.add_events([step(3, "b")]),
        writer.add_events([step(4, "")]),
        writer.finish(cancelled_end()),
    ):
        assert records_of(message) == list(message.token_ids)
    assert message.token_ids == (1, 2, 3), "what was not shown is taken back with its record"
    again = AnswerWriter(message, SETTINGS)
    assert records_of(again.add_events([step(4, "c")])) == [1, 2, 3, 4]
    assert records_of(message) == [1, 2, 3]


def test_an_error_takes_back_what_was_not_shown(writer):
    """As Stop does: it comes again when the answer is continued."""
    writer.add_events([step(1, "a"), step(2, "")])
    message = writer.fail("The graphics card is full.")
    assert (message.token_ids, records_of(message)) == ((1,), [1])


def test_unknown_records_stay_unknown(qapp):
    """Half of them would be taken for those of other tokens."""
    old = replace(EMPTY, text="a", token_ids=(1,))
    message = AnswerWriter(old, SETTINGS).add_events([step(2, "b")])
    assert (message.token_ids, message.records) == ((1, 2), ())
    assert message.run_at(0) is None
    assert message.run_at(1).settings == SETTINGS


def test_the_prompt_is_that_of_the_first_token(writer):
    """A token's figures depend on what stood before it then, not on a shorter context later."""
    first = writer.add_events([PromptReady(3, 0, (7, 8, 9), 4), step(1, "a")])
    assert (first.prompt_ids, first.prompt_suffix) == ((7, 8, 9), 4)
    later = AnswerWriter(first, SETTINGS).add_events([PromptReady(3, 1, (8, 9), 4), step(2, "b")])
    assert later.prompt_ids == (7, 8, 9)


def test_a_run_without_tokens_leaves_no_trace(qapp):
    """Stopped at once, then with other settings: the answer was made by the others."""
    vain = AnswerWriter(EMPTY, SETTINGS)
    vain.set_model(INFO)
    assert vain.add_events([PromptReady(3, 0)]).runs[0].model_sha256 == INFO.sha256
    message = vain.finish(cancelled_end())
    assert message.runs == ()
    other = SamplingSettings(temperature=0.0)
    writer = AnswerWriter(message, other)
    writer.set_model(INFO)
    writer.add_events([step(1, "a")])
    message = writer.finish(END)
    assert [(run.start, run.settings) for run in message.runs] == [(0, other)]
    assert message.model_name == INFO.name


def test_another_model_is_another_run(qapp):
    """Which network made which tokens must be told apart."""
    writer = AnswerWriter(EMPTY, SETTINGS)
    writer.set_model(INFO)
    writer.add_events([step(1, "a")])
    writer = AnswerWriter(writer.finish(END), SETTINGS)
    writer.set_model(replace(INFO, name="other", sha256="1" * 64))
    message = writer.add_events([step(2, "b")])
    assert [run.model_name for run in message.runs] == ["fake", "other"]
    assert message.run_at(0).model_name == "fake"


def test_a_hand_over_does_not_copy_the_records(writer):
    """100,000 tokens are 47 MB; 30 times a second they would stop the window."""
    writer.add_events(step(token_id, "a") for token_id in range(2000))
    log = writer.add_events([step(1, "a")]).records._log
    assert writer.add_events([step(2, "a")]).records._log is log
    again = AnswerWriter(writer.finish(END), SETTINGS)
    assert again.add_events([step(3, "a")]).records._log is log
