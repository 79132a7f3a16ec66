"""What a taken worker cannot write by SQL: it writes only of a file that a person has had written, and of it
only what an import makes."""

import hashlib

import pytest
from django.db import DatabaseError, connection, transaction

from loa.fleet import actions as fleet_actions
from loa.fleet.actions.listing import Place
from loa.fleet.models import Device
from loa.imports import actions
from loa.imports.models import Upload
from loa.imports.tests.files import Desk, at_work, csv
from loa.kernel.roles import Role
from loa.people.models import Account, Person, RoleGrant
from loa.testing import people

pytestmark = pytest.mark.django_db
PEOPLE = csv("Mã đơn vị;Họ và tên;Vai trò", "14797;Lê Thị Mai;biên tập")
ACCOUNT = """
    insert into people_account
      (username, person_id, unit_id, password, is_active, is_superuser, created_at)
    values ('ke.gian', %s, %s, %s, true, false, now())
"""
GRANT = """
    insert into people_rolegrant (person_id, role, unit_id, valid_from, granted_at, granted_by_id)
    values (%s, 'operator', %s, current_date, now(), %s)
"""


@pytest.fixture
def admins(places):
    return people.two_administrators(places)


@pytest.fixture
def desk(as_role, admins):
    return Desk(as_role, admins[0])


@pytest.fixture
def pressed(desk):
    """A file of people that an administrator has had written, and no worker has come to yet."""
    upload = desk.send("people", PEOPLE)
    with desk.here():
        return actions.write(upload.id, upload.shown_sha256, leave_out=False)


@pytest.fixture
def refused(as_role, admins):
    """`refused(sql, values, in_a_name=...)` as role loa_worker, which names whom it likes: says why."""

    def one(sql, values, of=None):
        with (
            as_role("worker", of or admins[0]),
            pytest.raises(DatabaseError) as said,
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql, values)
        return str(said.value).splitlines()[0]

    return one


NO_FILE = "the worker writes this only of a file that is being written"
NEW_ONLY = "a file makes only new people, who cannot sign in yet"


def test_nothing_of_people_while_no_file_of_theirs_is_written(refused, desk, places, admins, operator):
    desk.send("people", PEOPLE)  # looked at, not pressed
    assert refused(ACCOUNT, [operator.person_id, places.own.id, "!"]) == NO_FILE
    assert refused(GRANT, [operator.person_id, places.own.id, admins[0].person_id]) == NO_FILE
    person = "insert into people_person (name, phone, unit_id) values ('Ai', '', %s)"
    assert refused(person, [places.own.id]) == NO_FILE


def test_no_password_is_brought_in_by_a_file(refused, pressed, places):
    new = Person.objects.create(name="Kẻ Gian", unit=places.own)
    assert refused(ACCOUNT, [new.pk, places.own.id, "pbkdf2_sha256$1$a$b"]) == NEW_ONLY
    assert refused(ACCOUNT, [new.pk, places.own.id, ""]) == NEW_ONLY


def test_nobody_who_is_there_gets_another_account(as_role, refused, pressed, places, operator):
    assert refused(ACCOUNT, [operator.person_id, places.own.id, "!"]) == NEW_ONLY
    without = Person.objects.create(name="Trần Văn Hùng", unit=places.own)
    people.grant_directly(without, Role.OPERATOR, places.own)
    assert refused(ACCOUNT, [without.pk, places.own.id, "!"]) == NEW_ONLY
    blind = f"select set_config('loa.read', '{{}}', true); {ACCOUNT}"  # who is there, it does not see
    assert refused(blind, [operator.person_id, places.own.id, "!"]) == NEW_ONLY


def test_no_role_is_given_in_a_name_that_had_no_file_written(refused, pressed, places, admins, operator):
    values = [operator.person_id, places.other.id, admins[1].person_id]
    assert refused(GRANT, values, of=admins[1]) == NO_FILE
    assert refused(GRANT, values).startswith("a file gives roles in the name of")
    nobodys = GRANT.replace("%s)", "null)")
    assert refused(nobodys, values[:2]).startswith("a file gives roles in the name of")
    assert not RoleGrant.objects.filter(unit=places.other).exists()


