"""Whatever is not signed by someone entitled to it, for this place, now, in order: silence and a report."""

import contextlib
import sqlite3
import subprocess
import sys

import msgspec
import pytest
from agent_rig.sounds import Sound
from agent_rig.town import EIGHT, FIVE_PM, Town, item
from loa_protocol import timing
from loa_protocol.encoding import from_text, to_text
from loa_protocol.messages import Purpose, Tone
from loa_protocol.messages.act import ActKind
from loa_protocol.refusals import Code
from loa_protocol.testing import world

MINUTE = 60_000


def flipped(data: bytes, place: int) -> bytes:
    out = bytearray(data)
    out[place] ^= 0x01
    return bytes(out)


def refusals(town: Town) -> list[str]:
    town.stop()
    return [record.code for record in town.records() if record.kind.value == "refused"]


def ready(town: Town) -> None:
    town.start().to(EIGHT)
    town.give_door()


def silent_through_five(town: Town) -> None:
    town.to(FIVE_PM + 2 * MINUTE)
    assert not list(town.out.glob("*.wav"))


def test_one_altered_byte_anywhere_in_the_head(town: Town, fees: Sound) -> None:
    town.offer(fees)
    ready(town)
    head = town.publish(item(FIVE_PM, fees))
    places = [0, 3, 5, 12, 20, 40, 44, 60, len(head) // 2, len(head) - 64, len(head) - 1]
    for place in places:
        assert town.give(flipped(head, place))["plan_seq"] == 0
    silent_through_five(town)
    found = refusals(town)
    assert len(found) == len(places)
    assert set(found) <= {Code.ALTERED, Code.MALFORMED, Code.UNKNOWN_KEY, Code.WRONG_PURPOSE, Code.UNSIGNED}


@pytest.mark.parametrize("what", ["body", "day", "media"])
def test_one_altered_byte_in_what_the_head_names(town: Town, fees: Sound, what: str) -> None:
    town.offer(fees)
    ready(town)
    head = town.publish(item(FIVE_PM, fees))
    objects = town.server.objects
    body = next(name for name, data in objects.items() if b'"days":[{' in data)
    day = next(name for name, data in objects.items() if b'"items":[{' in data)
    name = {"body": body, "day": day, "media": fees.sha256}[what]
    objects[name] = flipped(objects[name], len(objects[name]) // 2)
    town.give(head)
    silent_through_five(town)
    assert refusals(town) == [Code.ALTERED]
    if what == "media":
        assert town.told() == [("missed", "missing", 0)]


def test_media_altered_on_the_disk_is_not_played_and_fetched_again(town: Town, fees: Sound) -> None:
    town.offer(fees)
    ready(town)
    later = item(FIVE_PM + 20 * MINUTE, fees, name="toi")
    town.give(town.publish(item(FIVE_PM, fees), later))
    town.to(FIVE_PM - 30 * MINUTE)
    path = town.state / "objects" / fees.sha256[:2] / fees.sha256
    path.write_bytes(flipped(path.read_bytes(), 3000))
    town.to(FIVE_PM + 30 * MINUTE)
    assert refusals(town) == [Code.ALTERED]
    assert town.told() == [("missed", "altered", 0), ("started", "", 0), ("completed", "", fees.duration_ms)]


def test_an_altered_delegation_silences_the_plan_that_hung_on_it(town: Town, fees: Sound) -> None:
    town.offer(fees)
    ready(town)
    town.give(town.publish(item(FIVE_PM, fees)))
    town.to(EIGHT + MINUTE)
    file = town.province.file(seq=2)
    own = to_text(town.province.delegations[Purpose.PLAN])
    spoilt = to_text(flipped(from_text(own), 100))
    delegations = tuple(spoilt if text == own else text for text in file.delegations)
    town.give(msgspec.structs.replace(file, delegations=delegations))
    silent_through_five(town)
    assert Code.UNKNOWN_KEY in refusals(town)


def test_an_altered_bundle_is_refused_and_the_old_one_holds(town: Town, fees: Sound) -> None:
    town.offer(fees)
    ready(town)
    file = town.province.file(seq=2)
    for place in (10, 100, -70, -1):
        spoilt = to_text(flipped(from_text(file.list), place))
        town.give(msgspec.structs.replace(file, list=spoilt))
    town.give(town.publish(item(FIVE_PM, fees)))
    town.to(FIVE_PM + MINUTE)
    assert len(refusals(town)) == 4
    assert [kind for kind, _, _ in town.told()] == ["started", "completed"]


def test_a_bundle_altered_on_the_disk_is_silence(town: Town, fees: Sound) -> None:
    town.offer(fees)
    ready(town)
    town.give(town.publish(item(FIVE_PM, fees)))
    town.to(EIGHT + MINUTE)
    town.kill()
    with contextlib.closing(sqlite3.connect(town.state / "agent.sqlite")) as db, db:
        (kept,) = db.execute("select value from kept where name = 'trust'").fetchone()
        place = bytes(kept).index(b'"list":"') + 150
        db.execute("update kept set value = ? where name = 'trust'", (flipped(bytes(kept), place),))
    town.start()
    silent_through_five(town)
    assert any(fault.startswith("trust") for fault in town.ask()["faults"])
    assert Code.NO_TRUST in refusals(town)


def test_old_expired_foreign_and_misused_heads(town: Town, fees: Sound) -> None:
    town.offer(fees)
    ready(town)
    seal, publish = town.province.seal, town.publish
    old = publish(item(FIVE_PM, fees))
    empty = publish()
    town.give(empty)
    town.to(EIGHT + MINUTE)
    wrong = {
        Code.REPLAYED: old,
        Code.EXPIRED: publish(valid_from=EIGHT - timing.DAY, valid_to=EIGHT - 1),
        Code.NOT_YET_VALID: publish(valid_from=EIGHT + timing.DAY, valid_to=EIGHT + 2 * timing.DAY),
        Code.WRONG_PLAN: publish(plan_id="16012.35"),
        Code.WRONG_PURPOSE: seal(world.plan(seq=town.seq + 9), Purpose.ACT),
        Code.WRONG_PLACE: seal(world.act(target=world.Target(world.TargetKind.UNIT, "99999"))),
        Code.TOO_LATE: seal(
            world.act(ActKind.TONE, does=Tone(1000), at=EIGHT - MINUTE, latest_start_ms=EIGHT - 1)
        ),
    }
    for head in wrong.values():
        assert town.give(head)["plan_seq"] == EIGHT + 2
    silent_through_five(town)
    assert town.ask()["plan_seq"] == EIGHT + 2
    assert not town.ask()["silenced"]
    assert refusals(town) == list(wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        {"start": timing.at_minute(world.date(2026, 11, 24), 180)},
        {"volume": 95},
        {"priority": world.Priority.EMERGENCY},
    ],
    ids=["hours", "volume", "class"],
)
def test_beyond_the_envelope(town: Town, fees: Sound, wrong: dict) -> None:
    town.offer(fees)
    ready(town)
    wrong = dict(wrong)
    start = wrong.pop("start", FIVE_PM)
    town.give(town.publish(item(start, fees, **wrong)))
    town.to(start + 2 * MINUTE)
    assert not list(town.out.glob("*.wav"))
    assert refusals(town) == [Code.BEYOND_ENVELOPE]


def test_a_stolen_box_is_silent_and_stays_so(town: Town, fees: Sound) -> None:
    town.offer(fees)
    ready(town)
    town.give(town.publish(item(FIVE_PM, fees)))
    key = town.command("key").stdout.split()[0]
    disabled = world.assignment(public_key=key, seq=2, state=world.AssignmentState.DISABLED)
    town.give(town.province.seal(disabled))
    town.to(EIGHT + MINUTE)
    town.kill()
    town.start()
    silent_through_five(town)
    town.stop()
    assert town.told() == []
    assert Code.DISABLED in refusals(town)


def test_another_root_is_not_pinned_and_a_pinned_one_not_left(town: Town) -> None:
    again = town.claim(root_sha256="0" * 64)
    assert again.returncode == 1
    assert "root" in again.stderr
    other = Town(town.folder)
    other.province.root = world.key("another root")
    other.province.__dict__["statement"] = world.issuing.root_statement(
        other.province.root,
        other.province.next_root.public_key,
        seq=1,
        top=world.TOP,
        demo=True,
        made_at=EIGHT,
    )
    refused = other.claim()
    other.close()
    assert refused.returncode == 1
    assert "another root" in refused.stderr


def test_the_key_is_ours_alone(town: Town) -> None:
    path = town.state / "device.key"
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o644)
    assert "chmod 600" in town.command("key", check=False).stderr


