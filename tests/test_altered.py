"""One byte changed anywhere between the signer and the loudspeaker: silence there, and the server is told.

Six communes, a cluster each; in five of them somebody has changed one byte of what lies on the server.
"""

from pathlib import Path

import msgspec
import pytest
from loa.dispatch.models import DayPlan
from loa.dispatch.queries import in_force
from loa.fleet.models import Health
from loa.keys.models import SignedHead, TrustBundle
from loa.newsroom.models import Approval
from loa.testing import people
from loa_protocol.encoding import decode, encode, from_text, to_text
from loa_protocol.messages import Purpose, TrustFile
from loa_protocol.refusals import Code

from tests import listening
from tests.whole import (
    Staff,
    Whole,
    a_minute_ahead,
    airing,
    approved,
    moment,
    new_cluster,
    open_house,
    sounded_on_the_second,
    staff,
)

WRONG = {
    "head": Code.ALTERED,
    "body": Code.ALTERED,
    "day": Code.ALTERED,
    "sound": Code.ALTERED,
    "delegation": Code.UNKNOWN_KEY,
}

ALONE = ("head", "body", "day", "sound")
"""These belong to one commune; a delegation is every commune's."""


def flipped(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


def spoil_object(whole: Whole, name: str) -> str:
    path: Path = whole.home / "objects" / name[:2] / name
    path.write_bytes(flipped(path.read_bytes()))
    return name


def spoil(whole: Whole, what: str, found: Staff, approval: Approval) -> str:
    """Change one byte of it on the server; the hash under which a device must report it, "" for any."""
    if what == "head":
        row = SignedHead.objects.filter(unit=found.unit, kind="plan").latest("sequence")
        SignedHead.objects.filter(pk=row.pk).update(head=flipped(bytes(row.head)))
        return ""
    (plan,) = in_force(found.unit.pk)
    names = {
        "body": lambda: plan.head.names,
        "day": lambda: DayPlan.objects.exclude(items=[]).get(unit=found.unit).sha256,
        "sound": lambda: approval.media_sha256,
    }
    return spoil_object(whole, names[what]())


def spoil_delegation() -> None:
    """One byte of root's word that the planner's key may plan."""
    bundle = TrustBundle.objects.latest("sequence")
    file = decode(bytes(bundle.file), TrustFile)
    delegations = tuple(
        to_text(flipped(from_text(each))) if for_plans(each) else each for each in file.delegations
    )
    assert delegations != file.delegations
    spoilt = msgspec.structs.replace(file, delegations=delegations)
    TrustBundle.objects.filter(pk=bundle.pk).update(file=encode(spoilt))


def for_plans(delegation: str) -> bool:
    return f'"purpose":"{Purpose.PLAN.value}"'.encode() in from_text(delegation)


def reported(whole: Whole, what: str, code: Code, sha256: str) -> None:
    """The server has it from the cluster itself, by code and by the hash of what it turned away."""
    refused = Health.objects.filter(device=whole.devices[what], refused_at__isnull=False)
    row = whole.until(lambda: refused.first())
    assert (what, row.refused_code) == (what, code)
    assert row.refused_sha256 == sha256 or not sha256


@pytest.fixture
def communes(whole: Whole) -> dict[str, Staff]:
    """A commune for each thing that is changed, and one where nothing is."""
    first = open_house(whole, agents=())
    made = {"nothing": first}
    for number, what in enumerate(WRONG):
        unit = people.unit(f"Xã Thử {number}", f"{16200 + number}", first.unit.parent)
        made[what] = staff(unit, first.operator, str(number))
    return made


def test_one_byte_is_silence_and_a_report(whole: Whole, communes: dict[str, Staff]) -> None:
    codes = {what: new_cluster(whole, found, what) for what, found in communes.items()}
    at = a_minute_ahead(300)
    start = moment(at)
    approvals = {
        what: approved(whole, found, f"Đây là bản tin của {found.unit.name}.", at)
        for what, found in communes.items()
    }
    for what in ("nothing", *ALONE):
        whole.claim(what, codes[what])
    signed = lambda: all(plan.up_to_date for each in communes.values() for plan in in_force(each.unit.pk))  # noqa: E731
    whole.until(signed)
    # A new day in Vietnam would lay a new plan over the changed one.
    whole.end("worker")

    named = {what: spoil(whole, what, communes[what], approvals[what]) for what in ALONE}
    spoil_delegation()
    whole.claim("delegation", codes["delegation"])
    whole.switch_on()
    whole.driven(start - 60_000)
    for what, code in WRONG.items():
        reported(whole, what, code, named.get(what, ""))
    control = approvals["nothing"]
    whole.until(lambda: airing(communes["nothing"], control.bulletin_id).tally.received == 1)
    whole.driven(start + 2 * listening.HOUR_MS)
    data = (whole.home / "media" / control.media_sha256[:2] / control.media_sha256).read_bytes()
    sounded_on_the_second(whole, "nothing", listening.decoded(data), start)
    for what in WRONG:
        assert not list(whole.sound_folder(what).glob("*.wav")), what
