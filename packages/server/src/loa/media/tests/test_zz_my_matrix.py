import pytest
from loa.testing import matrix_run as run
from loa.testing.matrix import COLUMNS
pytestmark = pytest.mark.django_db
def test_mine():
    from loa.media.tests import matrix_rows as mine
    found = run.Registry(tuple(mine.ROWS), tuple(mine.JOBS), (mine.plant,))
    world = run.make_world(found); clients, snap = run.clients(world), run.Snapshot(world)
    wrong = [v for c in run.cells(found.rows) if (v := run.verdict(c, world, clients[c.column], snap))]
    print("\n".join(wrong)); assert not wrong