def test_a_file_stays_whose_and_what_it_is_and_is_not_pressed_by_the_worker(refused, desk, admins, operator):
    upload = desk.send("people", PEOPLE)
    for column, value in (
        ("kind", "clusters"),
        ("person_id", admins[1].person_id),
        ("account_id", admins[1].account_id),
        ("unit_id", 1),
        ("sha256", hashlib.sha256(b"").hexdigest()),
        ("leave_out", True),
        ("name", "khác"),
    ):
        sql = f"update imports_upload set {column} = %s where id = %s"
        assert refused(sql, [value, upload.id]).startswith("permission denied")
    forged = "the worker moves a file on, and changes nothing of it"
    for column, value in (("content", b"x"), ("content", b""), ("state", "writing"), ("state", "written")):
        sql = f"update imports_upload set {column} = %s where id = %s"
        assert refused(sql, [value, upload.id]) == forged
    Upload.objects.filter(pk=upload.pk).update(state="writing")
    sql = "update imports_upload set shown_sha256 = '' where id = %s"
    assert refused(sql, [upload.id]) == forged


def test_hamlets_sites_and_clusters_only_of_their_files(refused, pressed, places, do):
    here = {"unit_id": places.own.id, "name": "A"}
    do(fleet_actions.add_device, Place(places.own), "Cụm 1")
    for query in (
        "insert into places_hamlet (unit_id, name, kind, search, sort_key, valid_from)"
        " values (%(unit_id)s, %(name)s, 'thon', 'a', 'a', current_date)",
        "insert into fleet_site (unit_id, name, power, note) values (%(unit_id)s, %(name)s, 'grid', '')",
        "update fleet_device set plan_id = plan_id where unit_id = %(unit_id)s",
    ):
        assert refused(query, here) == NO_FILE


UNIT = """
    insert into places_unit (id, kind, code, name, name_type, search, sort_key, parent_id, valid_from)
    values (999, 'commune', '99999', 'Xã Giả', 'Xã', '', '', %s, current_date)
"""
WENT = "insert into places_succession (old_id, new_id, extent, \"on\") values (%s, %s, 'part', current_date)"


def test_units_only_of_their_lists_and_only_of_an_administrator_of_the_province(
    refused, desk, pressed, places
):
    reach = f"'999,{places.province.id},{places.own.id}'"
    wide = f"select set_config('loa.read', {reach}, true), set_config('loa.write', {reach}, true);"
    values = [places.province.id]
    assert refused(wide + UNIT, values) == NO_FILE  # a file of people is being written
    assert refused(wide + WENT, [places.other.id, places.own.id]) == NO_FILE
    assert refused(wide + "update places_unit set search = '' where id = %s", [places.own.id]) == NO_FILE
    upload = desk.send("units", csv("Mã;Tên", "99001;Xã Mới"))
    assert refused(wide + UNIT, values) == NO_FILE  # looked at, not pressed
    Upload.objects.filter(pk=upload.pk).update(state="writing")
    assert refused(wide + WENT, [places.other.id, places.own.id]) == NO_FILE
    renamed = "update places_unit set name = 'Xã Khác' where id = %s"
    assert refused(wide + renamed, [places.own.id]).startswith("permission denied")
    RoleGrant.objects.filter(person_id=upload.person_id).update(valid_to=people.SINCE)
    assert refused(wide + UNIT, values) == NO_FILE


def test_a_cluster_that_a_box_has_claimed_is_moved_by_no_file(as_role, refused, do, places, operator):
    device = do(fleet_actions.add_device, Place(places.own), "Cụm 1")
    upload = Desk(as_role, operator).send("clusters", csv("Mã xã;Tên cụm", "14797;Cụm 2"))
    Upload.objects.filter(pk=upload.pk).update(state="writing")
    move = "update fleet_device set plan_id = plan_id where id = %s"
    with as_role("worker", operator), connection.cursor() as cursor:
        cursor.execute(move, [device.pk])
    Device.objects.filter(pk=device.pk).update(state="active", public_key=bytes(32))
    assert refused(move, [device.pk], of=operator).startswith("fleet_device: the worker places only")


def test_the_file_itself_is_written_and_then_nothing_more(refused, pressed, places, admins, operator):
    assert at_work(pressed).state == "written"
    mai = Account.objects.get(username="mai.lt.14797")
    assert not mai.has_usable_password()
    assert RoleGrant.objects.get(person_id=mai.person_id).granted_by_id == admins[0].person_id
    assert refused(GRANT, [operator.person_id, places.own.id, admins[0].person_id]) == NO_FILE
    again = "update imports_upload set state = 'writing' where id = %s"
    assert refused(again, [pressed.id]).startswith("the worker moves a file on")
