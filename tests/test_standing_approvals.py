"""What was approved before an update still sounds after it: a dump of an instance of then (tests/standing),
migrated by the code of today, and the signer proves and signs every plan."""

import json
import lzma
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from loa.dispatch.actions import compile_unit
from loa.dispatch.documents import Documents
from loa.dispatch.models import Plan, PlannedItem
from loa.kernel import clock
from loa.kernel.ids import short_code
from loa.keys import actions as keys
from loa.keys.models import Root, SignedHead, SignedKind, ToSign, TrustBundle
from loa.places import scope
from loa.places.models import Unit
from loa.signer import ceremony, sheet
from loa.signer.key_ring import KeyRing
from loa.signer.keystore import Files
from loa.signer.tests.desk import shelf_of
from loa.signer.work import work
from loa.testing.cluster import SUPERUSER
from loa_protocol.encoding import decode
from loa_protocol.messages import TrustFile
from loa_protocol.refusals import Refusal
from loa_protocol.roots import pin_root
from loa_protocol.timing import to_ms
from loa_protocol.trust import believe

HERE = Path(__file__).parent / "standing"
MADE = json.loads((HERE / "made.json").read_text("utf-8"))
NOW = datetime.fromisoformat(MADE["at"]).astimezone(UTC) + timedelta(hours=1)

SOUNDING = {
    "14797.0": {"Lịch cắt điện", "Gấp: nước lên", "Thu tiền nước đợt hai"},
    "14797.1": {
        *("Lịch cắt điện", "Gấp: nước lên", "Thu tiền nước đợt hai"),
        *("Hội phụ nữ họp", "Vệ sinh đường làng"),
    },
    "14797.2": {"Lịch cắt điện", "Gấp: nước lên", "Thu tiền nước đợt hai", "Hội phụ nữ họp"},
    "14797.3": {
        *("Lịch cắt điện", "Gấp: nước lên", "Thu tiền nước đợt hai"),
        *("Vệ sinh đường làng", "Tiêm phòng"),
    },
    "14845.0": {"Đường sạt"},
    "16078.0": {"Thanh niên nhập ngũ"},
    "16078.4": {"Thanh niên nhập ngũ", "Tiếp dân"},
}
"""By plan: the titles of all that is approved for it and neither withdrawn nor replaced."""


@pytest.fixture(scope="module")
def migrated(cluster):
    """The instance of then in a database of its own, migrated; each test has a copy of it."""
    name = f"standing_{short_code(10)}"
    cluster.restored(name, lzma.decompress((HERE / "database.sql.xz").read_bytes()))
    try:
        cluster.migrate(name)
        yield name
    finally:
        cluster.drop_database(name)


@pytest.fixture
def standing(migrated, cluster, elsewhere):
    """The time is an hour after it was made."""
    name = f"standing_{short_code(10)}"
    cluster.new_database(name, migrated)
    try:
        elsewhere(str(cluster.folder), 5432, name, SUPERUSER, cluster.passwords[SUPERUSER])
        with clock.fixed(NOW):
            yield name
    finally:
        cluster.drop_database(name)


@pytest.fixture
def bench(standing, tmp_path, as_role):
    """Its keys and a ring, delegated anew from the sheet as each year; its sounds, and an empty shelf."""
    shutil.copytree(HERE / "keys", tmp_path / "keys")
    (sheets,) = (tmp_path / "keys").glob("root-sheets-*.txt")
    store = Files(tmp_path / "keys")
    with as_role("signer"):
        units = tuple(scope.everywhere().read)
    with as_role("signer", read=units, write=units):
        top = Unit.objects.get(parent=None)
        ceremony.renew(store, top, sheet.read(sheets.read_text("utf-8")))
    return KeyRing(store), shelf_of(tmp_path / "objects", HERE / "media")


def test_every_plan_of_then_is_proven_and_signed(bench, as_role):
    for unit in Plan.objects.values_list("unit_id", flat=True).distinct():
        compile_unit(unit)
    last = ToSign.objects.latest("id").id
    for plan in Plan.objects.all():
        keys.ask(SignedKind.PLAN, plan.unit_id, plan.plan_id, wanted=plan.body_id)
    with as_role("signer"):
        work(*bench)
    asked = ToSign.objects.filter(id__gt=last).order_by("subject")
    said = [(row.subject, row.state, row.code, row.why) for row in asked]
    assert said == [(plan, "signed", "", "") for plan in MADE["plans"]]
    for plan in Plan.objects.all():
        head = SignedHead.objects.filter(kind=SignedKind.PLAN, subject=plan.plan_id).latest("sequence")
        assert head.names == plan.body_id
        assert sounding(plan) == SOUNDING[plan.plan_id], plan.plan_id


def sounding(plan):
    """Titles of the sounds in a plan's days."""
    said = Documents()
    said.read([plan.body_id])
    numbers = {number for day in said.days.values() for number in day.items}
    sounds = PlannedItem.objects.filter(id__in=numbers).values_list("sounds", flat=True)
    return {sound["title"] for each in sounds for sound in each}


def test_the_root_of_then_named_no_top_and_does_after_the_renewal(bench, as_role):
    """A box can be claimed there: it pins the new statement, and believes who orders the places."""
    with as_role("signer"):
        work(*bench)
    former, now = Root.objects.order_by("sequence")
    assert isinstance(pin_root(bytes(former.statement), former.sha256, demo_allowed=True), Refusal)
    pins = pin_root(bytes(now.statement), now.sha256, demo_allowed=True)
    assert (pins.root_seq, pins.top) == (2, "38")
    file = decode(bytes(TrustBundle.objects.latest("sequence").file), TrustFile)
    assert believe(file, pins, to_ms(NOW)).trust.top == "38"
