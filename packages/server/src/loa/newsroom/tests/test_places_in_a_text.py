"""A passage that was marked in a text is found again, however it was copied."""

from hypothesis import given
from hypothesis import strategies as st

from loa.newsroom import rules


@given(st.lists(st.sampled_from(["lúc", "giờ", "7h30", "a.b", "(x)"]), min_size=1, max_size=12), st.data())
def test_what_was_marked_is_found_again(text_words, data):
    gaps = [data.draw(st.sampled_from([" ", "\n", "  ", "\n\n"])) for _ in text_words]
    text = "".join(word + gap for word, gap in zip(text_words, gaps, strict=True))
    first = data.draw(st.integers(0, len(text_words) - 1))
    marked = text_words[first : data.draw(st.integers(first + 1, len(text_words)))]
    found = rules.place_in(text, " ".join(marked))
    assert found is not None
    assert text[slice(*found)].split() == marked
    assert rules.places_before(text, " ".join(marked), found[0]) == 0


def test_the_second_of_two_like_places_is_meant_by_its_number():
    text = "Tiêm lúc 7h30. Hết lúc 7h30."
    assert [rules.place_in(text, "lúc  7h30", nth) for nth in (0, 1, 9)] == [(5, 13), (19, 27), (19, 27)]
    assert rules.places_before(text, "lúc 7h30", 19) == 1


def test_words_that_are_not_there_have_no_place():
    assert rules.place_in("Tiêm lúc 7h30.", "lúc 8h") is None
    assert rules.place_in("Tiêm lúc 7h30.", " \n ") is None
