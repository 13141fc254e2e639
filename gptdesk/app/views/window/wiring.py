"""All connections of the window, in one list.

Owns nothing and decides nothing. What a signal leads to stands in the object that it is connected
to.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt

from gptdesk.app.viewmodels.view_models import ViewModels
from gptdesk.app.views.inspector.next_token_page import NextTokenPage
from gptdesk.app.views.model.page import ModelPage
from gptdesk.app.views.pipeline.page import PipelinePage
from gptdesk.app.views.text.text_page import TextPage
from gptdesk.app.views.window.main_window import MainWindow
from gptdesk.app.views.window.window_views import WindowViews


def connect_window(window: MainWindow, models: ViewModels) -> None:
    """Connect the parts of a window to each other and to the view models."""
    views = window.views
    _connect_window(window, models)
    _connect_composer(views, models)
    _connect_chat(views, models)
    _connect_conversations(views, models)
    _connect_tokens(views, models)
    _connect_swaps(views, models)
    _connect_model(views, models)
    _connect_menu(views, models)
    _connect_view_menu(views, models)
    connect = {
        "next_token": _connect_next_token_page,
        "pipeline": _connect_pipeline_page,
        "text": _connect_text_page,
        "model": _connect_model_page,
    }
    for name, connect_page in connect.items():
        views.side_panel.when_made(name, partial(connect_page, views, models))


def tell_window(window: MainWindow, models: ViewModels) -> None:
    """Tell a window what the view models have told to the one before it."""
    views, info = window.views, models.client.info
    window.on_messages_changed()
    views.menu.set_recent_models(models.library.lists.recent)
    views.transcript.set_markdown(models.chat.conversation.is_markdown)
    views.transcript.set_busy(models.chat.is_busy)
    views.transcript.tokens.marked.set_ref(models.inspector.marked)
    views.tokens.on_talk_changed()
    views.tokens.on_tint_changed()
    if info is not None:
        for take in (
            window.on_model_opened,
            views.empty_state.set_model,
            views.composer.set_model,
            views.status.set_model,
            views.status.set_device,
        ):
            take(info)
        views.empty_state.set_model_name(info.name)
        views.composer.set_model_name(info.name)
    views.status.set_speed(models.model_info.run)
    models.chat.announce_context()


def _connect_window(window: MainWindow, models: ViewModels) -> None:
    views, chat = window.views, models.chat
    window.closing.connect(views.printing.cancel)
    window.closing.connect(views.side_windows.close_all)
    window.activated.connect(models.conversations.refresh)
    views.composer.editor.leave_requested.connect(window.leave)
    views.menu.tour.triggered.connect(window.start_tour)
    views.menu.last_notice.triggered.connect(views.notice_bar.show_last)
    views.empty_state.tour_requested.connect(window.start_tour)
    views.empty_state.tour_refused.connect(window.end_tour_offer)
    views.tour.started.connect(window.end_tour_offer)
    views.tour.ended.connect(window.on_tour_ended)
    chat.answer_started.connect(window.end_tour_offer)
    views.menu.close_window.triggered.connect(window.close)
    views.menu.quit.triggered.connect(window.close)
    chat.messages.rowsInserted.connect(window.on_messages_changed)
    chat.messages.rowsRemoved.connect(window.on_messages_changed)
    chat.messages.modelReset.connect(window.on_messages_changed)
    models.library.model_opened.connect(window.on_model_opened)
    titles = models.conversations.list
    for changed in (
        titles.dataChanged,
        titles.modelReset,
        titles.open_changed,
        titles.rowsInserted,
    ):
        changed.connect(window.show_title)
    views.menu.next_part.triggered.connect(window.regions.go_on)
    views.menu.part_before.triggered.connect(window.regions.go_back)
    models.preferences.save_failed.connect(window.on_settings_not_saved)
    models.preferences.saved_again.connect(window.on_settings_saved_again)
    views.menu.full_screen.triggered.connect(window.on_full_screen_triggered)


def _connect_composer(views: WindowViews, models: ViewModels) -> None:
    composer, drafts = views.composer, models.conversations.drafts
    composer.editor.send_requested.connect(views.sending.send)
    composer.send_button.pressed.connect(views.sending.press)
    composer.send_button.clicked.connect(views.sending.send_or_stop)
    composer.step_button.clicked.connect(models.talk.step)
    views.sending.prompt_wanted.connect(models.conversations.open_conversation)
    models.conversations.continue_wanted.connect(views.transcript.scroller.follow)
    models.conversations.continue_wanted.connect(views.sending.continue_answer)
    composer.mode_selected.connect(models.chat.set_mode)
    composer.editor.files_dropped.connect(models.dropped.read)
    models.dropped.text_ready.connect(composer.insert)
    models.dropped.text_ready.connect(views.notice_bar.dismiss_error)
    models.dropped.text_ready.connect(views.side_windows.offer_to_read)
    models.dropped.apart_ready.connect(views.side_windows.read_text)
    models.dropped.notice_raised.connect(views.notice_bar.show_notice)
    models.dropped.problem_raised.connect(views.notice_bar.show_error)
    composer.text_edited.connect(drafts.set_text)
    composer.text_edited.connect(models.draft_count.set_text)
    composer.text_edited.connect(models.typed_text.set_written)
    composer.text_edited.connect(models.inside.set_written)
    composer.text_edited.connect(models.talk.set_written)
    models.draft_count.counted.connect(composer.set_count)
    drafts.changed.connect(composer.set_text)
    views.empty_state.example_chosen.connect(views.sending.send_example)
    views.empty_state.open_requested.connect(views.opening.ask_for_file)
    views.empty_state.list_requested.connect(views.opening.show_list)


def _connect_chat(views: WindowViews, models: ViewModels) -> None:
    chat, transcript = models.chat, views.transcript
    transcript.scroller.rows_seen.connect(chat.shown.want)
    transcript.buttons.regenerate_requested.connect(views.sending.regenerate)
    transcript.buttons.copy_requested.connect(transcript.copy_message)
    transcript.copied.connect(views.status.show_copied)
    views.menu.copy_answer.triggered.connect(transcript.copy_last_message)
    models.conversations.message_found.connect(transcript.show_message)
    models.conversations.words_found.connect(views.finding.show_words)
    transcript.buttons.continue_requested.connect(views.sending.continue_answer)
    chat.busy_changed.connect(views.composer.set_busy)
    views.sending.can_stop_changed.connect(views.menu.stop.setEnabled)
    chat.answer_started.connect(views.notice_bar.dismiss_said)
    chat.answer_started.connect(views.commands.withdraw_interrupted)
    views.menu.markdown.triggered.connect(chat.set_markdown)
    chat.markdown_changed.connect(views.menu.markdown.setChecked)
    chat.markdown_changed.connect(transcript.set_markdown)
    transcript.markdown_chosen.connect(chat.set_markdown)
    chat.mode_changed.connect(views.composer.set_mode)
    chat.mode_changed.connect(views.empty_state.set_mode)
    chat.error_raised.connect(views.notice_bar.show_error)
    chat.same_dice_found.connect(views.sending.offer_new_dice)
    chat.notice_raised.connect(views.notice_bar.show_notice)
    chat.context_changed.connect(views.status.set_context)
    chat.can_regenerate_changed.connect(views.menu.regenerate.setEnabled)


def _connect_conversations(views: WindowViews, models: ViewModels) -> None:
    sidebar, columns, commands, menu = views.sidebar, views.columns, views.commands, views.menu
    sidebar.left.connect(views.sending.leave_list)
    sidebar.composer_wanted.connect(views.composer.focus_editor)
    sidebar.hide_requested.connect(columns.hide_sidebar)
    sidebar.hide_requested.connect(views.composer.focus_editor)
    sidebar.list.export_requested.connect(views.export.export)
    commands.composer_wanted.connect(views.composer.focus_editor)
    models.history.problem_raised.connect(views.history_warnings.show_problem)
    views.history_warnings.solved.connect(views.status.set_message)
    models.history.failed.connect(views.notice_bar.show_error)
    models.conversations.can_undo_delete_changed.connect(menu.undo_delete.setEnabled)
    menu.undo_delete.triggered.connect(commands.undo_delete)
    menu.jump.triggered.connect(commands.jump_box.open_over)
    menu.search.triggered.connect(columns.show_sidebar)
    menu.search.triggered.connect(sidebar.focus_search)
    menu.export_conversation.triggered.connect(views.export.export_open)
    menu.export_all.triggered.connect(views.export.export_all)
    menu.import_conversations.triggered.connect(commands.import_files)
    models.transfer.busy_changed.connect(menu.stop_transfer.setEnabled)
    menu.stop_transfer.triggered.connect(models.transfer.stop)
    menu.history.triggered.connect(views.side_windows.show_history)
    menu.ask_two.triggered.connect(views.side_windows.ask_two_models)
    menu.about_answer.triggered.connect(views.side_windows.show_current_answer)
    views.transcript.buttons.about_requested.connect(views.side_windows.show_answer)
    menu.export_pdf.triggered.connect(views.export.export_pdf)
    views.export.pdf_requested.connect(views.printing.export_pdf)
    menu.print.triggered.connect(views.printing.print_open)
    menu.sidebar.triggered.connect(columns.set_sidebar_visible)
    columns.sidebar_visibility_changed.connect(menu.sidebar.setChecked)
    columns.left_rail.show_button.clicked.connect(menu.sidebar.trigger)
    columns.left_rail.new_chat.clicked.connect(menu.new_chat.trigger)
    columns.left_rail.search.clicked.connect(menu.search.trigger)


def _connect_tokens(views: WindowViews, models: ViewModels) -> None:
    transcript, inspector = views.transcript, models.inspector
    transcript.tokens.marked.token_marked.connect(inspector.mark)
    transcript.tokens.prompt_wanted.connect(inspector.want_prompt)
    inspector.marked_changed.connect(transcript.tokens.marked.set_ref)
    inspector.colouring_changed.connect(views.tokens.on_colouring_changed)
    models.chat.messages.modelReset.connect(transcript.tokens.forget_untold)
    # While it is painted nothing moves.
    queued = Qt.ConnectionType.QueuedConnection
    transcript.tokens.untold_shown.connect(views.legend.set_untold, queued)
    models.inside.tint_changed.connect(views.tokens.on_tint_changed)
    views.legend.measure_chosen.connect(inspector.set_colour_by)
    views.legend.bands_chosen.connect(inspector.set_bands)
    views.menu.measure_chosen.connect(inspector.set_colour_by)
    models.chat.busy_changed.connect(transcript.set_busy)
    views.menu.tokens.triggered.connect(views.side_windows.show_tokens)
    views.menu.read_text.triggered.connect(views.side_windows.ask_for_text)
    views.menu.explain_text.triggered.connect(views.side_windows.explain_selection)
    transcript.explain_requested.connect(views.side_windows.explain_selection)
    views.menu.inside.triggered.connect(views.side_windows.show_inside)
    transcript.tokens.marked.inside_requested.connect(views.side_windows.show_inside)
    views.menu.walk_tokens.triggered.connect(transcript.walk_tokens)


def _connect_swaps(views: WindowViews, models: ViewModels) -> None:
    chat, transcript = models.chat, views.transcript
    panel = views.side_panel
    transcript.tokens.swap_requested.connect(models.swaps.swap)
    transcript.tokens.swap_text_requested.connect(models.swaps.swap_text)
    models.swaps.refused.connect(views.notice_bar.show_notice)
    models.what_if.replay_requested.connect(views.sending.replay)
    transcript.buttons.branch_step_requested.connect(chat.shown.show_branch)
    transcript.buttons.edit_requested.connect(views.sending.edit_prompt)
    compare_menu = transcript.buttons.compare_menu
    compare_menu.branches_requested.connect(models.comparing.compare)
    compare_menu.other_requested.connect(views.side_windows.find_to_compare)
    compare_menu.model_requested.connect(models.two_models.answer_with)
    models.two_models.notice_raised.connect(views.notice_bar.show_notice)
    views.side_windows.message_wanted.connect(models.conversations.open_conversation)
    models.network_what_if.compare_requested.connect(models.comparing.compare)
    models.comparing.notice_raised.connect(views.notice_bar.show_notice)
    models.talk.step_requested.connect(views.sending.step)
    models.talk.asked.connect(views.columns.show_panel)
    models.talk.asked.connect(panel.show_question)
    views.menu.talk.triggered.connect(models.talk.set_on)
    views.menu.next_after_text.triggered.connect(models.typed_text.set_on)
    views.menu.guess.triggered.connect(models.talk.set_guessing)
    views.menu.write_guess.triggered.connect(models.talk.ask)
    views.menu.write_guess.triggered.connect(views.columns.show_panel)
    views.menu.write_guess.triggered.connect(panel.focus_guess)
    views.menu.write_guess.triggered.connect(models.guesses.say_why_none)
    models.guesses.notice_raised.connect(views.notice_bar.show_notice)
    models.two_models.guess_wanted.connect(views.columns.show_panel)
    models.two_models.guess_wanted.connect(panel.focus_guess)
    models.talk.changed.connect(views.tokens.on_talk_changed)
    views.talk_keys.advance_requested.connect(models.talk.advance)


def _connect_model(views: WindowViews, models: ViewModels) -> None:
    library = models.library
    library.loading_started.connect(views.notice_bar.dismiss_said)
    library.loading_started.connect(views.status.show_opening)
    models.client.load_progressed.connect(views.status.show_progress)
    library.name_changed.connect(views.empty_state.set_model_name)
    library.name_changed.connect(views.composer.set_model_name)
    library.model_opened.connect(views.empty_state.set_model)
    library.model_opened.connect(views.status.set_model)
    library.model_opened.connect(views.status.set_device)
    library.model_opened.connect(views.status.clear_message)
    models.model_info.run_changed.connect(views.status.set_speed)
    models.model_info.run_changed.connect(views.status.hurry_context)
    library.model_opened.connect(views.composer.set_model)
    library.open_failed.connect(views.status.clear_message)
    library.open_failed.connect(views.opening.show_failure)
    library.opening_stopped.connect(views.status.clear_message)
    library.opening_stopped.connect(views.notice_bar.show_notice)
    library.held_back.connect(views.opening.show_held_back)
    library.device_missed.connect(views.notice_bar.show_error)
    library.precision_kept.connect(views.opening.show_kept_precision)
    library.loading_started.connect(views.opening.forget_what_is_open)
    models.devices.doubted.connect(views.opening.show_held_back)
    models.devices.needs_changed.connect(views.menu.show_needs)
    library.lists.recent_changed.connect(views.menu.set_recent_models)
    views.menu.models_wanted.connect(library.lists.look)
    views.menu.models_wanted.connect(models.devices.look)


def _connect_menu(views: WindowViews, models: ViewModels) -> None:
    menu, opening = views.menu, views.opening
    menu.new_chat.triggered.connect(views.commands.new_chat)
    menu.open_model.triggered.connect(opening.ask_for_file)
    menu.open_folder.triggered.connect(opening.ask_for_folder)
    menu.list_models.triggered.connect(opening.show_list)
    menu.connect_server.triggered.connect(opening.show_servers)
    menu.library.triggered.connect(views.side_windows.show_library)
    views.side_windows.model_wanted.connect(models.devices.open_if_room)
    views.side_windows.model_file_wanted.connect(opening.ask_for_file)
    models.downloads.arrived.connect(models.library.lists.look)
    models.making.made.connect(models.library.lists.look)
    models.training.trained.connect(models.library.lists.look)
    models.training.written.connect(models.library.lists.look)
    menu.open_bundled.triggered.connect(models.library.open_bundled)
    menu.model_chosen.connect(models.devices.open_if_room)
    menu.find.triggered.connect(views.finding.open_bar)
    menu.find_next.triggered.connect(views.finding.find_next)
    menu.find_previous.triggered.connect(views.finding.find_previous)
    menu.focus_composer.triggered.connect(views.composer.focus_editor)
    menu.stop.triggered.connect(views.sending.stop)
    menu.regenerate.triggered.connect(views.sending.regenerate_last)
    menu.continue_answer.triggered.connect(views.sending.continue_answer)
    menu.step.triggered.connect(models.talk.step)
    menu.layout.triggered.connect(opening.show_layouts)
    views.composer.layout_action.triggered.connect(opening.show_layouts)
    menu.show_guide.triggered.connect(views.help.show_guide)
    menu.show_shortcuts.triggered.connect(views.help.show_shortcuts)
    menu.show_glossary.triggered.connect(views.help.show_glossary)
    menu.explain.triggered.connect(views.help.explain)
    views.side_panel.explain_button.clicked.connect(menu.explain.trigger)
    menu.open_logs.triggered.connect(views.help.open_log_folder)
    views.help.refused.connect(views.notice_bar.show_notice)
    menu.about.triggered.connect(views.help.show_about)


def _connect_view_menu(views: WindowViews, models: ViewModels) -> None:
    menu, columns, appearance = views.menu, views.columns, models.appearance
    menu.side_panel.triggered.connect(columns.set_panel_visible)
    columns.panel_visibility_changed.connect(menu.side_panel.setChecked)
    columns.right_rail.show_button.clicked.connect(menu.side_panel.trigger)
    menu.zoom_in.triggered.connect(appearance.zoom_in)
    menu.zoom_out.triggered.connect(appearance.zoom_out)
    menu.zoom_reset.triggered.connect(appearance.zoom_reset)
    menu.wide_bars.triggered.connect(appearance.set_wide_scroll_bars)
    menu.ids.triggered.connect(appearance.show_ids)
    menu.token_card_chosen.connect(appearance.set_token_card)
    marked = views.transcript.tokens.marked
    appearance.token_card_changed.connect(marked.set_when)
    menu.answer_spoken_chosen.connect(appearance.set_answer_spoken)
    appearance.answer_spoken_changed.connect(views.transcript.spoken_answer.set_spoken)
    columns.panel_visibility_changed.connect(marked.refresh)
    views.side_panel.tabs.currentChanged.connect(marked.refresh)
    menu.colour_scheme_chosen.connect(appearance.set_colour_scheme)
    menu.language_chosen.connect(appearance.set_language)
    appearance.zoom_changed.connect(views.status.show_zoom)


# -- the pages of the inspector, when they are made


def _connect_next_token_page(views: WindowViews, models: ViewModels, page: NextTokenPage) -> None:
    page.swap_requested.connect(models.swaps.swap)
    page.swap_text_requested.connect(models.swaps.swap_text)
    page.send_requested.connect(views.sending.send_with)
    page.bars.addAction(views.menu.ids)  # in its context menu too
    page.bars.set_ids_shown(models.preferences.settings.ids_shown)
    models.appearance.ids_shown_changed.connect(page.bars.set_ids_shown)


def _connect_pipeline_page(views: WindowViews, models: ViewModels, page: PipelinePage) -> None:
    page.swap_requested.connect(models.swaps.swap)
    page.send_requested.connect(views.sending.send_with)


def _connect_text_page(views: WindowViews, models: ViewModels, page: TextPage) -> None:
    page.token_chosen.connect(models.inspector.mark)
    page.menu.done.connect(views.status.set_message)
    page.menu.done.connect(views.notice_bar.dismiss_error)
    page.menu.failed.connect(views.notice_bar.show_error)
    page.token_table.addAction(views.menu.ids)  # in its context menu too
    page.set_ids_shown(models.preferences.settings.ids_shown)
    models.appearance.ids_shown_changed.connect(page.set_ids_shown)


def _connect_model_page(_views: WindowViews, models: ViewModels, page: ModelPage) -> None:
    devices, library, device = models.devices, models.library, page.device
    device.show_offers(devices.offers, devices.chosen, devices.line)
    devices.changed.connect(device.show_offers)
    device.seen.connect(devices.look)
    device.chosen.connect(library.choose_device)
    page.precision.chosen.connect(library.choose_precision)
    page.context_chosen.connect(library.choose_context_limit)
