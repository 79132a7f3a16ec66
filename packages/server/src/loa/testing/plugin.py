"""The pytest plugin of the server's tests: a real database, real roles, people at places.

The fixtures for a browser, for the data of the rights matrix and for stores are in plugins of their own,
which this one loads.

Fixtures: `cluster`, `db` (pytest-django's, on a migrated database of this session), `as_role`, `own_database`
(committed data, for tests that start processes), `places`, `editor`, `approver`, `operator`, `do`.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, connections, transaction
from pytest_django.plugin import DjangoDbBlocker

from loa.kernel import actor as acting
from loa.kernel.actor import Actor
from loa.kernel.ids import short_code
from loa.kernel.roles import Role
from loa.places import scope
from loa.testing import cluster as clusters
from loa.testing import midnight, people
from loa.testing.client import RoleClient
from loa.testing.cluster import DATABASE, SERVED, SUPERUSER, TEMPLATE, Cluster
from loa.testing.people import Places

pytest_plugins = ["loa.testing.browser", "loa.testing.planted", "loa.testing.buckets"]
AsRole = Callable[..., AbstractContextManager[None]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Rejects tests that would empty every table."""
    for item in items:
        mark = item.get_closest_marker("django_db")
        if mark and (mark.kwargs.get("transaction") or mark.args):
            raise pytest.UsageError(
                f"{item.nodeid}: transaction=True would empty every table; use the fixture own_database"
            )


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """Waits if a Vietnamese day is about to end."""
    midnight.wait_out()


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """Starts the PostgreSQL of this test session (one for each xdist worker)."""
    with clusters.running() as running:
        yield running


def point_django_at(host: str, port: int, database: str, user: str, password: str) -> None:
    """Sets the default connection: it logs in as this superuser and acts as the owner, so that a test can
    become any role."""
    connection.close()
    settled = {"HOST": host, "PORT": str(port), "NAME": database, "USER": user, "PASSWORD": password}
    # The existing connection has a copy of the settings; new threads read the global ones.
    both: list[dict[str, Any]] = [settings.DATABASES["default"], connections["default"].settings_dict]
    for known in both:
        known.update(settled)
        known["OPTIONS"]["options"] = "-c role=loa_owner"


def use_database(cluster: Cluster, database: str) -> None:
    """Makes this process work on one of the cluster's databases from now on."""
    point_django_at(str(cluster.folder), 5432, database, SUPERUSER, cluster.passwords[SUPERUSER])


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: DjangoDbBlocker, cluster: Cluster
) -> Iterator[None]:
    """Replaces the fixture of pytest-django: the database exists already, migrated."""
    with django_db_blocker.unblock():
        use_database(cluster, DATABASE)
    yield
    with django_db_blocker.unblock():
        connection.close()


@pytest.fixture
def database_template() -> str:
    """Returns the database that `own_database` copies. A module may override it."""
    return TEMPLATE


@pytest.fixture
def own_database(
    request: pytest.FixtureRequest,
    database_template: str,
    cluster: Cluster,
    django_db_blocker: DjangoDbBlocker,
    django_db_setup: None,
) -> Iterator[str]:
    """Creates a database for this test alone, with commits that last: for tests that start processes or
    threads. With `site` it is the database that the worker's web process serves, replaced by a new one.

    Yields its name; `cluster.environment("loa_web", name)` is what a process needs to connect to it.
    """
    name = SERVED if "site" in request.fixturenames else f"own_{short_code(10)}"
    cluster.new_database(name, database_template)
    with django_db_blocker.unblock():
        use_database(cluster, name)
        try:
            yield name
        finally:
            use_database(cluster, DATABASE)
            cluster.drop_database(name)


@pytest.fixture
def elsewhere(
    cluster: Cluster, django_db_blocker: DjangoDbBlocker, django_db_setup: None
) -> Iterator[Callable[..., None]]:
    """Yields `elsewhere(host, port, database, user, password)`, which works on a database that the test
    itself runs, with commits that last."""
    with django_db_blocker.unblock():
        try:
            yield point_django_at
        finally:
            use_database(cluster, DATABASE)


@pytest.fixture(scope="session")
def as_role() -> AsRole:
    """Yields the context manager `as_role("web", actor)`, which runs as that database role, in the actor's
    scope.

    Without an actor there is no scope (nothing is visible). `read=` and `write=` (ids of units) set the scope
    of a process instead. Works inside pytest-django's transaction and on `own_database`.
    """

    @contextmanager
    def entered(
        role: str, actor: Actor | None = None, *, read: tuple[int, ...] = (), write: tuple[int, ...] = ()
    ) -> Iterator[None]:
        with transaction.atomic():
            wanted = scope.of(actor) if actor else scope.Scope(frozenset(read), frozenset(write))
            with connection.cursor() as cursor:
                cursor.execute("select current_user")
                before = cursor.fetchone()[0]
                cursor.execute(f"set local role loa_{role}")
            with scope.entered(wanted), acting.acting(actor or acting.process(role)):
                yield
            with connection.cursor() as cursor:
                cursor.execute(f"set local role {before}")

    return entered


@pytest.fixture
def places(db: None) -> Places:
    """Creates a province (`.province`) with two communes (`.own`, `.other`)."""
    return people.places()


@pytest.fixture
def editor(places: Places) -> Actor:
    """Creates an editor of `places.own`."""
    return people.someone("Lê Thị Mai", (Role.EDITOR, places.own), home=places.own, username="mai")


@pytest.fixture
def approver(places: Places) -> Actor:
    """Creates an approver of `places.own`."""
    return people.someone("Trần Văn Hùng", (Role.APPROVER, places.own), home=places.own, username="hung")


@pytest.fixture
def operator(places: Places) -> Actor:
    """Creates an operator of the province, over every commune."""
    return people.someone(
        "Phạm Quốc Anh", (Role.OPERATOR, places.province), home=places.province, username="anh"
    )


@pytest.fixture
def do(as_role: AsRole, operator: Actor) -> Callable[..., Any]:
    """Yields `do(act, *words)`, which runs one action as the province's operator, with the role of the
    web."""

    def one(act: Callable[..., Any], *words: object) -> Any:
        with as_role("web", operator):
            return act(*words)

    return one


@pytest.fixture
def web(db: None) -> RoleClient:
    """Returns a client without JavaScript. The whole stack answers as the role loa_web, so row policies
    hold."""
    return RoleClient()
