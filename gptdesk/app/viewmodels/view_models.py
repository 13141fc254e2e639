"""All view models of the window, built once.

Knows in which order they are made, and which of them listen to each other; knows no widgets.
"""

from __future__ import annotations

from dataclasses import dataclass

from gptdesk.analysis.figures import Bands, Measure
from gptdesk.app.inference.client import InferenceClient
from gptdesk.app.theme import ThemeController
from gptdesk.app.viewmodels.chat.chat import ChatViewModel
from gptdesk.app.viewmodels.chat.dropped_texts import DroppedTexts
from gptdesk.app.viewmodels.chat.sampling import SamplingViewModel
from gptdesk.app.viewmodels.conversations.conversations import ConversationsViewModel
from gptdesk.app.viewmodels.conversations.draft_count import DraftCount
from gptdesk.app.viewmodels.conversations.history import HistoryAdapter
from gptdesk.app.viewmodels.conversations.history_care import HistoryCare
from gptdesk.app.viewmodels.conversations.transfer import ConversationTransfer
from gptdesk.app.viewmodels.conversations.vocabularies import KeptVocabularies
from gptdesk.app.viewmodels.inside.branches import BranchesViewModel
from gptdesk.app.viewmodels.inside.keeping import KeepingViewModel
from gptdesk.app.viewmodels.inside.looking import InsideViewModel
from gptdesk.app.viewmodels.inside.network_what_if import NetworkWhatIfViewModel
from gptdesk.app.viewmodels.inspector.answer_facts import AnswerFactsViewModel
from gptdesk.app.viewmodels.inspector.answer_finder import AnswerFinder
from gptdesk.app.viewmodels.inspector.compare import ComparingViewModel
from gptdesk.app.viewmodels.inspector.guesses import GuessesViewModel
from gptdesk.app.viewmodels.inspector.inspector import InspectorViewModel
from gptdesk.app.viewmodels.inspector.next_token import NextTokenViewModel
from gptdesk.app.viewmodels.inspector.pipeline import PipelineViewModel
from gptdesk.app.viewmodels.inspector.reading import ReadingViewModel
from gptdesk.app.viewmodels.inspector.swaps import Swaps
from gptdesk.app.viewmodels.inspector.talk import TalkViewModel
from gptdesk.app.viewmodels.inspector.text_page import TextPageViewModel
from gptdesk.app.viewmodels.inspector.tokens_window import TokensViewModel
from gptdesk.app.viewmodels.inspector.two_models import TwoModelsViewModel
from gptdesk.app.viewmodels.inspector.typed_text import TypedTextViewModel
from gptdesk.app.viewmodels.inspector.what_if import WhatIfViewModel
from gptdesk.app.viewmodels.model.devices import DevicesViewModel
from gptdesk.app.viewmodels.model.downloads import DownloadsViewModel
from gptdesk.app.viewmodels.model.hub_place import HubPlace
from gptdesk.app.viewmodels.model.kept_models import KeptModels
from gptdesk.app.viewmodels.model.layouts import LayoutsViewModel
from gptdesk.app.viewmodels.model.library import LibraryViewModel
from gptdesk.app.viewmodels.model.listed_models import ListedModels
from gptdesk.app.viewmodels.model.making import MakingViewModel
from gptdesk.app.viewmodels.model.model_info import ModelInfoViewModel
from gptdesk.app.viewmodels.model.model_records import ModelRecords
from gptdesk.app.viewmodels.model.servers import ServersViewModel
from gptdesk.app.viewmodels.model.training import TrainingViewModel
from gptdesk.app.viewmodels.settings.appearance import Appearance
from gptdesk.app.viewmodels.settings.preferences import Preferences
from gptdesk.app.viewmodels.settings.remembered_choices import RememberedChoices
from gptdesk.chat.messages import PromptMode
from gptdesk.chat.tokens import SamplingSettings
from gptdesk.storage.models.catalog import Catalog
from gptdesk.storage.models.file_hashes import FileHashes
from gptdesk.storage.models.load_guard import LoadGuard
from gptdesk.storage.models.remembered import RememberedModels
from gptdesk.storage.paths import UserPaths
from gptdesk.storage.server_keys import ServerKeys
from gptdesk.storage.settings import rank_edges


