"""Every code with which a box turns something away has its sentence, and no other has."""

from loa_protocol.refusals import Code

from loa.fleet.refusals import SENTENCES, sentence


def test_every_code_of_the_protocol_is_told_and_no_other():
    assert set(SENTENCES) == set(Code)


def test_what_is_not_known_is_not_guessed():
    assert sentence("disabled") == "máy đã khóa"
    assert sentence("a-code-of-tomorrow") == sentence("") == "chưa rõ"
