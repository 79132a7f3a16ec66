"""The online keys on the pages: everybody who looks after the province reads them, two administrators take
trust from one, and what follows is said before."""

from datetime import timedelta

import pytest
from django.urls import reverse

from loa.kernel import clock
from loa.kernel.roles import Role
from loa.keys.models import Revocation, RevocationAgreement
from loa.testing.people import someone, two_administrators
from loa.testing.roots import delegated, demo_ring

pytestmark = pytest.mark.django_db


@pytest.fixture
def ring(db):
    return demo_ring()


@pytest.fixture
def chiefs(places):
    return two_administrators(places)


def page(web, who, name="operations_keys", status=200, **where):
    web.sign_in(who)
    answer = web.get(reverse(name, kwargs=where or None))
    assert answer.status_code == status
    return answer.content.decode()


def ask(web, who, key, reason="Máy chủ cũ bị lấy cắp"):
    web.sign_in(who)
    return web.post(reverse("operations_key_revoke", args=[key.key_id]), {"reason": reason})


def yes(web, who, row):
    web.sign_in(who)
    return web.post(reverse("operations_key_agree", args=[row.pk]))


def test_whoever_looks_after_the_province_reads_what_signs_until_when(web, ring, operator, chiefs):
    for who, acts in ((operator, False), (chiefs[0], True)):
        text = page(web, who)
        assert "Đủ khóa ký, dùng được tới" in text
        assert "Ký lịch phát" in text
        assert ring["plan"].key_id[:8] in text
        assert (reverse("operations_key_revoke", args=[ring["plan"].key_id]) in text) is acts


def test_a_commune_reads_none_of_it(web, places, ring):
    chief = someone("Vũ Văn Trị", (Role.ADMINISTRATOR, places.own), home=places.own, username="tri")
    page(web, chief, status=403)
    assert reverse("operations_keys") not in page(web, chief, "operations_wall")
    assert ask(web, chief, ring["plan"]).status_code == 403
    assert not Revocation.objects.exists()


def test_what_follows_is_said_before_and_differs_for_a_key_that_is_no_longer_used(web, ring, chiefs):
    text = page(web, chiefs[0], "operations_key_revoke", key_id=ring["plan"].key_id)
    assert "mọi cụm im" in text
    assert "./loa keys renew" in text
    delegated("plan", days=390, key="new").save()
    newer = delegated("plan", days=395, key="newest")
    newer.valid_from = clock.now() - timedelta(hours=1)
    newer.save()
    text = page(web, chiefs[0], "operations_key_revoke", key_id=ring["plan"].key_id)
    assert "không còn dùng để ký" in text
    assert "mọi cụm im" not in text


def test_one_decides_another_agrees_and_both_stand_in_the_record(web, ring, chiefs):
    first, second = chiefs
    assert ask(web, first, ring["plan"]).status_code == 302
    row = Revocation.objects.get()
    assert (row.key_id, row.by_id) == (ring["plan"].key_id, first.person_id)
    assert "1 khóa chờ người thứ hai đồng ý thu hồi" in page(web, second)
    way = reverse("operations_key_agree", args=[row.pk])
    assert way in page(web, second, "operations_wall")
    assert yes(web, second, row).status_code == 302
    assert RevocationAgreement.objects.get().person_id == second.person_id
    text = page(web, second)
    assert "chờ máy ký đưa vào danh sách" in text
    assert "Thiếu khóa ký" in text
    assert way not in page(web, second, "operations_wall")
    record = page(web, second, "evidence_acts")
    assert f"đã đồng ý thu hồi khóa ký {row.key_id[:8]} (Ký lịch phát)" in record
    assert f"đã đề nghị thu hồi khóa ký {row.key_id[:8]}" in record


def test_nobody_agrees_with_themselves(web, ring, chiefs):
    ask(web, chiefs[0], ring["plan"])
    row = Revocation.objects.get()
    text = page(web, chiefs[0], "operations_key_agree", revocation_id=row.pk)
    assert "Chờ một quản trị viên khác" in text
    assert "<form" not in text.split("<main")[1]
    assert yes(web, chiefs[0], row).status_code == 403
    assert not RevocationAgreement.objects.exists()


