"""Row policies and rights for the tables of people. Rows are read and written within the scope; besides,
everyone sees their own rows. The tables of sign-in (sessions, counted attempts) have no rows of units, and
the web process uses them; the worker deletes the sessions that ended and reads none."""

from loa.kernel import guard
from loa.kernel.guard import Policy

WEB = ("web",)
# All of an account but the hash of its password, which the web process alone compares.
WITHOUT_PASSWORD = (
    "id",
    "username",
    "person_id",
    "unit_id",
    "is_active",
    "is_superuser",
    "vouched_at",
    "created_at",
    "last_login",
    "theme",
)
OF_PEOPLE = guard.OfAFile(("people",))
TABLES = [
    guard.unit(
        "people_person",
        extra=(Policy("own", "s", WEB, "id = (select loa_scope_person())"),),
        web="siu",
        worker="si",
        of_a_file=OF_PEOPLE,
    ),
    guard.unit(
        "people_account",
        extra=(
            Policy("own", "su", WEB, "id = (select loa_scope_account())"),
            Policy("signing_in", "s", WEB, "username = nullif(current_setting('loa.signing_in', true), '')"),
        ),
        # Person and unit of an account never change; a new account is made instead.
        update_only={"web": ("password", "last_login", "is_active", "vouched_at", "theme")},
        select_only={"worker": WITHOUT_PASSWORD, "signer": ("id", "person_id", "unit_id")},
        web="siu",
        worker="si",
        signer="s",
        of_a_file=OF_PEOPLE,
    ),
    guard.unit(
        "people_rolegrant",
        extra=(Policy("own", "s", WEB, "person_id = (select loa_scope_person())"),),
        update_only={"web": ("valid_to", "confirmed_by_id", "confirmed_at")},
        web="siu",
        # The worker inserts grants of an import: in the name of the administrator who sent the file, never
        # confirmed, and only at a place of theirs (migration 0003, imports.0002).
        worker="si",
        signer="s",
        of_a_file=OF_PEOPLE,
    ),
    guard.unit(
        "people_onetimelink",
        # Whoever has the secret sees the one row with its hash, and may mark it as used.
        extra=(Policy("holder", "su", WEB, "secret_hash = nullif(current_setting('loa.link', true), '')"),),
        update_only={"web": ("used_at", "void_at", "code_hash", "code_by_id", "code_at", "wrong_codes")},
        web="siu",
    ),
    guard.system("people_account_groups", web="s"),
    guard.system("people_account_user_permissions", web="s"),
    # Whoever reads a session's key is that person. The worker reads when it ends and deletes it.
    guard.system("django_session", select_only={"worker": ("expire_date",)}, web="siud", worker="sd"),
    guard.system("axes_accessattempt", web="siud"),
    guard.system("axes_accessattemptexpiration", web="siud"),
    guard.system("axes_accessfailurelog", web="siud"),
    guard.system("axes_accesslog", web="siud"),
]
