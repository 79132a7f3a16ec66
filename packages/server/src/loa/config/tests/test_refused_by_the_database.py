"""What the database refuses comes to a person as a sentence and a status of 4xx, with nothing half-written:
through the whole stack, with the statement itself in the place of an action that would not have asked."""

import json
from html import unescape

import pytest
from django.conf import settings
from django.db import connection
from django.db.models.deletion import ProtectedError
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from loa.config.tests.violations import AT_THE_END, OWNER, VIOLATIONS
from loa.kernel import constraints
from loa.kernel.constraints import declared
from loa.kernel.roles import Role
from loa.people.models import Account, Person
from loa.places.models import Unit
from loa.testing import people

pytestmark = pytest.mark.urls(__name__)
MARK = "Vừa thêm"


def violate(request, name: str):
    """Writes a row, then what the case of this name says, as whoever it says."""
    unit = Unit.objects.filter(kind="commune", valid_to=None).order_by("id").first()
    case = VIOLATIONS.get(name, AT_THE_END)
    Person.objects.create(name=MARK, unit=unit)
    with connection.cursor() as cursor:
        if case.role == OWNER:
            cursor.execute("set local role loa_owner")
        for statement in case.statements:
            cursor.execute(statement)
    return HttpResponse("written")


def delete(request):
    """By the models, which look for what refers to a row before the database does."""
    with connection.cursor() as cursor:
        cursor.execute("set local role loa_owner")
    Unit.objects.get(kind="province").delete()


urlpatterns = [
    path("pham/<str:name>/", violate),
    path("api/pham/<str:name>/", violate),
    path("xoa/", delete),
]


@pytest.fixture
def mai(web, administrator):
    web.raise_request_exception = False
    web.sign_in(administrator)
    return web


@pytest.fixture
def administrator(places):
    held = (Role.ADMINISTRATOR, places.own)
    return people.someone("Hà Văn Trị", held, home=places.own, username="tri")


def left() -> int:
    return Person.objects.filter(name=MARK).count()


@pytest.mark.django_db
@pytest.mark.parametrize("name", VIOLATIONS)
class TestEachOfThem:
    def test_is_a_page_with_its_sentence(self, mai, name):
        case = VIOLATIONS[name]
        answer = mai.post(f"/pham/{name}/")
        assert (answer.status_code, case.said in unescape(answer.content.decode())) == (case.status, True)
        assert left() == 0

    def test_is_a_problem_for_a_script(self, mai, name):
        case = VIOLATIONS[name]
        answer = mai.post(f"/api/pham/{name}/")
        assert (answer.status_code, json.loads(answer.content)["error"]) == (case.status, case.said)
        assert left() == 0


@pytest.mark.django_db
def test_what_is_declared_says_its_own_words(mai):
    """The sentence of a case is the room's, not one for all."""
    told = {str(words.sentence) for words in declared().words.values()}
    own = [case for case in VIOLATIONS.values() if case.said in told]
    assert len(own) >= 20


@pytest.mark.django_db
def test_what_others_lean_on_is_not_deleted(mai):
    answer = mai.post("/xoa/")
    assert answer.status_code == 409
    assert "Còn được dùng ở nơi khác nên không xóa được." in answer.content.decode()
    with pytest.raises(ProtectedError):
        delete(None)


@pytest.mark.django_db
def test_in_english_for_who_reads_english(mai):
    mai.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    said = mai.post("/pham/people_grant_once/").content.decode()
    assert "This person already has that role here." in said


@pytest.mark.django_db
def test_what_no_user_can_do_is_told_to_the_log_as_ours(mai, monkeypatch):
    told = []
    monkeypatch.setattr(constraints.log, "error", lambda said, *more: told.append(said % more))
    mai.post("/pham/keys_delegation_in_order/")
    assert len(told) == 1
    assert "the ceremony checks the envelope" in told[0]


def test_what_is_judged_only_at_the_end_is_refused_too(own_database):
    """A row that refers to one that is not there: PostgreSQL says so when the transaction is committed."""
    at = people.places()
    client = Client(raise_request_exception=False)
    who = people.someone("Lê Thị Mai", home=at.own, username="mai")
    client.force_login(Account.objects.get(pk=who.account_id), "loa.people.backend.GrantsBackend")
    answer = client.post("/pham/at-the-end/")
    assert answer.status_code == AT_THE_END.status
    assert AT_THE_END.said in answer.content.decode()
    assert left() == 0
