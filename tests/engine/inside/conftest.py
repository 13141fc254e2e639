"""What the tests of the inside share: the bundled network, and the text that the help shows."""

from __future__ import annotations

import pytest

from gptdesk.engine.inside.inside import Inside
from gptdesk.engine.tokenizers.byte_pairs import BytePairTokenizer
from gptdesk.model import as_stored
from gptdesk.model.checkpoints.open import open_checkpoint
from gptdesk.resources import resource_path
from tests.engine.inside.plain_network import PlainNetwork, plain_storyteller

EXAMPLE = (
    "Once upon a time there was a little girl called Mia. Mia had a red ball. "
    "One day Mia lost her red"
)


@pytest.fixture(scope="session")
def storyteller() -> Inside:
    """The bundled network, which predicts " ball" after `EXAMPLE`."""
    network, _ = as_stored.of_file(open_checkpoint(resource_path("models/storyteller")))
    return Inside(network)


@pytest.fixture(scope="session")
def example_ids() -> tuple[int, ...]:
    return tuple(BytePairTokenizer.load().encode(EXAMPLE))


@pytest.fixture(scope="session")
def plain() -> PlainNetwork:
    """The bundled network once more, by plain formulas."""
    return plain_storyteller()
