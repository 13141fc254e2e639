"""The engines of `peers.py`: how each loads a GPT-2 and streams tokens, greedy, one text at a time.

python tests/benchmarks/peers_engines.py ENGINE < task.json

is one measurement: a fresh process that imports, loads, runs and prints one JSON line. An engine
here is a function that imports its library and returns a function that loads the model; whatever
either raises becomes the engine's reason for being left out.
"""

from __future__ import annotations

import json
import sys
import time
from array import array
from importlib.metadata import version
from pathlib import Path
from threading import Event
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from peers_task import Engine, Load, OnToken, Opened, Prompt, Task, measure

END_OF_TEXT = 50256


def _start_transformers(dtype_name: str) -> Load:
    """`generate` of the transformers library, with a streamer."""
    import torch
    from transformers import GPT2LMHeadModel
    from transformers.generation.streamers import BaseStreamer

    class Streamer(BaseStreamer):
        def __init__(self, on_token: OnToken) -> None:
            self._on_token = on_token
            self._is_prompt = True

        def put(self, value: torch.Tensor) -> None:
            if not self._is_prompt:
                self._on_token(int(value[0]))
            self._is_prompt = False

        def end(self) -> None:
            pass

    def load(task: Task) -> Opened:
        torch.set_num_threads(task.threads)
        if task.model.suffix == ".gguf":
            model = llama_of_gguf(task.model)
        else:
            model = GPT2LMHeadModel.from_pretrained(task.model, dtype=getattr(torch, dtype_name))
            model.eval()
        model.generation_config.eos_token_id = None  # as many tokens as asked for

        def stream(prompt: Prompt, new_tokens: int, on_token: OnToken) -> None:
            ids = torch.tensor([prompt.ids])
            model.generate(
                ids,
                attention_mask=torch.ones_like(ids),
                pad_token_id=END_OF_TEXT,
                max_new_tokens=new_tokens,
                do_sample=False,
                streamer=Streamer(on_token),
            )

        def log_p(ids: tuple[int, ...]) -> array[float]:
            with torch.inference_mode():
                logits = model(torch.tensor([ids])).logits[0]
            return as_log_p(logits)

        detail = f"{version('transformers')}, torch {version('torch')}"
        return Opened(stream, detail, log_p=log_p)

    return load


def as_log_p(logits: Any) -> array[float]:
    """Return log-probabilities of logits, (T, vocab_size), row by row."""
    return array("f", logits.double().log_softmax(dim=-1).float().numpy().tobytes())


def llama_of_gguf(path: Path) -> Any:
    """Return transformers' network with the weights of a GGUF file, float32.

    Read by our reader: theirs needs one more library. Both were found equal (tests/model).
    """
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    from gptdesk.model.checkpoints.llama_names import hub_format
    from gptdesk.model.checkpoints.open import open_checkpoint
    from gptdesk.model.checkpoints.parameter_shapes import BLOCKS

    stored = open_checkpoint(path)
    ours = stored.config
    odd = (ours.qkv_bias, ours.qk_norm, ours.window, ours.no_rope_layers, ours.rope_factors)
    assert not any(odd), "the other families have a class of their own"
    config = LlamaConfig(
        vocab_size=ours.vocab_size,
        hidden_size=ours.emb_dim,
        intermediate_size=ours.hidden_dim,
        num_hidden_layers=ours.n_layers,
        num_attention_heads=ours.n_heads,
        num_key_value_heads=ours.n_kv_heads,
        head_dim=ours.head_dim,
        max_position_embeddings=ours.ctx_len,
        rms_norm_eps=ours.norm_eps,
        rope_parameters={"rope_type": "default", "rope_theta": ours.rope_base},
        tie_word_embeddings=ours.tie_embeddings,
        bos_token_id=None,
        eos_token_id=None,
    )
    names = {row.ours[0]: row.theirs for row in hub_format("Llama").rows_for(ours.n_layers)}
    state = {names[name]: tensor for name, tensor in stored.embeddings().items()}
    for number in range(ours.n_layers):
        for name, tensor in stored.block(number).items():
            state[names[f"{BLOCKS}{number}.{name}"]] = tensor
    with torch.device("meta"):
        model = LlamaForCausalLM(config)
    model.to_empty(device="cpu")
    head = state.pop("lm_head.weight", state["embed_tokens.weight"])
    model.model.load_state_dict(state, assign=True)
    model.lm_head.weight = torch.nn.Parameter(head)
    # Computed when it is made, which it was on "meta".
    model.model.rotary_emb = type(model.model.rotary_emb)(config)
    return model.eval()