@dataclass(frozen=True, slots=True)
class ViewModels:
    """What the window shows and asks; outlives the window."""

    # the conversation, and all conversations
    chat: ChatViewModel
    sampling: SamplingViewModel
    dropped: DroppedTexts
    history: HistoryAdapter
    conversations: ConversationsViewModel
    draft_count: DraftCount
    transfer: ConversationTransfer
    kept_vocabularies: KeptVocabularies
    history_care: HistoryCare
    # the tokens
    inspector: InspectorViewModel
    next_token: NextTokenViewModel
    pipeline: PipelineViewModel
    text_page: TextPageViewModel
    what_if: WhatIfViewModel
    swaps: Swaps
    talk: TalkViewModel
    guesses: GuessesViewModel
    typed_text: TypedTextViewModel
    comparing: ComparingViewModel
    answer_finder: AnswerFinder
    two_models: TwoModelsViewModel
    tokens_window: TokensViewModel
    reading: ReadingViewModel
    answer_facts: AnswerFactsViewModel
    inside: InsideViewModel
    network_what_if: NetworkWhatIfViewModel
    keeping: KeepingViewModel
    branches: BranchesViewModel
    # the model
    client: InferenceClient
    library: LibraryViewModel
    devices: DevicesViewModel
    listed_models: ListedModels
    kept_models: KeptModels
    records: ModelRecords
    layouts: LayoutsViewModel
    downloads: DownloadsViewModel
    making: MakingViewModel
    servers: ServersViewModel
    training: TrainingViewModel
    model_info: ModelInfoViewModel
    # the settings
    preferences: Preferences
    remembered: RememberedChoices
    appearance: Appearance

    def shutdown(self) -> bool:
        """Keep what is not written yet, and start nothing more; the history is still open.

        Returns:
            Whether no thread of theirs runs on.
        """
        self.chat.shutdown()
        for one in (
            self.next_token,
            self.typed_text,
            self.pipeline,
            self.text_page,
            self.inspector,
            self.inside,
            self.reading,
            self.two_models,
        ):
            one.shutdown()
        self.conversations.drafts.store_now()
        self.preferences.save_now()
        self.library.close()
        self.training.close()
        self.downloads.close()
        self.kept_models.close()
        self.records.close()
        is_transferred = self.transfer.close()
        self.dropped.close()
        return is_transferred


