"""Seeding goes through the rooms' own actions; a second run after a kill goes on where the first ended."""

import hashlib
import io
import json
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from loa_protocol.encoding import to_text
from loa_protocol.signing import SoftKey

from loa.airtime.models import BroadcastRule
from loa.config.env import env
from loa.demo import bulletins, clusters, communes, lists, people
from loa.demo.management.commands import demo_seed
from loa.demo.persons import as_person, holder
from loa.fleet.models import Device
from loa.kernel import clock
from loa.media.models import Sound
from loa.newsroom.models import Bulletin
from loa.people.models import Account, RoleGrant
from loa.places import lists as places_lists
from loa.places import loading
from loa.places.management.commands.load_units import default_folder
from loa.places.models import Hamlet, Unit
from loa.testing import boxes

pytestmark = pytest.mark.django_db


@pytest.fixture
def small():
    """The province, and of the plan the first commune alone."""
    plan = lists.plan()
    return replace(plan, communes=plan.communes[:1])


@pytest.fixture
def seeded(small, tmp_path):
    listed = places_lists.thanh_hoa(default_folder())
    province = loading.load(listed).province
    unit = Unit.objects.get(code=small.communes[0].code, valid_to=None, kind="commune")

    def seed() -> list[str]:
        passwords = people.Passwords(tmp_path / "accounts.tsv")
        both = people.administrators(small, listed, province, passwords)
        named = people.everyone(small, {unit.code: unit}, province, passwords, both)
        return [name for name, _place in named]

    return seed, unit, tmp_path / "accounts.tsv"


def test_everyone_signs_in_with_the_noted_password_and_holds_their_role(seeded):
    seed, unit, noted = seeded
    names = seed()
    lines = [line.split("\t") for line in noted.read_text("utf-8").splitlines()]
    assert len(lines) == len(names) + 2
    assert noted.stat().st_mode & 0o077 == 0
    assert len({password for _name, password, _who in lines}) == len(lines)
    for username, password, who in lines:
        account = Account.objects.get(username=username)
        assert account.check_password(password), who
    assert holder("approver", unit.pk).person.name == "Nguyễn Văn Thành"
    assert not [grant for grant in RoleGrant.objects.all() if grant.waits]


def test_whoever_acts_in_the_sample_data_has_their_own_name(editor):
    with as_person(Account.objects.get(pk=editor.account_id)) as who:
        assert who.name == "Lê Thị Mai"


def test_a_second_run_changes_no_password_and_makes_nobody_twice(seeded):
    seed, _unit, noted = seeded
    seed()
    before = noted.read_text("utf-8"), Account.objects.count(), RoleGrant.objects.count()
    seed()
    assert (noted.read_text("utf-8"), Account.objects.count(), RoleGrant.objects.count()) == before


def test_a_run_killed_between_noting_and_setting_sets_the_noted_password(seeded):
    seed, unit, noted = seeded
    seed()
    account = holder("operator", unit.pk)
    account.set_unusable_password()
    account.save()
    seed()
    told = dict(line.split("\t")[:2] for line in noted.read_text("utf-8").splitlines())
    account.refresh_from_db()
    assert account.check_password(told[account.username])


def test_hamlets_and_rules_are_made_once_by_the_communes_operator(seeded, small):
    seed, unit, _noted = seeded
    seed()
    for _run in range(2):
        hamlets = communes.settle(small.communes[0], unit)
        communes.regulate(small.communes[0], unit)
    assert [str(each).lower() for each in hamlets] == [name.lower() for name in small.communes[0].hamlets]
    assert Hamlet.objects.filter(unit=unit).count() == len(hamlets)
    assert all(each.latitude and abs(each.latitude - unit.latitude) < 0.05 for each in hamlets)
    rule = BroadcastRule.objects.get(unit=unit)
    assert "xã Hoằng Tiến" in rule.source
    assert rule.made_by == holder("operator", unit.pk).person


def read_aloud():
    """Every sound is there, as the media worker leaves its row."""
    for sound in Sound.objects.filter(state=Sound.State.WAITING):
        name = hashlib.sha256(sound.source_sha256.encode()).hexdigest()
        Sound.objects.filter(pk=sound.pk).update(
            state=Sound.State.READY, sha256=name, duration_ms=30_000, bytes=180_000
        )


def test_a_run_killed_before_the_sounds_were_read_goes_on_any_day_after(seeded, small):
    seed, unit, _noted = seeded
    commune, every = small.communes[0], lists.templates()
    seed()
    communes.settle(commune, unit)
    communes.regulate(commune, unit)
    bulletins.write(commune, unit, every)
    with clock.fixed(clock.now() + timedelta(days=60)):
        written = bulletins.write(commune, unit, every)
        read_aloud()
        list(bulletins.settle(written))
        said = {each.title: each.words(unit.name, clock.today()) for each in every}
    found = Bulletin.objects.filter(unit=unit)
    assert {each.title: each.state for each in found} == {each.title: each.state for each in every}
    assert {each.title: each.text for each in found} == said


def test_no_sample_data_under_real_use(monkeypatch, tmp_path):
    monkeypatch.setattr(demo_seed, "env", lambda: replace(env(), mode="up"))
    with pytest.raises(CommandError, match="dùng thử"):
        call_command("demo_seed", folder=str(tmp_path), stdout=io.StringIO())


def test_no_cluster_is_enrolled_before_the_signer_has_made_a_root(seeded, small):
    seed, unit, _noted = seeded
    seed()
    hamlets = communes.settle(small.communes[0], unit)
    device = uuid4()
    told = {"device": str(device), "claim": to_text(boxes.claim(device, SoftKey.generate()).head)}
    with pytest.raises(Exception, match="dùng thử"):
        clusters.enrol(unit, hamlets, [json.loads(json.dumps(told))], 3)
    assert not Device.objects.exists()
    assert not Bulletin.objects.exists()