def _start_ctranslate2(compute_type: str) -> Load:
    """CTranslate2's generator on a converted folder whose tokens are the ids as words."""
    # Its converters import torch and transformers where they are; running a model needs neither.
    for name in ("torch", "transformers"):
        sys.modules[name] = None  # type: ignore[assignment]
    import ctranslate2
    import numpy as np

    def load(task: Task) -> Opened:
        generator = ctranslate2.Generator(
            str(task.converted),
            device="cpu",
            compute_type=compute_type,
            inter_threads=1,
            intra_threads=task.threads,
        )

        def stream(prompt: Prompt, new_tokens: int, on_token: OnToken) -> None:
            generator.generate_batch(
                [[str(token_id) for token_id in prompt.ids]],
                max_length=new_tokens,
                min_length=new_tokens,
                sampling_topk=1,
                include_prompt_in_result=False,
                callback=lambda step: on_token(step.token_id) or False,
            )

        def log_p(ids: tuple[int, ...]) -> array[float]:
            names = [[str(token_id) for token_id in ids]]
            found = generator.forward_batch(names, return_log_probs=True)
            return array("f", np.asarray(found)[0].tobytes())

        detail = f"{version('ctranslate2')}, {generator.compute_type}"
        return Opened(stream, detail, log_p=log_p)

    return load


def _start_llama_cpp(_: str) -> Load:
    """llama.cpp on a GGUF file; without flash attention, which is slower here at 512 tokens."""
    from llama_cpp import Llama

    def load(task: Task) -> Opened:
        llama = Llama(
            str(task.converted),
            n_ctx=1024,
            n_threads=task.threads,
            n_threads_batch=task.threads,
            flash_attn=False,
            verbose=False,
        )

        def stream(prompt: Prompt, new_tokens: int, on_token: OnToken) -> None:
            llama.reset()  # nothing of the last prompt is reused
            tokens = llama.generate(prompt.ids, temp=0.0, repeat_penalty=1.0)
            for _, token_id in zip(range(new_tokens), tokens, strict=False):
                on_token(token_id)

        return Opened(stream, version("llama-cpp-python"))

    return load


def _start_xllamacpp(_: str) -> Load:
    """llama.cpp from a prebuilt package, on the model's own GGUF file."""
    import xllamacpp

    def load(task: Task) -> Opened:
        params = xllamacpp.CommonParams()
        params.model.path = str(task.model)
        params.n_ctx, params.n_parallel, params.verbosity = 1100, 1, -1
        params.cpuparams.n_threads = params.cpuparams_batch.n_threads = task.threads
        server = xllamacpp.Server(params)

        def stream(prompt: Prompt, new_tokens: int, on_token: OnToken) -> None:
            def on_chunk(chunk: Any) -> bool:
                if chunk["choices"] and chunk["choices"][0]["finish_reason"] is None:
                    on_token(None)
                return False

            request = {"prompt": prompt.ids, "max_tokens": new_tokens, "temperature": 0}
            options = {"stream": True, "cache_prompt": False, "ignore_eos": True}
            server.handle_completions({**request, **options}, on_chunk)

        def log_p(ids: tuple[int, ...]) -> array[float]:
            rows = array("f")
            for end in range(1, len(ids) + 1):
                request = {"prompt": list(ids[:end]), "max_tokens": 1, "logprobs": 10**6}
                answer = server.handle_completions({**request, "ignore_eos": True})
                said = answer["choices"][0]["logprobs"]["content"][0]["top_logprobs"]
                by_id = {one["id"]: one["logprob"] for one in said}
                rows.extend(by_id[token_id] for token_id in range(len(by_id)))
            return rows

        return Opened(stream, f"xllamacpp {version('xllamacpp')}", log_p=log_p)

    return load


