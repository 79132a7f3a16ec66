"""The tree: who decides for what hangs on it."""

from loa.keys.models import Revocation, RevocationAgreement
from loa.signer.tests.forging import revocations
from loa.signer.tests.forging.cases import Case, Denied, Statement, Table, fenced
from loa.signer.tests.forging.house import NEW_UNIT
from loa.testing.people import SINCE


def commune(house, who, **columns):
    """A commune more."""
    return {
        "id": NEW_UNIT,
        "kind": "commune",
        "code": "99999",
        "name": "Xã Mới",
        "name_type": "Xã",
        "search": "xa moi",
        "sort_key": b"\0",
        "parent_id": house.places.province.id,
        "valid_from": SINCE,
    } | columns


def still_revoked(house, row):
    """A key that two administrators revoked, whatever the tree is now."""
    with house.web(house.hoa):
        made = Revocation.objects.create(**revocations.of_a_key(house, house.hoa))
    with house.web(house.binh):
        RevocationAgreement.objects.create(
            unit_id=made.unit_id, revocation=made, person_id=house.binh.person_id
        )
    return revocations.key_is_listed(house, row)


PROVINCE = {"kind": "province", "parent_id": None}
MADE = (
    "insert into places_unit (id, kind, code, name, name_type, search, sort_key, parent_id, valid_from)"
    " values (%(new)s, '{}', '99999', 'Tỉnh Mới', 'Tỉnh', 'tinh moi', '', {}, '2025-07-01')"
)
TABLES = (
    Table(
        "places_unit",
        "hoa",
        commune,
        still_revoked,
        (
            Case("second province", fenced("one province"), changes=PROVINCE),
            Case(
                "province that lies in another",
                Denied("23514", "province_is_root"),
                changes={"kind": "province"},
            ),
            Case("commune that lies in nothing", fenced("one province"), changes={"parent_id": None}),
            Case(
                "commune under a code that stands",
                Denied("23P01", "one_a_code_a_day"),
                changes={"code": "14797"},
            ),
            Case("commune in a unit there is none of", Denied("23503"), changes={"parent_id": 2_000_000_000}),
        ),
    ),
)
STATEMENTS = (
    Statement(
        "second province, by a process that sees none",
        "select set_config('loa.read', '', true), set_config('loa.account', '', true); "
        + MADE.format("province", "null"),
        fenced("one province"),
        MADE.format("commune", "%(province)s"),
    ),
)
