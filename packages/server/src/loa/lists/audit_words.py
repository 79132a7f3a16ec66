"""The sentences for what lists' actions record (see loa.audit.sentences)."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from loa.audit.named_things import NamedThing
from loa.lists.listing import REGISTERED
from loa.lists.questions import Place


def exported(detail: Mapping[str, Any]) -> str:
    """Returns the sentence for an export, with its filters."""
    words = _("đã tải danh sách “%(subject)s” ra tệp %(form)s, %(rows)s dòng")
    asked = "; ".join(_asked(detail["list"], detail["filters"]))
    # Doubled percent signs, since the sentence is a format string.
    return words + (_(", lọc: ") + asked.replace("%", "%%") if asked else "")


def _asked(key: str, filters: Mapping[str, str]) -> Iterator[str]:
    """Yields the filters in words. The place is left out, since the record shows its unit anyway. A filter
    that the list no longer has is given as it was recorded."""
    known = REGISTERED[key].Filters.named() if key in REGISTERED else {}
    for name, value in filters.items():
        question = known.get(name)
        if question is None:
            yield f"{name}={value}"
        elif not isinstance(question, Place):
            yield question.of_record(value)


def lists(keys: Collection[str]) -> dict[str, NamedThing]:
    """Returns lists by key, with their present titles."""
    found = {key: REGISTERED[key].about for key in keys if key in REGISTERED}
    return {
        key: NamedThing(str(about.title), reverse(about.home or about.route)) for key, about in found.items()
    }


WORDS = {"lists.exported": exported}
SAID = {"form": lambda form: str(form).upper()}
NAMES = {"lists.list": lists}
