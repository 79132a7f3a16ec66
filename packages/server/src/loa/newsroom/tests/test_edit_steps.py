import itertools

from hypothesis import given
from hypothesis import strategies as st

from loa.newsroom import edit_steps
from loa.newsroom.edit_steps import GONE, MOST_CHANGED, NEW, SAME, steps

WORDS = st.lists(st.sampled_from(["a", "b", "c", "d", "e"]), max_size=40)


def joined(found, *kinds):
    return [word for kind, words in found for word in words if kind in kinds]


def shortest(old, new):
    """How many words change at least, worked out the long way (Wagner and Fischer, 1974)."""
    row = list(range(len(new) + 1))
    for x, word in enumerate(old, 1):
        before, row = row, [x]
        for y, other in enumerate(new, 1):
            row.append(before[y - 1] if word == other else 1 + min(before[y], row[y - 1]))
    return row[-1]


@given(WORDS, WORDS)
def test_they_rebuild_both_texts_and_change_as_few_words_as_may_be(old, new):
    found = steps(old, new)
    assert joined(found, SAME, GONE) == old
    assert joined(found, SAME, NEW) == new
    assert len(joined(found, GONE, NEW)) == shortest(old, new)


@given(WORDS, WORDS)
def test_runs_are_whole_and_what_is_gone_comes_before_what_is_new(old, new):
    kinds = [kind for kind, _words in steps(old, new)]
    assert all(words for _kind, words in steps(old, new))
    assert all(
        pair not in ((SAME, SAME), (GONE, GONE), (NEW, NEW), (NEW, GONE))
        for pair in itertools.pairwise(kinds)
    )


def test_a_word_that_changes():
    assert steps(["họp", "lúc", "7", "giờ"], ["họp", "lúc", "8", "giờ"]) == [
        (SAME, ["họp", "lúc"]),
        (GONE, ["7"]),
        (NEW, ["8"]),
        (SAME, ["giờ"]),
    ]


def test_beyond_the_bound_the_middle_is_written_anew(monkeypatch):
    monkeypatch.setattr(edit_steps, "MOST_CHANGED", 3)
    assert steps(["a", "b", "c", "d", "z"], ["a", "e", "c", "f", "z"]) == [
        (SAME, ["a"]),
        (GONE, ["b", "c", "d"]),
        (NEW, ["e", "c", "f"]),
        (SAME, ["z"]),
    ]


def test_texts_of_one_letter_take_no_more_steps_than_the_bound_allows(monkeypatch):
    """`difflib` took minutes for such a pair; counted here, not timed."""
    asked = 0
    real = edit_steps._after_change

    def counted(*given):
        nonlocal asked
        asked += 1
        return real(*given)

    monkeypatch.setattr(edit_steps, "_after_change", counted)
    old, new = ["u", "v"] * 2500, ["v", "v", "u"] * 1666
    found = steps(old, new)
    assert joined(found, SAME, GONE) == old
    assert asked <= (MOST_CHANGED + 2) * (MOST_CHANGED + 2)
