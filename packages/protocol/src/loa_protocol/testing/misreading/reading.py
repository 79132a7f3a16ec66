"""A wrong reading of PROTOCOL.md, which can be put into the library for the time of a `with` block."""

import inspect
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import CodeType, FunctionType
from typing import Any

import msgspec

from loa_protocol import encoding, signing, timing
from loa_protocol.rule import hours


@dataclass(frozen=True, slots=True)
class Misreading:
    """An implementer's mistake: in the source of one function the text `right` is replaced by `wrong`. `says`
    describes the mistake."""

    says: str
    function: Callable[..., Any] | property
    right: str
    wrong: str

    @contextmanager
    def read(self) -> Iterator[None]:
        """Makes every caller run the changed function. Raises ValueError if nothing would change, or if
        `right` does not occur exactly once."""
        function = _bare(self.function)
        # The code object is exchanged, not the name, because other modules have imported the function.
        right = function.__code__
        function.__code__ = _compiled(function, self.right, self.wrong)
        forget()
        try:
            yield
        finally:
            function.__code__ = right
            forget()


@dataclass(frozen=True, slots=True)
class LooseField:
    """A mistake in one field of a message: it accepts values of another type."""

    says: str
    kind: type[msgspec.Struct]
    field: str
    type: Any

    @contextmanager
    def read(self) -> Iterator[None]:
        """Makes the library decode messages of this kind with another type for the field. Raises ValueError
        if there is no such field."""
        if self.field not in self.kind.__struct_fields__:
            raise ValueError(f"{self.says}: no field {self.field}")
        made = msgspec.defstruct(
            self.kind.__name__,
            [(self.field, self.type)],
            bases=(self.kind,),
            frozen=True,
            forbid_unknown_fields=True,
            kw_only=True,
        )
        encoding._DECODERS[self.kind] = msgspec.json.Decoder(made)
        try:
            yield
        finally:
            del encoding._DECODERS[self.kind]


Reading = Misreading | LooseField


def forget() -> None:
    """Clears every cache of the library: verified signatures, decoders, sessions and times."""
    signing._PROVEN.clear()
    encoding._DECODERS.clear()
    for cached in (hours.sessions, hours.windows, hours.in_ms, timing.day_bounds, timing.at_minute):
        cached.cache_clear()


def _bare(function: Callable[..., Any] | property) -> FunctionType:
    inner: Any = function.fget if isinstance(function, property) else getattr(function, "__func__", function)
    found = inspect.unwrap(inner)
    if not isinstance(found, FunctionType):
        raise TypeError(f"{function!r} is no function of Python")
    return found


def _compiled(function: FunctionType, right: str, wrong: str) -> CodeType:
    source = textwrap.dedent(inspect.getsource(function))
    source = source[source.index("def ") :]
    if source.count(right) != 1 or right == wrong:
        raise ValueError(f"{source.count(right)} times {right!r} in {function.__qualname__}")
    whole = compile(source.replace(right, wrong), function.__code__.co_filename, "exec")
    return next(part for part in whole.co_consts if isinstance(part, CodeType))
