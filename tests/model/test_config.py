"""The shape of a network: validation, other programs' names, and where the parameters are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gptdesk.model.config import (
    GPT_CONFIG_124M,
    PUBLISHED_SIZES,
    GPTConfig,
    count_parameters,
    named_fields,
)
from gptdesk.model.gpt import GPTModel


def test_the_default_is_the_book_s_124m() -> None:
    """GPT_CONFIG_124M is the project's published interface."""
    assert GPT_CONFIG_124M.to_dict() == {
        "vocab_size": 50257,
        "ctx_len": 1024,
        "emb_dim": 768,
        "n_heads": 12,
        "n_layers": 12,
        "drop_rate": 0.1,
        "qkv_bias": False,
        "tie_embeddings": False,
        "gelu": "tanh",
    }


@pytest.mark.parametrize(
    ("size", "millions"),
    # Hugging Face's model cards; the paper's table 2 rounds differently.
    [
        ("gpt2", 124_439_808),
        ("gpt2-medium", 354_823_168),
        ("gpt2-large", 774_030_080),
        ("gpt2-xl", 1_557_611_200),
    ],
)
def test_published_sizes_have_the_published_parameter_counts(size: str, millions: int) -> None:
    """A wrong width or depth would show here first."""
    assert count_parameters(PUBLISHED_SIZES[size]).total == millions


@pytest.mark.parametrize("tied", [True, False])
@pytest.mark.parametrize("qkv_bias", [True, False])
def test_counted_parameters_are_those_that_exist(tied: bool, qkv_bias: bool) -> None:
    """The side panel shows the arithmetic; it must be the network's."""
    config = GPTConfig(301, 16, 24, 4, 3, 0.0, qkv_bias, tied)
    model = GPTModel(config)
    count = count_parameters(config)
    assert count.total == sum(parameter.numel() for parameter in model.parameters())
    assert count.token_embedding == model.tok_emb.weight.numel()
    assert count.output_head == (0 if tied else model.out_head.weight.numel())


def test_other_programs_names_are_understood() -> None:
    """A `config.json` comes from the book's later editions, Hugging Face or nanoGPT."""
    expected = GPTConfig(50257, 256, 64, 4, 2, 0.0)
    book = {"context_length": 256, "emb_dim": 64, "n_heads": 4, "n_layers": 2, "drop_rate": 0.0}
    hugging_face = {
        "n_positions": 256,
        "n_ctx": 256,
        "n_embd": 64,
        "n_head": 4,
        "n_layer": 2,
        "resid_pdrop": 0.0,
        "architectures": ["GPT2LMHeadModel"],
    }
    nanogpt = {"block_size": 256, "n_embd": 64, "n_head": 4, "n_layer": 2, "dropout": 0.0}
    for values in (book, hugging_face, nanogpt):
        assert GPTConfig.from_mapping(values) == expected
    tied = GPTConfig.from_mapping({**hugging_face, "tie_word_embeddings": True})
    assert tied == replace(expected, tie_embeddings=True)


def test_general_names_are_understood() -> None:
    """Hugging Face reads these for any model, and saved some GPT-2s with them."""
    general = {
        "hidden_size": 64,
        "num_attention_heads": 8,
        "num_hidden_layers": 2,
        "max_position_embeddings": 256,
    }
    expected = {"emb_dim": 64, "n_heads": 8, "n_layers": 2, "ctx_len": 256}
    assert named_fields(general) == expected


def test_two_names_that_contradict_each_other_are_refused() -> None:
    """Either figure could be the right one; a wrong number of heads answers wrongly."""
    assert named_fields({"n_head": 8, "num_attention_heads": 8}) == {"n_heads": 8}
    with pytest.raises(ValueError, match="n_head 12 and num_attention_heads 8"):
        GPTConfig.from_mapping({"n_head": 12, "num_attention_heads": 8})


def test_an_old_name_is_passed_over_beside_another() -> None:
    """Hugging Face no longer reads `n_ctx`, so that files are about in which it is wrong."""
    assert GPTConfig.from_mapping({"n_ctx": 1, "ctx_len": 32}).ctx_len == 32
    assert GPTConfig.from_mapping({"n_ctx": 32}).ctx_len == 32


def test_named_fields_says_only_what_was_said() -> None:
    """What a file leaves open must not look like a statement."""
    assert named_fields({"n_head": 4, "activation_function": "gelu_new"}) == {"n_heads": 4}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("n_layers", 0),
        ("ctx_len", -5),
        ("emb_dim", 7.5),
        ("n_heads", True),
        ("vocab_size", "50257"),
        ("n_heads", 7),
        ("drop_rate", 1.0),
        ("drop_rate", float("nan")),
        ("drop_rate", None),
        ("qkv_bias", 1),
        ("tie_embeddings", "yes"),
        ("gelu", "relu"),
        ("gelu", None),
    ],
)
def test_a_bad_value_is_named(field: str, value: object) -> None:
    """The message is all that someone with a broken config.json gets."""
    with pytest.raises(ValueError, match=field) as raised:
        GPTConfig.from_mapping({field: value})
    assert str(value) in str(raised.value)
