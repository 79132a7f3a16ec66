"""The errors that an action may raise. The middleware turns each into a page or an answer with its status."""

from collections.abc import Sequence
from typing import Any

from django.utils.functional import Promise

Text = str | Promise


class LoaError(Exception):
    """An error that a person can act on: a translated sentence, and the form field it is about."""

    status = 400

    def __init__(self, message: Text, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field

    def __str__(self) -> str:
        return str(self.message)


class Forbidden(LoaError):
    """This person may not do it, or not at this unit."""

    status = 403


class NoRole(Forbidden):
    """This person holds no role that may do it there: somebody who gives roles can change that."""


class NotFound(LoaError):
    """No such thing exists among what this person may see."""

    status = 404


class Conflict(LoaError):
    """The action conflicts with existing data. `offers` are alternatives, in the form of the app that raises
    it."""

    status = 409

    def __init__(self, message: Text, field: str | None = None, offers: Sequence[Any] = ()) -> None:
        super().__init__(message, field)
        self.offers = list(offers)


class Invalid(LoaError):
    """The input violates a rule. `lines` holds one sentence for each faulty line of a file."""

    status = 422

    def __init__(self, message: Text, field: str | None = None, lines: Sequence[Text] = ()) -> None:
        super().__init__(message, field)
        self.lines = list(lines)


class Unavailable(LoaError):
    """A service that the action needs does not answer now; the same action may work later."""

    status = 503
