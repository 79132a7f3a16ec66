"""A file whose list has another address since an upgrade: its page still opens, and the worker says that the
list is no more."""

import pytest
from django.urls import reverse

from loa.exports import work
from loa.exports.models import RequestedFile
from loa.kernel.roles import Role
from loa.testing import people

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("key", "within"),
    [
        ("people", {"unit_id": 7}),
        ("hamlets", {}),
        ("hamlets", {"unit_id": "x"}),
        ("gone", {}),
        ("people", {"a b": 1}),
    ],
)
@pytest.mark.parametrize("state", ["writing", "ready"])
def test_it_is_told_and_nothing_breaks(web, places, key, within, state):
    who = people.someone("Lan", (Role.AUDITOR, places.own), home=places.own, username="lan")
    file = RequestedFile.objects.create(
        unit=places.own,
        person_id=who.person_id,
        account_id=who.account_id,
        list=key,
        form="csv",
        within=within,
        language="vi",
        state=state,
        name="tep.csv" if state == "ready" else "",
    )
    web.sign_in(who)
    assert web.get(reverse("exports_list")).status_code == 200
    if state == "ready":
        return
    work.work(file.id, places.own.id)
    file.refresh_from_db()
    assert (file.state, file.reason) == ("failed", "Không còn danh sách này.")
    answer = web.get(reverse("exports_list"))
    assert "Không còn danh sách này." in answer.content.decode()
