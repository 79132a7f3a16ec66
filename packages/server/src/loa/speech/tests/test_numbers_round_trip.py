"""Numbers in words, heard back by a checker that knows nothing of how they were made."""

from hypothesis import given
from hypothesis import strategies as st

from loa.speech.reader import numbers

UNITS = {word: n for n, word in enumerate("không một hai ba bốn năm sáu bảy tám chín".split())}  # noqa: SIM905
UNITS |= {"mốt": 1, "tư": 4, "lăm": 5}


def heard(words: str) -> int:
    """The number that a listener understands: a running group, multiplied and put away at each scale word."""
    total = group = last = 0
    for word in words.split():
        if word in UNITS:
            last = UNITS[word]
            group += last
        elif word == "mười":
            group += 10
        elif word == "mươi":
            group += last * 9
        elif word == "trăm":
            group += last * 99
        elif word == "linh":
            continue
        elif word == "nghìn":
            total, group = total + group * 1000, 0
        elif word == "triệu":
            total, group = total + group * 1_000_000, 0
        elif word == "tỷ":
            total, group = (total + group) * 1_000_000_000, 0
        else:
            raise AssertionError(word)
    return total + group


@given(st.one_of(st.integers(0, 10_000), st.integers(0, 10**9), st.integers(0, 10**15 - 1)))
def test_what_is_said_is_heard(n: int) -> None:
    assert heard(numbers.cardinal(n)) == n
    assert heard(numbers.amount(f"{n:,}".replace(",", "."))) == n


@given(st.integers(0, 10**9), st.text("0123456789", min_size=1, max_size=6))
def test_decimals_keep_every_digit(whole: int, part: str) -> None:
    head, _, tail = numbers.amount(f"{whole},{part}").partition(" phẩy ")
    assert heard(head) == whole
    assert [UNITS[word] for word in tail.split()] == [int(c) for c in part]


@given(st.text("0123456789", min_size=1, max_size=40))
def test_digits_are_said_one_by_one(text: str) -> None:
    assert [UNITS[word] for word in numbers.digits(text).split()] == [int(c) for c in text]


def test_northern_forms() -> None:
    said = {
        4: "bốn", 14: "mười bốn", 15: "mười lăm", 21: "hai mươi mốt", 24: "hai mươi tư", 55: "năm mươi lăm",
        101: "một trăm linh một", 104: "một trăm linh bốn", 1005: "một nghìn không trăm linh năm",
        2026: "hai nghìn không trăm hai mươi sáu", 1_000_001: "một triệu không trăm linh một",
        10**9 + 5: "một tỷ không trăm linh năm",
    }  # fmt: skip
    assert {n: numbers.cardinal(n) for n in said} == said


def test_roman_numbers_have_one_form() -> None:
    assert [numbers.roman(r) for r in ("I", "IV", "IX", "XIV", "XXI", "XL", "MCMXLV")] == [
        1,
        4,
        9,
        14,
        21,
        40,
        1945,
    ]
    assert [numbers.roman(r) for r in ("", "IIII", "VX", "IC", "ABC")] == [0, 0, 0, 0, 0]
