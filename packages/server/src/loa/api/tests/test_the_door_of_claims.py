"""The door at which a box asks: each answer has its status, a code for programs and a reason for people."""

from uuid import UUID, uuid4

import pytest
from loa_protocol.encoding import decode, encode, from_text
from loa_protocol.enrolment import read_code
from loa_protocol.messages import Claimed
from loa_protocol.signing import SoftKey

from loa.api import claiming
from loa.fleet import actions as fleet
from loa.fleet.actions.listing import Place
from loa.fleet.models import Claim, Device
from loa.kernel import clock
from loa.keys import queries as keys
from loa.keys.models import SignedHead, ToSign
from loa.testing import boxes

pytestmark = pytest.mark.django_db
KEY = SoftKey(b"7" * 32)
WAY = "/api/v1/claim"


@pytest.fixture
def ask(web):
    """Sends bytes to the door, signed in as nobody."""

    def one(data):
        answer = web.post(WAY, data, content_type="application/octet-stream")
        told = answer.json() if answer["content-type"] == "application/json" else {}
        return answer, told.get("code")

    return one


@pytest.fixture
def sealed(signer, places, operator, as_role):
    """What a box seals by the code of a row that waits for it."""
    with as_role("web", operator):
        row = fleet.add_device(Place(places.own), "Cụm 07")
        code = read_code(fleet.make_claim_code(row.pk).text)
    return boxes.claim(UUID(code.device), KEY, code.secret).head


@pytest.mark.parametrize("data", [b"", b"x", b"\x00" * 400])
def test_what_is_no_claim_is_malformed(places, ask, data):
    answer, code = ask(data)
    assert (answer.status_code, code) == (400, "malformed")
    assert answer.json()["reason"] == "Lời xin nhận máy không đọc được."


def test_what_is_too_long_is_not_read(ask, sealed):
    answer, code = ask(sealed + b" " * claiming.LARGEST)
    assert (answer.status_code, code) == (400, "malformed")


def test_a_secret_that_opens_nothing_is_not_accepted(places, ask):
    answer, code = ask(boxes.claim(uuid4(), KEY).head)
    assert (answer.status_code, code) == (403, "not-accepted")
    assert answer.json()["reason"] == "Mã nhận máy không đúng, đã dùng, hết hạn, hoặc đã có mã mới hơn."


def test_until_it_is_signed_the_box_is_told_to_come_again_and_then_has_all_it_needs(ask, sealed, signer):
    answer, code = ask(sealed)
    assert (answer.status_code, code, answer["retry-after"]) == (503, "not-signed-yet", "2")
    with clock.fixed(clock.now() + claiming.AT_WORK):
        answer, _code = ask(sealed)
    assert (answer.status_code, answer["retry-after"]) == (503, "60")
    assert Claim.objects.count() == 1
    signer.work()
    answer, _none = ask(sealed)
    assert answer.status_code == 200
    said, root = decode(answer.content, Claimed), keys.root()
    assert (said.server, from_text(said.root)) == (root.key_id, bytes(root.statement))
    assert from_text(said.assignment) == bytes(SignedHead.objects.get(kind="assign").head)
    assert encode(said.trust) == bytes(keys.trust().file)
    assert said.mqtt.startswith("mqtt")
    assert Claim.objects.count() == 1


def test_what_the_signer_refused_is_not_asked_for_again_soon(ask, sealed):
    ask(sealed)
    ToSign.objects.update(state="refused", code="not-claimed", decided_at=Device.objects.get().made_at)
    answer, code = ask(sealed)
    assert (answer.status_code, code, answer["retry-after"]) == (503, "not-signed-yet", "60")


def test_a_box_that_another_took_the_place_of_gets_nothing(ask, sealed, signer):
    ask(sealed)
    signer.work()
    Device.objects.update(public_key=SoftKey(b"8" * 32).public_key)
    answer, code = ask(sealed)
    assert (answer.status_code, code) == (403, "not-accepted")


@pytest.mark.parametrize("method", ["get", "put", "delete", "head"])
def test_nothing_else_is_asked_there(web, places, method):
    assert getattr(web, method)(WAY).status_code == 405
