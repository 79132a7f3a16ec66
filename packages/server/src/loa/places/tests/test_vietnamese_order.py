"""Our sort key against the browser's own `Intl.Collator('vi')`."""

import random
import unicodedata

import pytest

from loa.places import lists
from loa.places.management.commands.load_units import default_folder
from loa.places.models import Hamlet
from loa.places.names import search_text, sort_key
from loa.places.ordering import in_letters
from loa.testing import people
from loa.testing.browser import OpenPage

SEED = 20261123


def real_names() -> list[str]:
    province = lists.thanh_hoa(default_folder())
    return sorted(
        {line.name for line in (*province.units, *province.units_before, *province.districts_before)}
    )


def made_up_names(count: int) -> list[str]:
    rng = random.Random(SEED)
    syllables = [
        "Đa",
        "Da",
        "Dá",
        "Dà",
        "Dã",
        "Dả",
        "Dạ",
        "Đá",
        "đa",
        "An",
        "Ân",
        "Ăn",
        "Ấn",
        "Ẩn",
        "Ô",
        "O",
        "Ơ",
        "Ố",
        "Ớ",
        "Thôn",
        "Thơn",
        "Tho",
        "U",
        "Ư",
        "Ứ",
        "Ê",
        "E",
        "Ế",
        "Y",
        "Ỷ",
        "Quí",
        "Quý",
        "1",
        "2",
        "10",
    ]
    return [" ".join(rng.choices(syllables, k=rng.randint(1, 3))) for _ in range(count)]


@pytest.mark.browser
def test_names_sort_as_the_browser_sorts_them(open_page: OpenPage):
    names = sorted(set(real_names() + made_up_names(1500)))
    random.Random(SEED).shuffle(names)
    page = open_page()
    assert page.evaluate("Intl.Collator.supportedLocalesOf(['vi'])") == ["vi"]
    theirs = page.evaluate("names => [...names].sort(new Intl.Collator('vi').compare)", names)
    ours = sorted(names, key=sort_key)
    differing = [(mine, other) for mine, other in zip(ours, theirs, strict=True) if mine != other]
    assert not differing, f"seed {SEED}: {differing[:10]}"


@pytest.mark.django_db
def test_the_database_orders_texts_as_their_keys_do():
    """For a text that is kept without a key: of bulletins, the title."""
    names = sorted(
        set(real_names() + made_up_names(1500) + ["Lịch 10", "lịch 9", "=1+1", "“Ngoặc”", "a-b", "a b"])
    )
    random.Random(SEED).shuffle(names)
    province = people.unit("Tỉnh Thanh Hóa", "38", kind="province")
    Hamlet.objects.bulk_create(
        Hamlet(unit=province, name=name, kind="thon", valid_from=people.SINCE, search="", sort_key=b"")
        for name in names
    )
    rows = in_letters(Hamlet.objects.all(), "name").order_by("name_letters", "name_tones", "pk")
    theirs = [sort_key(name)[: -len(name) - 1] for name in rows.values_list("name", flat=True)]
    assert theirs == sorted(theirs)


def test_both_unicode_forms_have_one_key():
    for name in real_names():
        other = unicodedata.normalize("NFD", name)
        assert sort_key(other) == sort_key(name)
        assert search_text(other) == search_text(name)


def test_search_text_has_no_mark_left():
    assert search_text("Phường  Đông Thọ", "Xã Ngọc Lặc") == "phuong dong tho xa ngoc lac"
