"""The rule in words."""

from loa_protocol.messages.plan import Window

from loa.airtime import sentences


def test_a_night_is_said_as_one():
    night = [Window(0, 300), Window(690, 810), Window(1260, 1440)]
    assert sentences.spans(night) == "11:30–13:30, 21:00–05:00"
    assert sentences.spans([Window(0, 1440)]) == "00:00–24:00"
    assert sentences.spans([Window(0, 300)]) == "00:00–05:00"
    assert sentences.spans([]) == ""
