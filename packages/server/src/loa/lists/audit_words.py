"""The room's acts in words (see loa.audit.sentences)."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from loa.audit.named_things import NamedThing
from loa.lists.listing import REGISTERED
from loa.lists.questions import Place


def exported(detail: Mapping[str, Any]) -> str:
    """The act of taking a list out, with what it was narrowed by."""
    words = _("đã tải danh sách “%(subject)s” ra tệp %(form)s, %(rows)s dòng")
    asked = "; ".join(_asked(detail["list"], detail["filters"]))
    return words + (_(", lọc: ") + asked.replace("%", "%%") if asked else "")


def _asked(key: str, filters: Mapping[str, str]) -> Iterator[str]:
    """The questions in words, but for the place, which stands beside the act; those of a list that asks
    something else by now as they are kept."""
    known = REGISTERED[key].Filters.named() if key in REGISTERED else {}
    for name, value in filters.items():
        question = known.get(name)
        if question is None:
            yield f"{name}={value}"
        elif not isinstance(question, Place):
            yield question.of_record(value)


def lists(keys: Collection[str]) -> dict[str, NamedThing]:
    """Lists by key, under the title that they have now."""
    found = {key: REGISTERED[key].about for key in keys if key in REGISTERED}
    return {
        key: NamedThing(str(about.title), reverse(about.home or about.route)) for key, about in found.items()
    }


WORDS = {"lists.exported": exported}
SAID = {"form": lambda form: str(form).upper()}
NAMES = {"lists.list": lists}
