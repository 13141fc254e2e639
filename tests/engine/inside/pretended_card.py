"""A graphics card that is not there: tensors that say they are elsewhere, and have numbers.

Their device is torch's *meta*, whose own tensors have no numbers; here each holds a tensor of the
CPU, on which everything is computed. As on a card, the two are not mixed: a tensor of the CPU that
meets one of the card is refused, but for a single number. What a card computes is not told by it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode

CARD = torch.device("meta")
_INDEXING = {"index", "index_put", "index_put_"}  # whose second argument may be on the CPU


class OnCard(Tensor):
    """A tensor of the card.

    Attributes:
        held: its numbers, on the CPU.
    """

    held: Tensor

    def __repr__(self) -> str:
        return f"on the card: {self.held}"

    @classmethod
    def __torch_dispatch__(cls, operation: Any, _types: Any, args: Any = (), kwargs: Any = None):
        return computed(operation, args, kwargs or {})


class _Card(TorchDispatchMode):
    def __torch_dispatch__(self, operation: Any, _types: Any, args: Any = (), kwargs: Any = None):
        return computed(operation, args, kwargs or {})


class _Lists(TorchFunctionMode):
    """Takes numbers to the card and back, for which torch asks no tensor of this kind."""

    def __torch_function__(self, make: Any, _types: Any, args: Any = (), kwargs: Any = None):
        kwargs = kwargs or {}
        if make is torch.tensor and kwargs.get("device") == CARD:
            return to_card(make(*args, **{**kwargs, "device": None}))
        place = args[0] if args else None
        if (
            make is Tensor.__setitem__
            and isinstance(place, OnCard)
            and not isinstance(args[2], Tensor)
        ):
            _, index, value = args
            place.held[_changed(_held, index)] = value
            return None
        if make is torch.as_tensor and isinstance(place, OnCard):
            return place.to(**kwargs)
        if make is Tensor.tolist and isinstance(place, OnCard):
            return place.held.tolist()
        return make(*args, **kwargs)


@contextmanager
def card() -> Iterator[None]:
    """While it is there, what is made on `CARD` is a tensor of it."""
    with _grad_mode_for_inference_mode(), _Lists(), _Card():
        yield


@contextmanager
def _grad_mode_for_inference_mode() -> Iterator[None]:
    """Let inference mode only keep no gradients: tensors of this kind cannot be made in it."""
    kind = torch.inference_mode
    before = kind.__enter__, kind.__exit__

    def enter(self: Any) -> None:
        self.was_enabled = torch.is_grad_enabled()
        if self.mode:
            torch.set_grad_enabled(False)

    def leave(self: Any, *_: object) -> None:
        torch.set_grad_enabled(self.was_enabled)

    kind.__enter__, kind.__exit__ = enter, leave
    try:
        yield
    finally:
        kind.__enter__, kind.__exit__ = before


def to_card(held: Tensor) -> OnCard:
    """Return a tensor of the card with these numbers."""
    made = Tensor._make_wrapper_subclass(
        OnCard,
        held.size(),
        strides=held.stride(),
        storage_offset=held.storage_offset(),
        dtype=held.dtype,
        device=CARD,
    )
    made.held = held
    return made


def _held(one: Any) -> Any:
    return one.held if isinstance(one, OnCard) else one


def _leaves(values: Any) -> Iterator[Any]:
    """Go through all that stands in tuples and lists, for which torch's own way takes long."""
    for one in values:
        if isinstance(one, tuple | list):
            yield from _leaves(one)
        else:
            yield one


def _changed(change: Callable[[Any], Any], value: Any) -> Any:
    """Return the same tuples and lists of what `change` makes of what stands in them."""
    if type(value) in (tuple, list):
        return type(value)([_changed(change, one) for one in value])
    return change(value)


def computed(operation: Any, args: Any, kwargs: dict[str, Any]) -> Any:
    """Compute on the CPU; the result is on the card if what is given, or asked for, is."""
    given = [*_leaves(args), *_leaves(kwargs.values())]
    on_card = [one for one in given if isinstance(one, OnCard)]
    wanted = kwargs.get("device")
    name = operation.overloadpacket.__name__
    goes_elsewhere = name in {"_to_copy", "copy_"}
    if on_card and not goes_elsewhere:
        met = [args[0], *args[2:]] if name in _INDEXING else given
        strangers = [one for one in met if isinstance(one, Tensor) and not isinstance(one, OnCard)]
        if any(one.dim() for one in strangers):
            raise RuntimeError(f"{name}: a tensor of the CPU meets one of the card: device")
    if wanted is not None and torch.device(wanted) == CARD:
        kwargs = {**kwargs, "device": torch.device("cpu")}
    kwargs = {name: _changed(_held, one) for name, one in kwargs.items()}
    result = operation(*_changed(_held, args), **kwargs)
    stays = bool(on_card) if wanted is None else torch.device(wanted) == CARD
    if not stays:
        return result
    by_id = {id(one.held): one for one in on_card}  # what is changed in place stays the same

    def on_the_card(one: Any) -> Any:
        if not isinstance(one, Tensor):
            return one
        return by_id[id(one)] if id(one) in by_id else to_card(one)

    return _changed(on_the_card, result)
