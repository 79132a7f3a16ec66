"""Every code that the signer has is said to people: why, and what to do."""

import pytest

from loa.keys.refusals import SENTENCES, STEPS, Code, sentence, step


@pytest.mark.parametrize("said", [SENTENCES, STEPS])
def test_every_code_has_its_words(said):
    assert set(said) == set(Code)
    words = [str(each) for each in said.values()]
    assert all(each.endswith(".") for each in words)


def test_each_sentence_is_another():
    assert len({str(each) for each in SENTENCES.values()}) == len(Code)


def test_a_code_of_a_later_release_has_words_too():
    assert sentence("of-a-later-release")
    assert step("of-a-later-release")
