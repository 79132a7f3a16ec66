"""A root that named no top says it at the renewal: boxes that pinned it follow, old codes do not open."""

import msgspec
import pytest
from django.db import IntegrityError, ProgrammingError
from loa_protocol.encoding import decode, encode
from loa_protocol.enrolment import read_code
from loa_protocol.messages import Root as Statement
from loa_protocol.messages import TrustFile
from loa_protocol.pins import Pins
from loa_protocol.refusals import Code, Refusal
from loa_protocol.roots import pin_root
from loa_protocol.signing import SoftKey, sign, verify
from loa_protocol.timing import from_ms, to_ms
from loa_protocol.trust import believe

from loa.audit.models import Entry
from loa.fleet import actions as fleet
from loa.fleet.actions.listing import Place
from loa.kernel import clock
from loa.keys import queries as keys
from loa.keys.models import Root, TrustBundle
from loa.places.models import Unit
from loa.signer import ceremony, statement
from loa.signer.tests.test_ceremony import private_of, sheets
from loa.testing.forging import past_the_fences


@pytest.fixture
def seed(signer):
    return bytes.fromhex(private_of(sheets(signer).read_text(), 0))


@pytest.fixture
def former(signer, seed):
    """The house as the release before left it: root's statement, by its own key, names no top."""
    row = keys.root()
    said = msgspec.to_builtins(decode(opened(row).payload, Statement))
    words = encode(
        msgspec.defstruct("Former", ["v", "seq", "public_key", "next_sha256", "demo", "made_at"])(
            **{name: said[name] for name in ("v", "seq", "public_key", "next_sha256", "demo", "made_at")}
        )
    )
    with past_the_fences():
        Root.objects.update(statement=sign("root", "root", words, SoftKey(seed)), sha256="f" * 64)
    return keys.root()


def opened(row):
    return verify(bytes(row.statement), bytes(row.public_key), "root", "root")


def renewed(signer, as_role, seed):
    units = tuple(Unit.objects.values_list("id", flat=True))
    with as_role("signer", read=units, write=units):
        made = ceremony.renew(signer.store, Unit.objects.get(parent=None), seed)
    signer.work()
    return made


def test_a_root_without_a_top_names_it_at_the_renewal(former, signer, as_role, seed):
    made = renewed(signer, as_role, seed)
    assert (made.top, made.delegations) == ("38", 5)
    first, now = Root.objects.order_by("sequence")
    assert first.sha256 == former.sha256
    was, said = statement.read(first), decode(opened(now).payload, Statement)
    assert was.top == ""
    assert (said.seq, said.top, said.demo, said.next_sha256) == (2, "38", True, was.next_sha256)
    assert (now.key_id, now.demo) == (first.key_id, first.demo)
    assert signer.trust_and_pins()[1].top == "38"
    assert set(Entry.objects.values_list("verb", flat=True)) >= {"keys.renewed", "keys.root_said_again"}


def test_a_box_that_pinned_the_statement_of_before_follows(former, signer, as_role, seed):
    renewed(signer, as_role, seed)
    said = statement.read(former)
    pins = Pins(bytes(former.public_key).hex(), 1, said.next_sha256, "79", said.demo)
    file = decode(bytes(keys.trust().file), TrustFile)
    found = believe(file, pins, to_ms(clock.now()))
    assert (found.pins.root_seq, found.pins.top, found.trust.top) == (2, "38", "38")
    assert len(found.trust.keys) == 10
    real = believe(file, msgspec.structs.replace(pins, demo=False), to_ms(clock.now()))
    assert (real.pins.root_seq, real.pins.top) == (1, "79")


def test_codes_of_before_are_void_and_counted_and_those_made_now_open(
    former, signer, as_role, seed, operator, places
):
    with as_role("web", operator):
        device = fleet.add_device(Place(places.own), "Cụm 01")
        fleet.make_claim_code(device.id)
    assert renewed(signer, as_role, seed).codes == 1
    now = keys.root()
    assert isinstance(pin_root(bytes(now.statement), former.sha256, demo_allowed=True), Refusal)
    with as_role("web", operator):
        code = read_code(fleet.make_claim_code(device.id).text)
    assert pin_root(bytes(now.statement), code.root_sha256, demo_allowed=True).top == "38"


def test_a_root_that_names_a_top_is_not_said_again(signer, as_role, seed):
    before = TrustBundle.objects.count()
    assert renewed(signer, as_role, seed).top == ""
    assert Root.objects.count() == 1
    assert TrustBundle.objects.count() == before + 1


def test_after_it_a_second_renewal_supersedes_the_first_and_says_no_more(former, signer, as_role, seed):
    renewed(signer, as_role, seed)
    assert renewed(signer, as_role, seed).top == ""
    assert Root.objects.count() == 2
    trust, _pins = signer.trust_and_pins()
    assert len({each.serial for each in trust.keys.values()}) == 3


def test_sheet_2_is_known_by_a_statement_of_before_too(former, signer, as_role):
    following = bytes.fromhex(private_of(sheets(signer).read_text(), 1))
    with pytest.raises(ceremony.WrongSheet) as wrong:
        renewed(signer, as_role, following)
    assert wrong.value.code == "next"
    assert Root.objects.count() == 1


def test_a_statement_that_root_did_not_sign_renews_nothing(former, signer, as_role, seed):
    forged = bytearray(former.statement)
    forged[-1] ^= 1
    with past_the_fences():
        Root.objects.update(statement=bytes(forged))
    with pytest.raises(ValueError, match=Code.ALTERED):
        renewed(signer, as_role, seed)
    assert Root.objects.count() == 1


@pytest.mark.parametrize(
    "changes", [{"sequence": 1, "demo": True}, {"sequence": 3, "demo": False}], ids=["back", "another kind"]
)
def test_the_database_lets_no_root_go_back_nor_cease_to_be_a_demos(
    former, signer, as_role, seed, places, changes
):
    renewed(signer, as_role, seed)
    row = keys.root()
    with (
        pytest.raises(IntegrityError),
        as_role("signer", read=(places.province.id,), write=(places.province.id,)),
    ):
        Root.objects.create(
            key_id=row.key_id, public_key=row.public_key, statement=b"x", sha256="0" * 64,
            made_at=from_ms(0), **changes,
        )  # fmt: skip


def test_a_statement_is_never_written_over(signer, places, as_role):
    with pytest.raises(ProgrammingError, match="only ever added"):
        Root.objects.update(demo=False)
