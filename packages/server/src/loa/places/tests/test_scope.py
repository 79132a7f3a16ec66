"""What a transaction sees and takes is what its scope says, and nothing without one."""

import pytest
from django.db import ProgrammingError, connection, transaction

from loa.kernel.actor import Actor
from loa.people.models import Person
from loa.places import scope

pytestmark = pytest.mark.django_db


def test_without_a_scope_nothing_is_seen(as_role, editor: Actor):
    with as_role("web"):
        assert Person.objects.count() == 0


def test_an_editor_sees_their_own_commune_only(as_role, places, editor: Actor):
    elsewhere = Person.objects.create(name="Người khác", unit=places.other)
    with as_role("web", editor):
        assert list(Person.objects.values_list("name", flat=True)) == ["Lê Thị Mai"]
        assert not Person.objects.filter(pk=elsewhere.pk).exists()


def test_a_row_of_another_unit_is_refused(as_role, places, editor: Actor):
    with as_role("web", editor):
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Person.objects.create(name="Lạ", unit=places.other)
        Person.objects.create(name="Quen", unit=places.own)


def test_an_inner_scope_gives_the_outer_one_back(as_role, places, editor: Actor, approver: Actor):
    with as_role("web", read=(places.own.id,)):
        assert Person.objects.count() == 2
        with scope.using([]):
            assert Person.objects.count() == 0
        assert Person.objects.count() == 2
        with pytest.raises(RuntimeError), scope.using([]):
            raise RuntimeError
        assert Person.objects.count() == 2


def test_an_ended_scope_leaves_nothing_to_the_next_transaction(own_database, cluster):
    with cluster.connect(own_database, "loa_web") as link:
        with link.transaction():
            link.execute("select set_config('loa.read', '1,2', true)")
        assert link.execute("select current_setting('loa.read', true)").fetchone() == ("",)
        assert link.execute("select loa_scope_read(), loa_scope_some()").fetchone() == ([], False)


def test_a_province_operator_reaches_every_commune(as_role, places, editor: Actor, operator: Actor):
    with as_role("web", operator):
        assert Person.objects.count() == 2
        assert {places.own.id, places.other.id, places.province.id} == scope.current().read
    with connection.cursor() as cursor:
        cursor.execute("select current_user")
        assert cursor.fetchone() == ("loa_owner",)
