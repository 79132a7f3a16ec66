"""A kind of `carries` that no version has, made up here: a stream, which is no sound by its hash."""

from typing import Annotated

from loa_protocol.messages import later
from loa_protocol.messages.carried import CarriedContent, Right
from loa_protocol.messages.common import Percent, Ref
from msgspec import Meta


class Stream(CarriedContent, frozen=True, tag_field="kind", tag="stream"):
    """Whatever a studio says meanwhile, by the studio's name."""

    studio: Ref
    volume: Percent
    fallback: Annotated[tuple[Ref, ...], Meta(max_length=3)]
    right: Right

    @property
    def rights(self) -> tuple[Right, ...]:
        return (self.right,)


def known(monkeypatch) -> None:
    """From now on this build knows it, by the one line that a real one would need."""
    monkeypatch.setattr(later, "CARRIED", (*later.CARRIED, Stream))
