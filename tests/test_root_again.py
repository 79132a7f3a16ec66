"""Root's two rare words reach a real box: where it stands, at the renewal; and that a time was wrong."""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from loa.fleet.models import Health
from loa.kernel import clock
from loa.kernel.roles import Role
from loa.keys import queries as keys
from loa.keys.models import Root
from loa.signer import sheet
from loa.testing import people
from loa.testing.forging import past_the_fences
from loa_agent.store import Store
from loa_protocol import timing
from loa_protocol.encoding import encode
from loa_protocol.pins import Pins
from loa_protocol.signing import SoftKey, open_head, sign
from loa_protocol.timing import to_ms

from launcher import arguments
from launcher.inside import lowering, renewal
from tests.supervised import Supervised
from tests.whole import SERVER, Staff, new_cluster, staff

FIRST = ("v", "seq", "public_key", "next_sha256", "demo", "made_at")
"""What a statement said before it named a top."""


def test_a_box_is_claimed_after_the_renewal_and_comes_back_from_a_time_far_ahead(
    supervised: Supervised, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = supervised
    whole.settings["agent1"] = {"clock": "board", "rtc": ""}
    found = a_house_of_before(whole)
    (printed,) = (whole.kept / "keys").glob("root-sheets-*.txt")
    renewal.renew(whole.world.instance.home, None, printed)
    assert "nơi đứng đầu là Tỉnh Thanh Hóa (mã 38)" in capsys.readouterr().out

    whole.claim("agent1", new_cluster(whole, found, "agent1"))
    whole.start_agent("agent1")
    whole.until(lambda: told(whole) == "signed")
    whole.end("agent1")
    far = to_ms(clock.now()) + 20 * timing.DAY
    with held(whole) as store:
        pins = store.load("pins", Pins)
        assert (pins.root_seq, pins.top) == (2, "38")
        store.put("pins", msgspec.structs.replace(pins, root_seq=1, top="79", floor=far))
    whole.start_agent("agent1")
    whole.until(lambda: told(whole) == "none")

    lower(whole, printed)
    assert "Cụm agent1" in capsys.readouterr().out.partition("Đã ký.")[0]
    whole.end("agent1")  # one that stays connected asks for the list every ten minutes
    whole.start_agent("agent1")
    whole.until(lambda: told(whole) == "signed")
    whole.end("agent1")
    with held(whole) as store:
        after = store.load("pins", Pins)
    assert after.floor < far
    assert (after.floor_seq > 0, after.root_seq, after.top) == (True, 2, "38")


def a_house_of_before(whole: Supervised) -> Staff:
    """Everything runs, under a root whose statement names no top."""
    at = people.places()
    operator = people.someone("Vũ Thị Vận", (Role.OPERATOR, at.province), home=at.province, username="van")
    whole.start(*SERVER)
    root = whole.until(keys.root)
    (printed,) = (whole.kept / "keys").glob("root-sheets-*.txt")
    key = SoftKey(sheet.read(printed.read_text("utf-8")))
    said = msgspec.json.decode(open_head(bytes(root.statement)).verify(key.public_key).payload)
    first = encode(msgspec.defstruct("First", FIRST)(*(said[name] for name in FIRST)))
    with past_the_fences():
        Root.objects.update(statement=sign("root", "root", first, key), sha256="f" * 64)
    return staff(at.own, operator)


def told(whole: Supervised) -> str:
    """Why the box trusts its clock, by its own last word."""
    return Health.objects.filter(device=whole.devices["agent1"]).values_list("clock", flat=True).first() or ""


@contextlib.contextmanager
def held(whole: Supervised) -> Iterator[Store]:
    """What the box has on its disk, while it is off."""
    with contextlib.closing(
        sqlite3.connect(whole.home / "agent1" / "state" / "agent.sqlite", isolation_level=None)
    ) as db:
        yield Store(db)


def lower(whole: Supervised, printed: Path) -> None:
    home = whole.world.instance.home
    words = ["--device", str(whole.devices["agent1"]), "--yes", "--sheet", str(printed)]
    lowering.lower(home, arguments.parser(home.base).parse_args(["keys", "lower-floor", *words]))
