"""The bridge's log under whatever devices send: lines, not pages, and no line that a device wrote."""

import io
import logging

import pytest
from loa_protocol.topics import Up

from loa.bridge.log_lines import LONGEST, LogHandler, of
from loa.bridge.tests.test_bridge import enrolled, run


class Log:
    """A logger of its own behind the bridge's handler, on a clock that is moved by hand."""

    def __init__(self):
        self.now = 1000.0
        self.stream = io.StringIO()
        self.log = logging.Logger("loa.bridge")
        self.log.addHandler(LogHandler(self.stream, lambda: self.now))

    @property
    def lines(self):
        return self.stream.getvalue().split("\n")[:-1]


@pytest.fixture
def out():
    return Log()


def test_what_a_device_gets_wrong_is_one_line_a_minute_with_how_many_were_left_out(out):
    for _ in range(2000):
        out.log.warning("have of %s: bad", "one", extra=of("one"))
    out.log.warning("have of %s: bad", "other", extra=of("other"))
    assert len(out.lines) == 2
    out.now += 61
    out.log.info("something else")
    out.log.warning("have of %s: bad", "one", extra=of("one"))
    assert [line.split("loa.bridge ")[1] for line in out.lines[2:]] == [
        "of one: 1999 more lines in a minute were left out",
        "something else",
        "have of one: bad",
    ]


def test_what_is_about_no_device_is_said_each_time(out):
    for _ in range(3):
        out.log.warning("the database is away")
    assert len(out.lines) == 3


def test_a_message_forges_no_line_and_says_nothing_to_a_terminal(out):
    forged = "name\n2026-11-29 08:00:00 INFO loa.bridge all is well\r\x1b[2J\u2028\x85\u202e" + "\n" * 3000
    out.log.warning("have of %s: %s", "one", forged)
    (line,) = out.lines
    assert line.isprintable()
    assert "name\\n2026-11-29" in line
    assert len(line) < LONGEST + 50


def test_a_traceback_is_one_line_too_and_vietnamese_stays_as_it_is(out):
    try:
        raise ValueError("giả\ndòng")
    except ValueError:
        out.log.exception("cụm loa Hải Bình")
    (line,) = out.lines
    assert "cụm loa Hải Bình\\nTraceback" in line
    assert "giả\\ndòng" in line


def test_a_box_that_sends_rubbish_fills_no_log(house):
    _places, _operator, (box,) = enrolled(house, 1)
    house.start("bridge")
    rubbish = b'{"v":1,"' + b"\\n" * 300 + b'\\u001b[2J":1}'

    async def steps():
        await box.insist(house.broker.mqtt)
        for _ in range(100):
            box.say(Up.HAVE, rubbish)
            box.say(Up.RECORDS, b"LOA\x01" + rubbish)
        await box.answer()

    run(house, steps())
    lines = (house.home / "bridge.log").read_text().split("\n")[:-1]
    assert all(line.isprintable() and line.strip() for line in lines)
    assert len([line for line in lines if box.id in line and "kept out" not in line]) == 1