def test_twice_is_once_and_a_second_decision_leads_to_the_first(web, ring, chiefs):
    for _twice in range(2):
        assert ask(web, chiefs[0], ring["plan"]).status_code == 302
    assert ask(web, chiefs[1], ring["plan"]).status_code == 409
    row = Revocation.objects.get()
    for _twice in range(2):
        assert yes(web, chiefs[1], row).status_code == 302
    assert RevocationAgreement.objects.count() == 1


def test_rows_that_came_twice_stand_in_nobodys_way(web, ring, chiefs, places):
    ask(web, chiefs[0], ring["plan"])
    row = Revocation.objects.get()
    for _twice in range(2):
        RevocationAgreement.objects.create(
            unit=places.province, revocation=row, person_id=chiefs[1].person_id
        )
    assert yes(web, chiefs[1], row).status_code == 302
    assert RevocationAgreement.objects.count() == 2


@pytest.mark.parametrize(("reason", "said"), [("  ", "Ghi lý do"), ("x" * 201, "dài quá 200 chữ")])
def test_a_reason_is_asked_and_what_was_typed_stays(web, ring, chiefs, reason, said):
    answer = ask(web, chiefs[0], ring["plan"], reason)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert said in text
    assert reason.strip() in text
    assert not Revocation.objects.exists()


def test_a_key_that_is_not_there_is_not_found(web, ring, chiefs):
    page(web, chiefs[0], "operations_key_revoke", status=404, key_id="0" * 31 + "1")
    page(web, chiefs[0], "operations_key_agree", status=404, revocation_id=99)


HOME, MISSING = "desk_home", "Thiếu khóa ký: “Ký lịch phát”."


@pytest.fixture
def editor_of_a_commune(places):
    return someone("Lê Thị Mai", (Role.EDITOR, places.own), home=places.own, username="mai")


def test_who_looks_after_the_province_is_led_to_the_keys_when_none_is_left(web, ring, chiefs, operator):
    assert "Thiếu khóa ký" not in page(web, operator, "operations_wall")
    ask(web, chiefs[0], ring["plan"])
    assert MISSING not in page(web, operator, "operations_wall")
    yes(web, chiefs[1], Revocation.objects.get())
    for who, name in ((operator, "operations_wall"), (chiefs[0], HOME)):
        text = page(web, who, name)
        assert text.count("Thiếu khóa ký") == 1
        assert MISSING in text
        assert reverse("operations_keys") in text


def test_everybody_is_told_of_a_key_that_ended(web, ring, editor_of_a_commune):
    ring["act"].valid_to = clock.now() - timedelta(minutes=1)
    ring["act"].save()
    text = page(web, editor_of_a_commune, HOME)
    assert "Thiếu khóa ký: “Ký lệnh" in text
    assert reverse("operations_keys") not in text


def test_whoever_looks_after_the_province_is_told_a_month_before(web, ring, operator, editor_of_a_commune):
    ring["time"].valid_to = clock.now() + timedelta(days=30)
    ring["time"].save()
    assert "Khóa ký chỉ dùng được tới" in page(web, operator, "operations_wall")
    assert "Khóa ký chỉ dùng được tới" not in page(web, editor_of_a_commune, HOME)
    delegated("time", days=390, key="new")
    assert "Khóa ký chỉ dùng được tới" not in page(web, operator, "operations_wall")


def test_who_asked_already_is_led_to_their_own_request(web, ring, chiefs):
    ask(web, chiefs[0], ring["plan"])
    row = Revocation.objects.get()
    again = ask(web, chiefs[0], ring["plan"], "Lý do khác")
    assert again.url == reverse("operations_key_agree", args=[row.pk])
    assert "Đã đề nghị thu hồi khóa này từ trước" in web.get(again.url).content.decode()
    assert Revocation.objects.get().why == row.why
