"""A session keeps whose account it is; what it keeps shows nobody another's rows."""

from loa.people import who
from loa.people.models import Person
from loa.testing import people

ADDRESS = "/quan-ly/tai-khoan/"


def shown(web) -> str:
    return web.get(ADDRESS).content.decode()


def test_the_first_request_notes_whose_account_it_is(web, editor):
    web.sign_in(editor)
    assert who.PERSON_KEY not in web.session
    assert "Lê Thị Mai" in shown(web)
    assert web.session[who.PERSON_KEY] == editor.person_id


def test_a_session_that_names_another_person_is_put_right(web, editor, places):
    other = Person.objects.create(name="Người Khác", unit=places.other)
    web.sign_in(editor)
    session = web.session
    session[who.PERSON_KEY] = other.pk
    session.save()
    said = shown(web)
    assert "Lê Thị Mai" in said
    assert "Người Khác" not in said
    assert web.session[who.PERSON_KEY] == editor.person_id


def test_a_word_in_its_place_is_no_person(web, editor):
    web.sign_in(editor)
    session = web.session
    session[who.PERSON_KEY] = "1 or 1=1"
    session.save()
    assert "Lê Thị Mai" in shown(web)


def test_whoever_signs_in_next_in_the_same_browser_is_somebody_else(web, editor, places):
    web.sign_in(editor)
    shown(web)
    other = people.someone("Trần Thị Hai", home=places.other, username="hai")
    web.sign_in(other)
    said = shown(web)
    assert "Trần Thị Hai" in said
    assert "Lê Thị Mai" not in said


def test_an_account_that_was_switched_off_is_nobody(web, editor):
    web.sign_in(editor)
    shown(web)
    account = people.Account.objects.get(pk=editor.account_id)
    account.is_active = False
    account.save()
    assert web.get(ADDRESS).status_code == 302
