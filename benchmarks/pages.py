"""`pages`: p95 of the 20 pages that people use most, against a signed-in page in the same frame that shows no
rows (changing one's own password). `pages.cold`: the same after PostgreSQL was restarted and the kernel's
cache of its files was dropped. `pages.blocks`: blocks of the database that one page touches, without any
clock.

The count of each minute runs beside them, as the worker runs it in use, and at the end its figures must still
be known: a page that shows no figures is quick. The load is an open loop: requests are sent at their times
whether earlier ones were answered or not, and each is timed from when it was due.
"""

from benchmarks import cold, ground, history, province
from benchmarks.harness import Result, command, result
from benchmarks.served import counter, get, web

# isort: split
import asyncio
import random
import time
from collections import defaultdict
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from loa.kernel import clock
from loa.kernel.roles import Role
from loa.people.models import Account
from loa.playlog import queries as playlog
from loa.testing.cluster import Cluster

FULL, QUICK = (166, 15_000, 730, 200, 150.0), (10, 600, 120, 200, 8.0)
"""Communes, devices, days of history, people, seconds of each phase."""
EACH_S = 20.0
"""Seconds between the requests of one person."""
FLOOR = "/tai-khoan/mat-khau/"
OF_A_COMMUNE = (
    "/quan-ly/",
    "/quan-ly/ban-tin/",
    "/quan-ly/ban-tin/?tim=thong+bao",
    "/quan-ly/ban-tin/?trang=2",
    "/quan-ly/ban-tin/{code}/",
    "/quan-ly/lich-phat/",
    "/quan-ly/lich-phat/?ngay={day}",
    "/quan-ly/cum-loa/",
    "/quan-ly/dia-ban/",
    "/quan-ly/dia-ban/{unit}/",
    "/quan-ly/tu-doc-rieng/{unit}/",
    "/quan-ly/nhat-ky-phat/",
    "/quan-ly/tai-khoan/",
)
OF_AN_EDITOR = ("/quan-ly/ban-tin/moi/", "/quan-ly/ban-tin/{code}/sua/")
OF_AN_OPERATOR = (
    "/dieu-hanh/",
    "/dieu-hanh/im/",
    "/quan-ly/cum-loa/{device}/",
    "/quan-ly/lich-phat/quy-che/?noi={unit}",
    "/quan-ly/nhat-ky-phat/?ngay={day}",
)
OPERATORS_SHARE = 10
"""One person in ten is an operator of the province."""


class Person:
    """A signed-in person: the cookie, and the addresses that this person opens."""

    def __init__(self, account: Account, pages: tuple[str, ...], words: dict[str, str]) -> None:
        session = SessionStore()
        session[SESSION_KEY] = str(account.pk)
        session[BACKEND_SESSION_KEY] = "loa.people.backend.GrantsBackend"
        session[HASH_SESSION_KEY] = account.get_session_auth_hash()
        session.create()
        self.cookie = f"{settings.SESSION_COOKIE_NAME}={session.session_key}"
        self.pages = [(page, page.format(**words)) for page in pages]


