"""People are seen and written within the scope; beyond it, everyone sees their own rows. Sign-in's own tables
(sessions, counted attempts) are the web's alone and hold no row of a unit."""

from loa.kernel import guard
from loa.kernel.guard import Policy

WEB = ("web",)
TABLES = [
    guard.unit(
        "people_person",
        extra=(Policy("own", "s", WEB, "id = (select loa_scope_person())"),),
        web="siu",
        worker="si",
    ),
    guard.unit(
        "people_account",
        extra=(
            Policy("own", "su", WEB, "id = (select loa_scope_account())"),
            Policy("signing_in", "s", WEB, "username = nullif(current_setting('loa.signing_in', true), '')"),
        ),
        # Whose account it is, and where, is not changed: a new account is made.
        update_only={"web": ("password", "last_login", "is_active", "vouched_at")},
        web="siu",
        worker="si",
        signer="s",
    ),
    guard.unit(
        "people_rolegrant",
        extra=(Policy("own", "s", WEB, "person_id = (select loa_scope_person())"),),
        update_only={"web": ("valid_to", "confirmed_by_id", "confirmed_at")},
        web="siu",
        # Of a file: in the name of the administrator who sent it, never confirmed, and only
        # while that file is being written (migrations 0003 and imports.0002).
        worker="si",
        signer="s",
    ),
    guard.unit(
        "people_onetimelink",
        # Whoever holds the secret sees the one row of its hash, and may use it up.
        extra=(Policy("holder", "su", WEB, "secret_hash = nullif(current_setting('loa.link', true), '')"),),
        update_only={"web": ("used_at", "void_at", "code_hash", "code_by_id", "code_at", "wrong_codes")},
        web="siu",
    ),
    guard.system("people_account_groups", web="s"),
    guard.system("people_account_user_permissions", web="s"),
    guard.system("django_session", web="siud", worker="sd"),
    guard.system("axes_accessattempt", web="siud"),
    guard.system("axes_accessattemptexpiration", web="siud"),
    guard.system("axes_accessfailurelog", web="siud"),
    guard.system("axes_accesslog", web="siud"),
]
