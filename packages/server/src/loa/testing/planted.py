"""The data of the rights matrix, created once for each worker in a database of its own and committed there.

`matrix` gives it to a test. What the test does is rolled back, so that every cell and every test begins with
the same rows. A test with a `site` copies the database (see `database_template` in loa.testing.plugin).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pytest
from pytest_django.plugin import DjangoDbBlocker

from loa.testing import matrix_run as run
from loa.testing.client import RoleClient
from loa.testing.cluster import DATABASE, Cluster
from loa.testing.matrix import Column, World
from loa.testing.plugin import use_database


@dataclass(frozen=True)
class PlantedWorld:
    """What every app declares and has planted, and a signed-in client for each column."""

    database: str
    found: run.Registry
    world: World
    clients: Mapping[Column, RoleClient]


@pytest.fixture(scope="session")
def planted(cluster: Cluster, django_db_blocker: DjangoDbBlocker, django_db_setup: None) -> PlantedWorld:
    """Creates the database of the matrix."""
    database = "matrix"
    cluster.new_database(database)
    with django_db_blocker.unblock():
        use_database(cluster, database)
        try:
            found = run.registry()
            world = run.make_world(found)
            return PlantedWorld(database, found, world, run.clients(world))
        finally:
            use_database(cluster, DATABASE)


@pytest.fixture
def matrix(
    planted: PlantedWorld, cluster: Cluster, django_db_blocker: DjangoDbBlocker
) -> Iterator[PlantedWorld]:
    """Yields the planted data. Changes are undone after the test."""
    with django_db_blocker.unblock():
        use_database(cluster, planted.database)
        try:
            with run.rolled_back():
                yield planted
        finally:
            use_database(cluster, DATABASE)