def _start_book(_: str) -> Load:
    """`generate_text_simple` of gptdesk/model/gpt.py, a token at a time so that it streams."""
    import torch

    from gptdesk.engine.run.device import use_threads
    from gptdesk.model.checkpoints.read import read_checkpoint
    from gptdesk.model.gpt import generate_text_simple

    def load(task: Task) -> Opened:
        use_threads(task.threads)
        model = read_checkpoint(task.model).model

        def stream(prompt: Prompt, new_tokens: int, on_token: OnToken) -> None:
            ids = torch.tensor([prompt.ids])
            for _ in range(new_tokens):
                ids = generate_text_simple(model, ids, 1, model.cfg.ctx_len)
                on_token(int(ids[0, -1]))

        return Opened(stream, f"torch {version('torch')}")

    return load


def _start_gptdesk(precision: str) -> Load:
    """Our engine as the window uses it: every token with its whole record."""
    import torch

    from gptdesk.chat.messages import Message, Role
    from gptdesk.chat.tokens import SamplingSettings
    from gptdesk.engine.local_engine import InferenceEngine
    from gptdesk.engine.types import GenerationRequest, GenerationStep, LoadRequest

    def load(task: Task) -> Opened:
        engine = InferenceEngine(threads=task.threads)
        request = LoadRequest(task.model, device="cpu", precision=precision)
        info = engine.load(request, lambda _: None)
        assert engine.tokenizer, "built at first use, which is here"

        def stream(prompt: Prompt, new_tokens: int, on_token: OnToken) -> None:
            request = GenerationRequest(
                (Message(Role.USER, prompt.text),),
                settings=SamplingSettings(temperature=0),
                max_new_tokens=new_tokens,
                may_guess=False,  # as the others
            )
            for event in engine.generate(request, Event()):
                if isinstance(event, GenerationStep):
                    on_token(event.record.token_id)

        assert engine._loaded is not None, "it was loaded above"
        reader, in_network_s = engine._loaded.reader, []
        feed = reader.feed

        def timed_feed(*args: Any, **options: Any) -> Any:
            begin_s = time.perf_counter()
            logits = feed(*args, **options)
            in_network_s.append(time.perf_counter() - begin_s)
            return logits

        reader.feed = timed_feed

        def log_p(ids: tuple[int, ...]) -> array[float]:
            network = reader.network
            cache = network.new_cache()
            steps = (network.last_hidden_state(torch.tensor([[one]]), cache) for one in ids)
            return as_log_p(torch.cat([network.out_head(step) for step in steps]))

        detail = f"{info.precision}, {info.kernel}, torch {version('torch')}"
        return Opened(stream, detail, in_network_s, log_p)

    return load


REFERENCE = "transformers float32"
LLAMA_CPP = "llama.cpp"
BOTH = ("folder", "gguf")
ENGINES = {
    engine.name: engine
    for engine in (
        Engine(REFERENCE, _start_transformers, "float32", "transformers", reads=BOTH),
        Engine("transformers bfloat16", _start_transformers, "bfloat16", "transformers"),
        Engine("CTranslate2 float32", _start_ctranslate2, "float32", "ctranslate2", "ctranslate2"),
        Engine("CTranslate2 int8", _start_ctranslate2, "int8", "ctranslate2", "ctranslate2"),
        Engine("llama.cpp f16", _start_llama_cpp, "f16", "llama_cpp", "gguf"),
        Engine("llama.cpp q8_0", _start_llama_cpp, "q8_0", "llama_cpp", "gguf"),
        Engine(LLAMA_CPP, _start_xllamacpp, package="xllamacpp", reads=("gguf",)),
        Engine("the book", _start_book, is_slow=True),
        Engine("GPTDesk exact", _start_gptdesk, "exact", reads=BOTH),
        Engine("GPTDesk balanced", _start_gptdesk, "balanced", reads=BOTH),
        Engine("GPTDesk fast", _start_gptdesk, "fast", reads=BOTH),
    )
}


def main() -> None:
    engine, task = ENGINES[sys.argv[1]], Task.from_json(sys.stdin.read())
    try:
        result = measure(engine, task)
    except Exception as exc:  # whatever keeps an engine from running is its line of the report
        words = " ".join(str(exc).split())
        result = {"reason": f"{type(exc).__name__}: {words}"[:200]}
    print(json.dumps(result))


if __name__ == "__main__":
    main()