def test_the_command_itself_claims_and_answers(town: Town) -> None:
    """As an installer calls it: a program of its own, the code on standard input, status from outside."""
    line = [sys.executable, "-m", "loa_agent", "--config", str(town.config)]
    no_agent = subprocess.run([*line, "status"], capture_output=True, text=True, check=False)
    assert (no_agent.returncode, "no agent answers" in no_agent.stderr) == (1, True)
    bad = subprocess.run([*line, "claim", "-"], input="LOA1-x", capture_output=True, text=True, check=False)
    assert (bad.returncode, "no claim code" in bad.stderr) == (1, True)
    town.start()
    status = subprocess.run([*line, "status"], capture_output=True, text=True, check=True)
    assert f'"device":"{world.DEVICE}"' in status.stdout


@pytest.mark.parametrize("retry_after", ["1", "0", "soon"])
def test_a_server_whose_signer_is_not_there_yet_is_asked_again(town: Town, retry_after: str) -> None:
    town.server.not_yet, town.server.retry_after = 1, retry_after
    assert town.claim(seq=1).returncode == 0
    assert town.server.not_yet == 0


def test_a_server_whose_signer_rests_for_long_is_not_asked_again_by_itself(town: Town) -> None:
    town.server.not_yet, town.server.retry_after = 2, "3600"
    refused = town.claim(seq=1)
    assert (refused.returncode, "try again in a minute" in refused.stderr) == (1, True)
    assert town.server.not_yet == 1
