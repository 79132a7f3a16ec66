"""A key is taken by two administrators of the province: the first of two presses counts, twice is once."""

from datetime import timedelta
from uuid import uuid4

import pytest

from loa.audit.models import Entry
from loa.kernel import clock
from loa.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from loa.keys import revoking
from loa.keys.models import Revocation, RevocationAgreement
from loa.people.models import Role
from loa.testing import people
from loa.testing.at_once import by, one_behind_another
from loa.testing.people import someone
from loa.testing.roots import delegated, demo_root


def rows():
    return [model.objects.count() for model in (Revocation, RevocationAgreement, Entry)]


@pytest.mark.django_db
class TestOneAfterTheOther:
    @pytest.fixture
    def key(self, ring):
        return ring["plan"].key_id

    @pytest.fixture
    def do(self, as_role):
        def one(who, act, *words):
            with as_role("web", who):
                return act(*words)

        return one

    def test_each_step_stands_in_the_record_with_the_reason(self, key, chiefs, places, do):
        row = do(chiefs[0], revoking.revoke_key, key, "  Máy chủ cũ bị lấy cắp ")
        do(chiefs[1], revoking.agree, row.pk)
        told = Entry.objects.order_by("id").values_list("verb", "subject", "person_id", "unit_id", "detail")
        why = {"why": "Máy chủ cũ bị lấy cắp"}
        subject, at = f"keys.key:{key}", places.province.pk
        assert list(told) == [
            ("keys.key_revocation_asked", subject, chiefs[0].person_id, at, why),
            ("keys.key_revoked", subject, chiefs[1].person_id, at, why),
        ]

    def test_twice_by_one_person_is_once_in_the_record_too(self, key, chiefs, do):
        row = do(chiefs[0], revoking.revoke_key, key, "Lộ khóa")
        again = do(chiefs[0], revoking.revoke_key, key, "Lý do khác")
        assert (again.pk, again.why) == (row.pk, "Lộ khóa")
        assert rows() == [1, 0, 1]
        for _twice in range(2):
            assert do(chiefs[1], revoking.agree, row.pk).pk == row.pk
        assert rows() == [1, 1, 2]

    def test_a_second_decision_leads_to_the_first(self, key, chiefs, do):
        do(chiefs[0], revoking.revoke_key, key, "Lộ khóa")
        with pytest.raises(Conflict, match="xem rồi đồng ý với đề nghị ấy"):
            do(chiefs[1], revoking.revoke_key, key, "Lộ khóa")
        assert rows() == [1, 0, 1]

    def test_nobody_agrees_with_themselves(self, key, chiefs, do):
        row = do(chiefs[0], revoking.revoke_key, key, "Lộ khóa")
        with pytest.raises(Forbidden, match="Chính mình đề nghị thì người khác phải đồng ý"):
            do(chiefs[0], revoking.agree, row.pk)
        assert rows() == [1, 0, 1]

    @pytest.mark.parametrize(
        ("role", "at"),
        [(Role.OPERATOR, "province"), (Role.AUDITOR, "province"), (Role.ADMINISTRATOR, "own")],
    )
    def test_nobody_else_decides_or_agrees(self, key, chiefs, places, do, role, at):
        unit = getattr(places, at)
        who = someone("Lê Văn Tám", (role, unit), home=unit, username="tam")
        row = do(chiefs[0], revoking.revoke_key, key, "Lộ khóa")
        for act, words in ((revoking.revoke_key, (key, "Lộ khóa")), (revoking.agree, (row.pk,))):
            with pytest.raises(Forbidden, match="Không có quyền"):
                do(who, act, *words)
        assert rows() == [1, 0, 1]

    def test_nor_does_a_process(self, key, as_role, places):
        at = (places.province.pk,)
        with as_role("web", read=at, write=at), pytest.raises(Forbidden):
            revoking.revoke_key(key, "Lộ khóa")
        assert rows() == [0, 0, 0]

    def test_only_a_key_that_is_in_force_is_taken(self, ring, chiefs, do):
        now = clock.now()
        ended, to_come = delegated("plan", key="ended"), delegated("plan", key="to come")
        ended.valid_to, to_come.valid_from = now - timedelta(seconds=1), now + timedelta(hours=1)
        ended.save()
        to_come.save()
        for key in (ended.key_id, to_come.key_id, "0" * 31 + "1", ""):
            with pytest.raises(NotFound, match="Không có khóa này trong những khóa đang dùng"):
                do(chiefs[0], revoking.revoke_key, key, "Lộ khóa")

    @pytest.mark.parametrize(
        ("why", "said"),
        [("", "Ghi lý do thu hồi."), (" \n ", "Ghi lý do thu hồi."), ("x" * 201, "Lý do dài quá 200 chữ.")],
    )
    def test_a_reason_is_asked_for_and_is_not_cut(self, key, chiefs, do, why, said):
        with pytest.raises(Invalid) as refused:
            do(chiefs[0], revoking.revoke_key, key, why)
        assert (str(refused.value), refused.value.field) == (said, "reason")
        assert rows() == [0, 0, 0]

    def test_a_reason_of_200_letters_is_kept_whole(self, key, chiefs, do):
        assert do(chiefs[0], revoking.revoke_key, key, f" {'ạ' * 200} ").why == "ạ" * 200

    def test_what_was_decided_on_a_box_is_not_agreed_to(self, chiefs, places, do):
        box = Revocation.objects.create(
            device=uuid4(), unit=places.province, why="Mất trộm", by_id=chiefs[0].person_id
        )
        for number in (box.pk, box.pk + 1000):
            with pytest.raises(NotFound, match="Không có đề nghị thu hồi này"):
                do(chiefs[1], revoking.agree, number)


class TestAtOnce:
    @pytest.fixture
    def house(self, own_database):
        """Two administrators and a key."""
        demo_root()
        places, chief = people.places(), Role.ADMINISTRATOR
        return delegated("plan").key_id, [
            someone(name, (chief, places.province), home=places.province, username=name.lower())
            for name in ("Hoa", "Binh")
        ]

    def test_of_two_who_decide_at_once_the_second_is_led_to_the_first(self, house):
        key, chiefs = house
        first, second = (by(who, lambda: revoking.revoke_key(key, "Lộ khóa")) for who in chiefs)
        with pytest.raises(Conflict):
            one_behind_another(first, second)
        assert Revocation.objects.get().by_id == chiefs[0].person_id
        agree = by(chiefs[1], lambda: revoking.agree(Revocation.objects.get().pk))
        one_behind_another(agree, agree)
        assert rows() == [1, 1, 2]