def people(made: province.Province, count: int) -> list[Person]:
    """Makes editors and approvers of communes, and operators of the province."""
    found = []
    yesterday = (clock.today() - timedelta(days=1)).isoformat()
    for number in range(count):
        unit = made.communes[number * len(made.communes) // count]
        device = next(each for each in made.devices if each.unit_id == unit.pk)
        words = {"code": f"b{unit.code}00", "unit": str(unit.pk), "device": str(device.pk), "day": yesterday}
        if number % OPERATORS_SHARE == 0:
            account = province.account(f"op{number}", Role.OPERATOR, made.unit)
            found.append(Person(account, OF_AN_OPERATOR, words))
        elif number % 2:
            found.append(Person(made.editors[unit.pk], OF_A_COMMUNE + OF_AN_EDITOR, words))
        else:
            found.append(Person(made.approvers[unit.pk], OF_A_COMMUNE, words))
    return found


def blocks(own: Cluster, port: int, crowd: list[Person]) -> dict[str, int]:
    """Returns the blocks of 8 kB that PostgreSQL touched for each page, found in its memory or not.

    Each page is requested alone, by the last of the crowd who opens it. These blocks decide what a page costs
    when nothing is in memory.
    """
    opened = {name: (path, person.cookie) for person in crowd for name, path in person.pages}
    found: dict[str, int] = {}
    with own.connect() as link:
        for name, (path, cookie) in opened.items():
            link.execute("select pg_stat_statements_reset()")
            assert asyncio.run(get(port, path, cookie)) == 200, path
            rows = link.execute(TOUCHED).fetchall()
            found[name] = int(rows[0][0])
    return found


async def visit(port: int, crowd: list[Person], seconds_: float, floor: bool) -> dict[str, list[float]]:
    """Sends requests and returns seconds by page. A page that does not answer 200 ends the benchmark."""
    chance = random.Random(11)  # noqa: S311 (the same order each run)
    took: dict[str, list[float]] = defaultdict(list)
    start = time.perf_counter()
    requests = int(seconds_ * len(crowd) / EACH_S)
    # In turns, so that every page is opened about as often; people at even distances.
    turns = [(person, page) for person in crowd for page in person.pages]
    chance.shuffle(turns)

    async def one(number: int) -> None:
        person, (name, path) = turns[number % len(turns)]
        due = start + number * EACH_S / len(crowd)
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        name, path = (FLOOR, FLOOR) if floor else (name, path)
        status = await get(port, path, person.cookie)
        assert status == 200, f"{path}: {status}"
        took[name].append(time.perf_counter() - due)

    await asyncio.gather(*(one(number) for number in range(requests)))
    return took


async def warm(port: int, crowd: list[Person]) -> None:
    """Opens every page once, so that templates are loaded and statements planned."""
    for path, cookie in {page: (path, p.cookie) for p in crowd for page, path in p.pages}.values():
        status = await get(port, path, cookie)
        assert status == 200, f"{path}: {status}"
    # At the same time, so that each of the web's threads gets its connection to the database.
    for _ in range(2):
        await asyncio.gather(*(get(port, FLOOR, person.cookie) for person in crowd[:24]))


def assert_heard(made: province.Province) -> None:
    """Checks that the play log matches the records made by SQL to what was planned: nearly all were
    completed.

    Otherwise the pages would show a province in which nothing sounds.
    """
    day = playlog.total(playlog.went_out([made.communes[0].pk], clock.today() - timedelta(days=1)))
    assert day.completed > 0.9 * day.planned > 0, day


TOUCHED = """
select coalesce(sum(shared_blks_hit + shared_blks_read), 0)::bigint from pg_stat_statements
where userid = 'loa_web'::regrole
"""
MOST_BLOCKS = {
    "/dieu-hanh/": 4_600,
    "/quan-ly/ban-tin/?tim=thong+bao": 4_300,
    "/quan-ly/cum-loa/{device}/": 1_900,
    "/quan-ly/ban-tin/{code}/": 1_600,
    "/quan-ly/": 1_500,
    "/quan-ly/ban-tin/?trang=2": 1_300,
    "/quan-ly/nhat-ky-phat/?ngay={day}": 1_300,
    "/quan-ly/cum-loa/": 850,
    "/quan-ly/lich-phat/": 1_000,
    "/quan-ly/lich-phat/?ngay={day}": 1_000,
}
"""How many blocks of 8 kB a page may touch: half more than it did at full size when this was written."""
LIGHT_BLOCKS = 250
"""How many every other page may touch."""


def p95(times: list[float]) -> float:
    """Returns the 95th percentile."""
    return quantiles(times, n=20)[18] if len(times) > 1 else times[0]


def assert_counted(own: Cluster, communes: int) -> None:
    """Checks that the worker kept up: every commune's figures are known, so the pages showed them."""
    with own.connect() as link:
        fresh = "select count(*) from playlog_communefigures where counted_at > now() - interval '3 minutes'"
        row = link.execute(fresh).fetchone()
    assert row is not None
    assert row[0] >= communes, row


async def connect(port: int, crowd: list[Person]) -> None:
    """Reconnects each of the web's threads, which lost its connection when the database was restarted."""
    for _ in range(3):
        await asyncio.gather(*(get(port, FLOOR, person.cookie) for person in crowd[:24]))
    assert await get(port, FLOOR, crowd[0].cookie) == 200


def run(quick: bool) -> list[Result]:
    """Measures the floor's page alone at the same rate, before and after the 20 pages. Its better time
    counts."""
    communes, devices, days, persons, length = QUICK if quick else FULL
    with ExitStack() as stack:
        own = stack.enter_context(ground.database())
        home = Path(stack.enter_context(TemporaryDirectory(prefix="loa-pages-")))
        made = province.make(communes, 26)
        province.add_devices(made, devices, keys=False)
        province.add_slots(made, clock.today() - timedelta(days=31), 60, whole=True)
        past = history.make(own, days)
        crowd = people(made, persons)
        assert_heard(made)
        history.count(own, [each.pk for each in made.communes], days)
        ground.settle(own)
        port = stack.enter_context(web(own, home))
        with counter(own, home):
            asyncio.run(warm(port, crowd))
            before = asyncio.run(visit(port, crowd, length, floor=True))[FLOOR]
            ours = asyncio.run(visit(port, crowd, length, floor=False))
            after = asyncio.run(visit(port, crowd, length, floor=True))[FLOOR]
            touched = blocks(own, port, crowd)
            assert_counted(own, communes)
        # The restart empties PostgreSQL's own memory; the kernel's cache is dropped while it is down.
        ground.restart(own, stack, between=lambda: cold.drop(own.folder / "data"))
        with counter(own, home):
            asyncio.run(connect(port, crowd))
            chilled = asyncio.run(visit(port, crowd, length, floor=False))
            read_mb = cold.read_mb(own)
            assert_counted(own, communes)
    kind = "quick" if quick else "full"
    work = (
        f"{kind}: {persons} people, a request each {EACH_S:.0f} s, {devices} devices, {past.bulletins}"
        f" bulletins, {past.records} play records, made by SQL"
    )
    floor = min(p95(before), p95(after))
    bounds = {page: MOST_BLOCKS.get(page, LIGHT_BLOCKS) for page in touched}
    heaviest = sorted(touched, key=lambda page: -touched[page] / bounds[page])[:4]
    most = ", ".join(f"{page} {touched[page]} of {bounds[page]}" for page in heaviest)
    least = f"{kind}: PostgreSQL started anew, none of its files in memory, {read_mb:.0f} MB read since"
    return [
        result("pages", p95(every(ours)), "s", floor, 3.0, f"{work}; {slowest(ours)}"),
        result("pages.cold", p95(every(chilled)), "s", floor, 3.0, f"{least}; {slowest(chilled)}"),
        result(
            "pages.blocks", touched[heaviest[0]], "blocks", bounds[heaviest[0]], 1.0, f"{kind}; most: {most}"
        ),
    ]


def every(took: dict[str, list[float]]) -> list[float]:
    """Returns all times, whatever the page."""
    return [each for times in took.values() for each in times]


def slowest(took: dict[str, list[float]]) -> str:
    """Returns the four slowest pages, by their p95."""
    found = sorted(took, key=lambda page: -p95(took[page]))[:4]
    return "slowest: " + ", ".join(f"{page} {p95(took[page]) * 1000:.0f} ms" for page in found)


def main() -> None:
    """Runs the benchmark from the command line."""
    command(run)


if __name__ == "__main__":
    main()
