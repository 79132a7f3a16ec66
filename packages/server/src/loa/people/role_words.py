"""The roles of a row of a file, in words: as people type them, and as the list of people writes them."""

import re
from typing import Final, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loa.kernel.errors import Invalid
from loa.kernel.languages import in_every_language
from loa.kernel.roles import Role
from loa.kernel.spelling import ByName, means

ROLES: Final = ByName([(word, role) for role in Role for word in (str(role), *in_every_language(role.label))])
NO_ROLE: Final = gettext_lazy("chưa có")
WAITS: Final = gettext_lazy("chờ đồng ý")
_PARTING: Final = re.compile(r"[;,+](?![^()]*\))")
_ASIDE: Final = re.compile(r"(.+?)\s*\((.*)\)")


class WantedRoles(NamedTuple):
    """The roles at the place of the row, and the words for those that the list says are held elsewhere."""

    here: tuple[Role, ...]
    elsewhere: tuple[str, ...] = ()


def read(text: str) -> WantedRoles:
    """Returns the roles that a cell names: "biên tập; duyệt (chờ đồng ý); vận hành (Xã Hoằng Châu)". Raises
    Invalid for a word that is no role."""
    if any(means(text, each) for each in in_every_language(NO_ROLE)):
        return WantedRoles(())
    here: list[Role] = []
    elsewhere: list[str] = []
    for word in filter(None, map(str.strip, _PARTING.split(text))):
        aside = _ASIDE.fullmatch(word)
        role = _role(aside[1] if aside else word)
        if aside and not all(map(_is_waiting, aside[2].split(","))):
            elsewhere.append(word)
        else:
            here.append(role)
    if not here and not elsewhere:
        raise _unknown()
    return WantedRoles(tuple(dict.fromkeys(here)), tuple(elsewhere))


def _role(word: str) -> Role:
    found = set(ROLES.find(word))
    if len(found) != 1:
        raise _unknown()
    return found.pop()


def _is_waiting(word: str) -> bool:
    return any(means(word, each) for each in in_every_language(WAITS))


def _unknown() -> Invalid:
    known = ", ".join(str(role.label) for role in Role)
    return Invalid(_("vai trò chỉ nhận: %(roles)s.") % {"roles": known}, "roles")


def require_held(elsewhere: tuple[str, ...], held: list[str]) -> None:
    """Raises Invalid for a role elsewhere that is not among those held: a row gives roles at its own place
    alone."""
    for word in elsewhere:
        if not any(means(word, each) for each in held):
            said = _("“%(role)s”: vai trò ở nơi khác thì ghi thành dòng của nơi ấy.")
            raise Invalid(said % {"role": word}, "roles")
