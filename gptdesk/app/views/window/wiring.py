"""Who tells whom: every connection of the window, in one list.

Owns nothing and decides nothing. What a signal leads to stands in the object that it is connected
to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gptdesk.app.viewmodels.view_models import WindowParts

if TYPE_CHECKING:
    from gptdesk.app.views.window.main_window import MainWindow


def connect_window(window: MainWindow, parts: WindowParts) -> None:
    """Connect the parts of a window to each other and to what it stands on."""
    _connect_composer(window, parts)
    _connect_chat(window, parts)
    _connect_conversations(window, parts)
    _connect_tokens(window, parts)
    _connect_swaps(window, parts)
    _connect_model(window, parts)
    _connect_menu(window, parts)
    _connect_view_menu(window, parts)


def _connect_composer(window: MainWindow, parts: WindowParts) -> None:
    composer, drafts = window.composer, parts.conversations.drafts
    composer.submitted.connect(window.on_submitted)
    composer.stop_requested.connect(parts.chat.stop)
    composer.step_requested.connect(window.on_step_requested)
    composer.mode_selected.connect(parts.chat.set_mode)
    composer.files_dropped.connect(parts.dropped.read)
    parts.dropped.text_ready.connect(composer.insert)
    parts.dropped.notice_raised.connect(window.message_bar.show_notice)
    parts.dropped.problem_raised.connect(window.message_bar.show_error)
    composer.text_edited.connect(drafts.set_text)
    drafts.changed.connect(composer.set_text)
    window.empty_state.example_chosen.connect(parts.chat.submit)
    window.empty_state.open_requested.connect(window.opening.ask_for_file)


def _connect_chat(window: MainWindow, parts: WindowParts) -> None:
    chat, transcript = parts.chat, window.transcript
    transcript.rows_seen.connect(chat.want_messages)
    transcript.buttons.regenerate_requested.connect(chat.regenerate)
    transcript.buttons.copy_requested.connect(window.conversations.on_copy_requested)
    transcript.buttons.continue_requested.connect(chat.continue_answer)
    chat.busy_changed.connect(window.composer.set_busy)
    chat.busy_changed.connect(window.on_busy_changed)
    chat.mode_changed.connect(window.on_mode_changed)
    chat.mode_chosen.connect(window.on_mode_chosen)
    chat.error_raised.connect(window.message_bar.show_error)
    chat.notice_raised.connect(window.message_bar.show_notice)
    chat.context_changed.connect(window.status.set_context)
    chat.context_changed.connect(parts.model_info.set_context)
    chat.can_regenerate_changed.connect(window.menu.regenerate.setEnabled)
    chat.messages.rowsInserted.connect(window.on_messages_changed)
    chat.messages.rowsRemoved.connect(window.on_messages_changed)
    chat.messages.modelReset.connect(window.on_messages_changed)
    chat.run_finished.connect(window.on_run_finished)


def _connect_conversations(window: MainWindow, parts: WindowParts) -> None:
    sidebar, room, commands, menu = window.sidebar, window.room, window.commands, window.menu
    parts.conversations.message_found.connect(window.conversations.on_message_found)
    sidebar.composer_wanted.connect(window.composer.focus_editor)
    sidebar.hide_requested.connect(window.conversations.on_sidebar_hidden)
    sidebar.export_requested.connect(commands.export)
    window.activated.connect(parts.conversations.refresh)
    commands.composer_wanted.connect(window.composer.focus_editor)
    parts.history.problem_raised.connect(window.conversations.on_history_problem)
    parts.history.failed.connect(window.message_bar.show_error)
    parts.conversations.can_undo_delete_changed.connect(menu.undo_delete.setEnabled)
    menu.undo_delete.triggered.connect(commands.undo_delete)
    sidebar.undo_delete_requested.connect(commands.undo_delete)
    menu.jump.triggered.connect(commands.jump)
    menu.search.triggered.connect(window.conversations.on_search_triggered)
    menu.export_conversation.triggered.connect(commands.export_open)
    menu.export_all.triggered.connect(commands.export_all)
    menu.import_conversations.triggered.connect(commands.import_files)
    menu.history.triggered.connect(window.history.show_history)
    menu.about_answer.triggered.connect(window.history.show_current_answer)
    window.transcript.buttons.about_requested.connect(window.history.show_answer)
    menu.export_pdf.triggered.connect(window.printing.export_pdf)
    menu.print.triggered.connect(window.printing.print_open)
    window.closing.connect(window.printing.cancel)
    menu.sidebar.triggered.connect(room.set_sidebar_visible)
    room.sidebar_visibility_changed.connect(menu.sidebar.setChecked)


def _connect_tokens(window: MainWindow, parts: WindowParts) -> None:
    transcript, inspector = window.transcript, parts.looking.inspector
    transcript.token_marked.connect(window.tokens.on_token_marked)
    transcript.prompt_wanted.connect(inspector.want_prompt)
    inspector.marked_changed.connect(transcript.set_marked)
    inspector.colouring_changed.connect(window.tokens.on_colouring_changed)
    window.legend.measure_chosen.connect(inspector.set_colour_by)
    window.legend.bands_chosen.connect(inspector.set_bands)
    window.menu.measure_chosen.connect(inspector.set_colour_by)
    parts.chat.busy_changed.connect(transcript.set_busy)
    window.text_page.token_chosen.connect(parts.looking.text_page.choose)
    window.text_page.settings_requested.connect(window.tokens.on_settings_requested)
    window.text_page.notice_raised.connect(window.status.set_message)
    window.text_page.problem_raised.connect(window.message_bar.show_error)
    window.windows.token_chosen.connect(window.tokens.on_token_chosen)
    window.menu.tokens.triggered.connect(window.windows.show_tokens)
    window.menu.walk_tokens.triggered.connect(transcript.walk_tokens)
    window.side_panel.wanted_width_changed.connect(window.room.set_panel_width)


def _connect_swaps(window: MainWindow, parts: WindowParts) -> None:
    chat, looking, transcript = parts.chat, parts.looking, window.transcript
    for view in (transcript, window.side_panel):
        view.swap_requested.connect(looking.swaps.swap)
        view.swap_text_requested.connect(looking.swaps.swap_text)
    looking.swaps.refused.connect(window.message_bar.show_notice)
    looking.what_if.replay_requested.connect(chat.replay_from)
    transcript.buttons.branch_step_requested.connect(chat.show_branch)
    transcript.buttons.edit_requested.connect(window.editing.begin)
    window.editing.composer_wanted.connect(window.composer.focus_editor)
    transcript.buttons.compare_requested.connect(looking.comparing.compare)
    looking.comparing.notice_raised.connect(window.message_bar.show_notice)
    looking.talk.step_requested.connect(window.composer.request_step)
    window.menu.talk.triggered.connect(looking.talk.set_on)
    window.menu.guess.triggered.connect(looking.talk.set_guessing)
    looking.talk.changed.connect(window.tokens.on_talk_changed)
    window.talk_keys.advance_requested.connect(looking.talk.advance)


def _connect_model(window: MainWindow, parts: WindowParts) -> None:
    library = parts.library
    parts.client.vocabulary_ready.connect(window.model.on_vocabulary_ready)
    parts.client.load_progressed.connect(window.model.on_load_progressed)
    library.loading_started.connect(window.model.on_loading_started)
    library.model_opened.connect(window.model.on_model_opened)
    library.open_failed.connect(window.model.on_open_failed)
    library.held_back.connect(window.opening.show_held_back)
    library.lists.recent_changed.connect(window.menu.set_recent_models)
    library.lists.found_changed.connect(window.menu.set_found_models)
    window.menu.models_wanted.connect(library.lists.look)
    window.side_panel.model_page.precision_chosen.connect(library.choose_precision)


def _connect_menu(window: MainWindow, parts: WindowParts) -> None:
    menu, opening, chat = window.menu, window.opening, parts.chat
    menu.new_chat.triggered.connect(window.conversations.on_new_chat_triggered)
    menu.open_model.triggered.connect(opening.ask_for_file)
    menu.open_folder.triggered.connect(opening.ask_for_folder)
    menu.open_bundled.triggered.connect(parts.library.open_bundled)
    menu.model_chosen.connect(parts.library.open)
    menu.close_window.triggered.connect(window.close)
    menu.quit.triggered.connect(window.close)
    menu.copy_answer.triggered.connect(window.conversations.on_copy_answer_triggered)
    menu.find.triggered.connect(window.finding.open)
    menu.find_next.triggered.connect(window.finding.find_next)
    menu.find_previous.triggered.connect(window.finding.find_previous)
    menu.focus_composer.triggered.connect(window.composer.focus_editor)
    menu.stop.triggered.connect(chat.stop)
    menu.regenerate.triggered.connect(window.on_regenerate_triggered)
    menu.continue_answer.triggered.connect(chat.continue_answer)
    menu.step.triggered.connect(parts.looking.talk.advance)
    menu.show_shortcuts.triggered.connect(window.help.show_shortcuts)
    menu.open_logs.triggered.connect(window.help.open_log_folder)
    menu.about.triggered.connect(window.help.show_about)


def _connect_view_menu(window: MainWindow, parts: WindowParts) -> None:
    menu, room, appearance = window.menu, window.room, parts.appearance
    menu.side_panel.triggered.connect(room.set_panel_visible)
    room.panel_visibility_changed.connect(menu.side_panel.setChecked)
    menu.zoom_in.triggered.connect(appearance.zoom_in)
    menu.zoom_out.triggered.connect(appearance.zoom_out)
    menu.zoom_reset.triggered.connect(appearance.zoom_reset)
    menu.colour_scheme_chosen.connect(appearance.set_colour_scheme)
    menu.full_screen.triggered.connect(window.on_full_screen_triggered)
    appearance.theme_changed.connect(window.on_theme_changed)
    appearance.zoom_changed.connect(window.on_zoom_changed)
    parts.preferences.save_failed.connect(window.on_settings_not_saved)
    parts.preferences.saved_again.connect(window.on_settings_saved_again)
    parts.crashes.report_ready.connect(window.help.show_crash_report)