def build_view_models(
    paths: UserPaths,
    client: InferenceClient,
    themes: ThemeController,
    preferences: Preferences,
    *,
    device: str | None = None,
    precision: str | None = None,
) -> ViewModels:
    """Build all view models, as the preferences say; nothing is started yet.

    Args:
        paths: the user's folders.
        client: runs the engine.
        themes: gives the window its colours.
        preferences: the settings.
        device, precision: for this run only; None is what the settings say.
    """
    settings = preferences.settings
    sampling = SamplingViewModel(
        SamplingSettings(
            temperature=settings.temperature,
            top_k=settings.top_k,
            top_p=settings.top_p,
            min_p=settings.min_p,
            repetition_penalty=settings.repetition_penalty,
        ),
        seed=None if settings.seed < 0 else settings.seed,
        max_new_tokens=settings.max_new_tokens,
    )
    history = HistoryAdapter(paths.history_file, paths.backup_dir)
    chat = ChatViewModel(client, history, sampling)
    chat.set_mode(PromptMode(settings.mode))
    conversations = ConversationsViewModel(history, chat)
    transfer = ConversationTransfer(history, conversations, client.model)
    inspector = InspectorViewModel(client, chat)
    inspector.set_colour_by(Measure(settings.colour_by))
    inspector.set_bands(Bands(rank_edges(settings.rank_bands)))
    talk = TalkViewModel(inspector)
    chat.busy_changed.connect(talk.set_busy)
    chat.busy_changed.connect(preferences.set_busy)
    chat.shown.changed.connect(talk.look_again)
    talk.guessing_changed.connect(chat.set_token_by_token)
    typed_text = TypedTextViewModel(client, chat, conversations.drafts, talk)
    typed_text.set_on(settings.next_after_text)
    pipeline = PipelineViewModel(client, inspector, sampling, chat, typed=typed_text)
    next_token = NextTokenViewModel(client.model)
    next_token.look_through(pipeline)
    text_page = TextPageViewModel(chat.messages, inspector)
    inside = InsideViewModel(client, inspector, chat)
    inside.ahead_changed.connect(talk.set_ahead)
    remembered_models = RememberedModels(paths.remembered_models_file)
    layouts = LayoutsViewModel(client, chat, remembered_models)
    catalog = Catalog(paths)
    records = ModelRecords(
        *(client, catalog, remembered_models, FileHashes(paths.model_hashes_file))
    )
    chat.runner.finished.connect(records.take_speed)
    library = LibraryViewModel(
        client,
        catalog=catalog,
        guard=LoadGuard(paths.load_marker_file),
        preferences=preferences,
        device=device,
        precision=precision,
        layouts=layouts.layouts,
    )
    devices = DevicesViewModel(client, library)
    servers = ServersViewModel(client, library, preferences, ServerKeys(paths.server_keys_file))
    place = HubPlace(preferences, paths)
    downloads = DownloadsViewModel(paths.models_dir, place, client, devices, records)
    records.changed.connect(downloads.shelf_changed)
    comparing = ComparingViewModel(chat, history, client)
    model_info = ModelInfoViewModel(records)
    model_info.set_precision(library.precision)
    model_info.set_context_limit(library.context_limit)
    chat.record_added.connect(next_token.show)
    model_info.show_chat(chat.conversation)
    chat.shown.changed.connect(model_info.show_chat)
    chat.answer_started.connect(model_info.begin_run)
    chat.run_finished.connect(model_info.show_run)
    chat.context_changed.connect(model_info.set_context)
    library.model_opened.connect(model_info.set_info)
    library.precision_changed.connect(model_info.set_precision)
    library.context_limit_changed.connect(model_info.set_context_limit)
    return ViewModels(
        chat=chat,
        sampling=sampling,
        dropped=DroppedTexts(chat),
        history=history,
        conversations=conversations,
        draft_count=DraftCount(client, chat, conversations.drafts),
        transfer=transfer,
        kept_vocabularies=KeptVocabularies(history, chat.shown, client.model),
        history_care=HistoryCare(history, conversations),
        inspector=inspector,
        next_token=next_token,
        pipeline=pipeline,
        text_page=text_page,
        what_if=WhatIfViewModel(client, text_page, sampling),
        swaps=Swaps(client, chat, talk),
        talk=talk,
        guesses=GuessesViewModel(client, inspector, talk),
        typed_text=typed_text,
        comparing=comparing,
        answer_finder=AnswerFinder(chat, conversations, history),
        two_models=TwoModelsViewModel(
            *(client, library, devices, servers, records),
            chat=chat,
            talk=talk,
            comparing=comparing,
        ),
        tokens_window=TokensViewModel(client),
        reading=ReadingViewModel(client),
        answer_facts=AnswerFactsViewModel(
            client, chat, sampling, records, devices, servers=servers
        ),
        inside=inside,
        network_what_if=NetworkWhatIfViewModel(inside, chat, talk),
        client=client,
        keeping=KeepingViewModel(inside, chat, history),
        branches=BranchesViewModel(inside, chat, history),
        library=library,
        devices=devices,
        listed_models=ListedModels(library, devices, records),
        kept_models=KeptModels(paths.models_dir),
        records=records,
        layouts=layouts,
        downloads=downloads,
        making=MakingViewModel(paths.models_dir, client, devices, library),
        servers=servers,
        training=TrainingViewModel(paths.models_dir),
        model_info=model_info,
        preferences=preferences,
        remembered=RememberedChoices(preferences, chat, sampling, inspector, typed_text),
        appearance=Appearance(themes, preferences),
    )
