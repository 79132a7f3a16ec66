"""The cluster: a socket and passwords, roles with no more than they need; NATS: nobody without a name."""

import json
import socket
from collections.abc import Iterator

import psycopg
import pytest

from launcher.inside import accounts, broker, nats, nkey, passwords, postgres
from launcher.layout import is_root
from launcher.tests.world import World, a_world


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with a_world() as made:
        yield made


def test_nobody_enters_without_a_password(world: World) -> None:
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(
            host=str(world.instance.database_socket), port=world.ports.postgres, user="loa_web", dbname="loa"
        )


def test_the_database_has_no_network(world: World) -> None:
    with postgres.connect(world.instance, world.ports) as link:
        assert link.execute("show listen_addresses").fetchone() == ("",)
    assert not world.answers(world.ports.postgres)


def test_only_parts_with_a_role_reach_the_socket(world: World) -> None:
    assert world.instance.database_socket.stat().st_mode & 0o007 == 0
    if is_root():
        assert world.instance.database_socket.group() == "loa-db"
        assert "loa-files" not in _members("loa-db")


def test_web_makes_no_tables(world: World) -> None:
    with (
        postgres.connect(world.instance, world.ports, part="web") as link,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        link.execute("create table mine (n int)")


def test_only_the_bridge_has_tables_of_a_session(world: World) -> None:
    with postgres.connect(world.instance, world.ports, part="bridge") as link:
        link.execute("create temporary table stage (n int)")
    with (
        postgres.connect(world.instance, world.ports, part="web") as link,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        link.execute("create temporary table stage (n int)")


def test_backup_sees_past_row_security_and_writes_nothing(world: World) -> None:
    with postgres.connect(world.instance, world.ports, part="owner") as link:
        link.execute("create table guarded (n int)")
        link.execute("alter table guarded enable row level security")
        link.execute("insert into guarded values (7)")
    with postgres.connect(world.instance, world.ports, part="backup") as link:
        assert link.execute("select n from guarded").fetchall() == [(7,)]
        with pytest.raises(psycopg.Error):
            link.execute("insert into guarded values (8)")


def test_no_role_of_ours_is_a_superuser(world: World) -> None:
    with postgres.connect(world.instance, world.ports) as link:
        rows = link.execute("select rolname from pg_roles where rolsuper and rolname like 'loa%'").fetchall()
    assert rows == []


def test_preparing_roles_again_changes_nothing(world: World) -> None:
    postgres.prepare_roles(world.instance, world.ports)
    postgres.connect(world.instance, world.ports, part="web").close()


def test_nats_knows_who_asks(world: World) -> None:
    told = broker.ask(world.instance, world.ports)
    assert told["server_name"] == "loa"
    assert told["auth_timeout"] == 30


def test_nats_refuses_a_stranger(world: World) -> None:
    told = {
        "user": "bridge",
        "pass": "wrong",
        "verbose": False,
        "pedantic": False,
        "lang": "raw",
        "version": "1",
    }
    with (
        socket.create_connection(("127.0.0.1", world.ports.nats), timeout=40) as link,
        link.makefile("rwb") as line,
    ):
        assert line.readline().startswith(b"INFO ")
        line.write(b"CONNECT " + json.dumps(told).encode() + b"\r\nPING\r\n")
        line.flush()
        assert line.readline().startswith(b"-ERR 'Authorization Violation'")


def test_the_bridge_can_act_for_the_account(world: World) -> None:
    told = json.loads(nats.bridge_secrets(world.instance).read_text("utf-8"))
    raw = nkey.raw_of(told["account_seed"])
    assert nkey.from_raw(raw) == (told["account_seed"], told["account_public"])


def test_an_account_key_as_the_documentation_of_nats_prints_it() -> None:
    seed = "SAANDLKMXL6CUS3CP52WIXBEDN6YJ545GDKC65U5JZPPV6WH6ESWUA6YAI"
    public = "ABJHLOVMPA4CI6R5KLNGOB4GSLNIY7IOUPAJC4YFNDLQVIOBYQGUWVLA"
    assert nkey.from_raw(nkey.raw_of(seed)) == (seed, public)


def test_an_altered_seed_is_no_seed() -> None:
    with pytest.raises(ValueError, match="not a NATS seed"):
        nkey.raw_of("SAANDLKMXL6CUS3CP52WIXBEDN6YJ545GDKC65U5JZPPV6WH6ESWUA6YAE")


def test_making_secrets_again_keeps_them(world: World) -> None:
    before = passwords.read(passwords.database(world.instance, "web"))
    passwords.make_all(world.instance)
    assert passwords.read(passwords.database(world.instance, "web")) == before


def _members(group: str) -> list[str]:
    import grp

    accounts.make_all()
    return grp.getgrnam(group).gr_mem
