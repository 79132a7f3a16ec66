"""What an action may say no with. The middleware turns each into a page or an answer of its status."""

from collections.abc import Sequence
from typing import Any

from django.utils.functional import Promise

Text = str | Promise


class LoaError(Exception):
    """A refusal that a person can act on: a translated sentence, and the form field it is about."""

    status = 400

    def __init__(self, message: Text, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field

    def __str__(self) -> str:
        return str(self.message)


class Refused(LoaError):
    """Not this person, or not here."""

    status = 403


class Missing(LoaError):
    """No such thing among what this person may see."""

    status = 404


class Conflict(LoaError):
    """It clashes with what is already there; `offers` are ways out, in the announcing room's own form."""

    status = 409

    def __init__(self, message: Text, field: str | None = None, offers: Sequence[Any] = ()) -> None:
        super().__init__(message, field)
        self.offers = list(offers)


class Invalid(LoaError):
    """What was given breaks a rule; `lines` holds one sentence for each faulty line of a file."""

    status = 422

    def __init__(self, message: Text, field: str | None = None, lines: Sequence[Text] = ()) -> None:
        super().__init__(message, field)
        self.lines = list(lines)


class Unavailable(LoaError):
    """What it needs does not answer now: the same may work later."""

    status = 503
