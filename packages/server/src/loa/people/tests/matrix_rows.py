"""The room's rows of the matrix (see loa.testing.matrix)."""

from datetime import timedelta

from loa.kernel import clock
from loa.kernel.roles import Capability, Role
from loa.people.actions.links import secret_hash
from loa.people.actions.two_person_reset import code_hash
from loa.people.models import Account, OneTimeLink, Person, RoleGrant
from loa.testing.files import FILE
from loa.testing.matrix import PLACES, Job, MatrixRow, World

CODE = "40318275"


def plant(world: World) -> None:
    """At each place a person whose name carries the mark, with an account, a role and one waiting."""
    world.account, world.one_time_link, world.role_grant, world.role_waiting = {}, {}, {}, {}
    world.live_link = {}
    for place in PLACES:
        unit = world.unit[place]
        person = Person.objects.create(name=f"Ông {world.mark[place]}", unit=unit, phone="0912 345 678")
        giver, giver2 = (
            Person.objects.create(name=name, unit=unit) for name in ("Người giao", "Người cấp mã")
        )
        account = Account.objects.create(username=f"planted.{place}", person=person, unit=unit, password="!")
        since = clock.today() - timedelta(days=3)
        given = {"person": person, "unit": unit, "valid_from": since, "granted_by": giver}
        world.account[place] = account.pk
        world.role_grant[place] = RoleGrant.objects.create(role=Role.EDITOR, **given).pk
        world.role_waiting[place] = RoleGrant.objects.create(role=Role.APPROVER, **given).pk
        world.one_time_link[place] = f"secret-{place}"
        link = OneTimeLink.objects.create(
            secret_hash=secret_hash(world.one_time_link[place]),
            purpose="invite",
            account=account,
            unit=unit,
            made_by=giver,
            made_at=clock.now(),
            expires_at=clock.now() + timedelta(days=1),
        )
        world.live_link[place] = link.pk
        link.code_by, link.code_at = giver2, clock.now()
        link.code_hash = code_hash(link, CODE)
        link.save()


def account(world: World) -> dict[str, int]:
    return {"account_id": world.account["own"]}


def new_person(world: World) -> dict[str, object]:
    return {
        "name": "Nguyễn Thị Mới",
        "unit": world.unit["own"].id,
        "phone": "",
        "username": "",
        "roles": ["editor"],
    }


def new_password(world: World) -> dict[str, str]:
    return {"password": "cây đa giếng nước", "again": "cây đa giếng nước", "code": CODE}


OWN = {"target": "own", "can": Capability.KEEP_PEOPLE}
ROWS = [
    MatrixRow("people_sign_in", public=True),
    MatrixRow(
        "people_sign_in", "POST", public=True, data=lambda w: {"username": "ai.do", "password": "không biết"}
    ),
    MatrixRow("people_sign_out", "POST", public=True),
    MatrixRow(
        "people_one_time_link",
        public=True,
        target="own",
        sees="target",
        path=lambda w: {"secret": w.one_time_link["own"]},
    ),
    MatrixRow(
        "people_one_time_link",
        "POST",
        public=True,
        target="own",
        changes=True,
        path=lambda w: {"secret": w.one_time_link["own"]},
        data=new_password,
    ),
    # Over long ago in this world: there are administrators.
    MatrixRow("people_first_run", public=True, path=lambda w: {"secret": "x"}, outcome=(404,)),
    MatrixRow("people_first_run", "POST", public=True, path=lambda w: {"secret": "x"}, outcome=(404,)),
    MatrixRow("people_own_password"),
    MatrixRow("people_list", can=Capability.SEE_PEOPLE, sees="reach"),
    MatrixRow("people_list_file", can=Capability.SEE_PEOPLE, sees="reach", **FILE),
    MatrixRow("people_new", can=Capability.KEEP_PEOPLE),
    MatrixRow("people_new", "POST", **OWN, changes=True, data=new_person, refused=(200,)),
    MatrixRow(
        "people_links_for_many",
        "POST",
        **OWN,
        changes=True,
        sees="target",
        data=lambda w: {"added": w.account["own"]},
        refused=(422,),
    ),
    MatrixRow("people_waiting", can=Capability.KEEP_PEOPLE, sees="reach"),
    MatrixRow(
        "people_confirm_many", "POST", **OWN, changes=True, data=lambda w: {"grant": [w.role_waiting["own"]]}
    ),
    MatrixRow(
        "people_confirm", "POST", **OWN, changes=True, path=lambda w: {"grant_id": w.role_waiting["own"]}
    ),
    MatrixRow(
        "people_vouch",
        "POST",
        **OWN,
        changes=True,
        sees="target",
        data=lambda w: {"link": [w.live_link["own"]]},
    ),
    MatrixRow(
        "people_end_grant", "POST", **OWN, changes=True, path=lambda w: {"grant_id": w.role_grant["own"]}
    ),
    MatrixRow("people_one", can=Capability.SEE_PEOPLE, target="own", sees="target", path=account),
    MatrixRow(
        "people_give",
        "POST",
        **OWN,
        changes=True,
        path=account,
        data=lambda w: {"role": "operator", "unit": w.unit["own"].id, "valid_to": ""},
    ),
    MatrixRow("people_new_link", "POST", **OWN, changes=True, sees="target", path=account),
    MatrixRow("people_disable", "POST", **OWN, changes=True, path=account),
    MatrixRow("people_enable", "POST", **OWN, changes=True, path=account),
]

JOBS = [Job("people.delete_ended_sessions", arguments=lambda w: {"timestamp": 0})]
