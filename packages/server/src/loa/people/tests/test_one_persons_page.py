"""One person's page: roles are given, ended and ended sooner there, and what is wrong is said at its box."""

from datetime import timedelta

import pytest
from django.urls import reverse

from loa.audit.models import Entry
from loa.kernel import clock
from loa.kernel.roles import Role
from loa.people import actions
from loa.people.actions.accounts import suggest_username
from loa.people.models import Account, Person, RoleGrant
from loa.testing.people import someone

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(places):
    return someone(
        "Quản Trị Một", (Role.ADMINISTRATOR, places.province), home=places.province, username="qt1"
    )


@pytest.fixture
def hung(places, admin):
    return Account.objects.get(pk=someone("Trần Văn Hùng", home=places.own, username="hung").account_id)


def page(web, account):
    return web.get(reverse("people_one", args=[account.pk])).content.decode()


def give(web, account, at, **changes):
    wanted = {"role": Role.EDITOR, "unit": at.pk, "valid_to": ""}
    return web.post(reverse("people_give", args=[account.pk]), wanted | changes)


def end(web, grant, **said):
    return web.post(reverse("people_end_grant", args=[grant.pk]), said)


def test_the_last_day_of_a_role_is_one_of_its_days(web, places, admin, hung):
    last = clock.today() + timedelta(days=1)
    web.sign_in(admin)
    assert give(web, hung, places.own, valid_to=last.isoformat()).status_code == 302
    given = RoleGrant.objects.get(person_id=hung.person_id)
    assert given.holds(last)
    assert not given.holds(last + timedelta(days=1))
    shown = page(web, hung)
    assert "Đến hết ngày" in shown
    assert f"{last:%d/%m/%Y}" in shown
    assert f"{given.valid_to:%d/%m/%Y}" not in shown


def test_a_role_with_a_last_day_is_ended_sooner_and_at_once(web, places, admin, hung):
    today = clock.today()
    web.sign_in(admin)
    give(web, hung, places.own, valid_to=(today + timedelta(days=30)).isoformat())
    given = RoleGrant.objects.get(person_id=hung.person_id)
    assert "Thu lại vai trò" in page(web, hung)
    assert end(web, given, valid_to=(today + timedelta(days=3)).isoformat()).status_code == 302
    given.refresh_from_db()
    assert given.last_day == today + timedelta(days=3)
    for day, said in ((9, "không muộn hơn"), (-9, "sớm nhất từ hôm nay")):
        answer = end(web, given, valid_to=(today + timedelta(days=day)).isoformat())
        assert answer.status_code == 422
        assert said in answer.content.decode()
        assert "Trần Văn Hùng" in answer.content.decode()
    assert end(web, given).status_code == 302
    given.refresh_from_db()
    assert given.is_over(today)
    assert "Thu lại vai trò" not in page(web, hung)


def test_a_role_that_is_over_is_not_ended_twice(web, places, admin, hung):
    web.sign_in(admin)
    give(web, hung, places.own)
    given = RoleGrant.objects.get(person_id=hung.person_id)
    end(web, given)
    before = Entry.objects.count()
    assert end(web, given).status_code == 422
    assert Entry.objects.count() == before


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"valid_to": "2020-01-01"}, "Ngày thôi phải sau ngày bắt đầu."),
        ({"valid_to": "mai"}, 'id="id_valid_to_error"'),
        ({"role": Role.APPROVER}, "Một người không giữ cả vai trò"),
        ({"role": Role.OPERATOR}, "Người này đã có vai trò đó"),
        ({"unit": ""}, 'id="id_unit_error"'),
    ],
)
def test_a_refused_role_is_said_at_its_box(web, places, admin, hung, changes, said):
    RoleGrant.objects.create(
        person_id=hung.person_id, role=Role.ADMINISTRATOR, unit=places.own, valid_from=clock.today()
    )
    RoleGrant.objects.create(
        person_id=hung.person_id, role=Role.OPERATOR, unit=places.own, valid_from=clock.today()
    )
    web.sign_in(admin)
    answer = give(web, hung, places.own, **changes)
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert said in shown
    assert "Giao thêm vai trò" in shown
    assert shown.count('class="fault"') == 1


@pytest.mark.parametrize("url", ["people_confirm_many", "people_vouch"])
def test_nothing_ticked_asks_to_tick(web, admin, url):
    web.sign_in(admin)
    shown = web.post(reverse(url), follow=True).content.decode()
    assert "Chưa chọn" in shown
    assert "Đã đồng ý" not in shown


def test_a_person_is_found_by_telephone(web, admin, hung):
    Person.objects.filter(pk=hung.person_id).update(phone="0912 345 678")
    web.sign_in(admin)
    for words in ("0912345678", "0912 345 678", "345678"):
        assert "Trần Văn Hùng" in web.get(reverse("people_list"), {"tim": words}).content.decode()
    assert "Trần Văn Hùng" not in web.get(reverse("people_list"), {"tim": "0987"}).content.decode()


@pytest.mark.parametrize("name", ["a " * 59 + "b", "x" * 119, "\u200b\u2060", "\u2800", "-."])
def test_a_name_is_never_blamed_on_the_login(web, places, admin, name):
    web.sign_in(admin)
    answer = web.post(
        reverse("people_new"), {"name": name, "unit": places.own.pk, "phone": "", "username": ""}
    )
    assert 'id="id_username_error"' not in answer.content.decode()
    made = Person.objects.filter(unit=places.own).exclude(name="Trần Văn Hùng").count()
    assert bool(made) is (len(name) > 2)
    if not made:
        assert 'id="id_name_error"' in answer.content.decode()


def test_whoever_is_added_without_a_role_is_said_to_see_nothing(web, places, admin):
    web.sign_in(admin)
    wanted = {"name": "Lê Thị Mai", "unit": places.own.pk, "phone": "", "username": ""}
    said = "Lê Thị Mai chưa có vai trò nào"
    assert said in web.post(reverse("people_new"), wanted).content.decode()
    wanted |= {"name": "Lê Thị Lan", "roles": [Role.EDITOR]}
    assert "chưa có vai trò nào" not in web.post(reverse("people_new"), wanted).content.decode()


def test_a_login_of_a_long_name_fits(places):
    assert len(suggest_username("x" * 119, places.own)) == 60
    assert suggest_username("Lê Thị Mai", places.own) == f"mai.lt.{places.own.code}"
    assert actions.accounts.check_username(suggest_username("a " * 59 + "b", places.own))
