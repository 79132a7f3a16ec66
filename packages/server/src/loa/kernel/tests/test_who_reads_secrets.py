"""Which roles of the database may read a column that opens a door, and why: the catalogue says exactly
this."""

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db
SIGNS_IN = "web signs people in and compares what they show"
SECRETS = {
    ("people_account", "password"): ({"web"}, SIGNS_IN),
    ("django_session", "session_key"): ({"web"}, SIGNS_IN),
    ("django_session", "session_data"): ({"web"}, SIGNS_IN),
    ("people_onetimelink", "secret_hash"): ({"web"}, "web opens links; a row policy shows the holder theirs"),
    ("people_onetimelink", "code_hash"): ({"web"}, "web compares the code that a second person read out"),
    ("axes_accessattempt", "get_data"): ({"web"}, "web counts wrong passwords"),
    ("axes_accessattempt", "post_data"): ({"web"}, "web counts wrong passwords, which axes stars out"),
    ("axes_accesslog", "session_hash"): ({"web"}, "web may write the log of sign-ins; it is switched off"),
    ("fleet_claimcode", "secret_sha256"): (
        {"web", "signer"},
        "web answers a box, the signer proves it",
    ),
    ("fleet_claim", "head"): ({"web", "signer"}, "what a box sealed, with a secret that is used up"),
    ("wagtailcore_apitoken", "key_hash"): (set(), "Wagtail's tokens are not used"),
}
"""The secret columns, the roles that may read each, and why they must."""
NO_SECRET = {
    ("newsroom_approval", "proof"): "a hash of the session's key, which nobody turns back",
    ("airtime_broadcastrule", "minutes_per_session"): "how long a session of sounds may be",
    ("wagtailcore_pageviewrestriction", "password"): "of Wagtail's pages, of which Loa has none",
    ("wagtailcore_collectionviewrestriction", "password"): "of Wagtail's collections, which Loa does not use",
}
"""Columns whose name sounds so, though they open nothing."""
SOUNDS_SECRET = "(password|passwd|secret|token|session|key_hash|code_hash|otp|cookie|proof|credential|nonce)"
READERS = ("web", "worker", "bridge", "signer")


def columns() -> dict[tuple[str, str], set[str]]:
    """Returns every column of every table, with the roles that may read it."""
    may = ", ".join(f"has_column_privilege('loa_{role}', c.oid, a.attnum, 'select')" for role in READERS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"select c.relname, a.attname, {may} from pg_attribute a join pg_class c on c.oid = a.attrelid"
            " where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v')"
            " and a.attnum > 0 and not a.attisdropped"
        )
        return {
            (table, name): {role for role, reads in zip(READERS, each, strict=True) if reads}
            for table, name, *each in cursor.fetchall()
        }


def test_exactly_these_roles_read_each_secret():
    there = columns()
    assert SECRETS.keys() <= there.keys(), "a column that is no longer there"
    found = {each: there[each] for each in SECRETS}
    assert found == {each: roles for each, (roles, _why) in SECRETS.items()}


def test_every_column_that_sounds_like_a_secret_is_on_a_list():
    with connection.cursor() as cursor:
        cursor.execute(
            "select table_name, column_name from information_schema.columns"
            " where table_schema = 'public' and (column_name ~ %s or table_name ~ '(session|token)$')",
            [SOUNDS_SECRET],
        )
        said = set(cursor.fetchall())
    known = SECRETS.keys() | NO_SECRET.keys()
    whole = {table for table, name in NO_SECRET if name == "*"}
    of_a_listed_table = {each for each in said if each[0] in {table for table, _name in SECRETS}}
    left = {each for each in said - known - of_a_listed_table if each[0] not in whole}
    assert not left, "may a taken process read these? Say so in SECRETS or NO_SECRET"


def test_the_whole_row_of_a_session_or_an_account_is_for_web_alone():
    """`select *` is what a taken process tries first."""
    with connection.cursor() as cursor:
        for table in ("django_session", "people_account", "people_onetimelink"):
            for role in READERS:
                cursor.execute(
                    "select has_table_privilege(%s, %s, 'select')", [f"loa_{role}", f"public.{table}"]
                )
                assert cursor.fetchone()[0] == (role == "web"), (table, role)
