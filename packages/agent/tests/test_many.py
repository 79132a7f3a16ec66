"""A simulator's view: hundreds of cores in one process, one store, one shelf, no thread, a few kB each."""

import gc
import tracemalloc

from agent_rig.pieces import Shared, ports_of
from agent_rig.sounds import Sound
from agent_rig.town import EIGHT, FIVE_PM, RULES, TODAY, item
from loa_agent import store as stores
from loa_agent.clock import DrivenClock
from loa_agent.core import AgentSettings, Core, Ports
from loa_agent.shared_cache import SharedCache
from loa_agent.trust_state import Enrolment
from loa_protocol import timing
from loa_protocol.encoding import encode
from loa_protocol.messages import Body, BodyRef, DayPlan, DayRef
from loa_protocol.testing import world


def test_hundreds_of_devices_play_a_day_in_one_process_for_a_few_kilobytes_each(fees: Sound) -> None:
    province, objects, shared_cache, db = world.Province(), Shared(), SharedCache(), stores.memory()
    objects.put(fees.data)
    days = tuple(
        DayRef(day, objects.put(encode(DayPlan(1, day, "16012", RULES, items))))
        for day, items in ((TODAY, (item(FIVE_PM, fees), item(FIVE_PM + timing.HOUR, fees, name="toi"))),)
    )
    head = province.seal(world.plan(bodies=(BodyRef(1, objects.put(encode(Body(1, days)))),)))
    trust = encode(province.file())
    clock = DrivenClock()
    clock.set(EIGHT, trusted=True)
    pages_before = _pages(db)
    gc.collect()
    tracemalloc.start()
    cores = [
        _device(number, province, trust, ports_of(clock, db, number, objects, shared_cache))
        for number in range(200)
    ]
    for core in cores:
        core.on_message("p/16012/34", head)
    dues = {core.on_tick().wall_ms for core in cores}
    assert dues == {FIVE_PM - 1500} or len(dues) == 1
    gc.collect()
    a_core = tracemalloc.get_traced_memory()[0] / len(cores)
    tracemalloc.stop()
    while clock.now_ms() < FIVE_PM + 2 * timing.HOUR:
        clock.move(min(core.on_tick().wall_ms or FIVE_PM + 3 * timing.HOUR for core in cores))
    rows = (_pages(db) - pages_before) / len(cores)
    assert {core.outbox.last for core in cores} == {5}  # boot, and started and completed twice
    assert a_core + rows < 20_000, (a_core, rows)


def _device(number: int, province: world.Province, trust: bytes, ports: Ports) -> Core:
    device = f"0199dddd-0000-7000-8000-{number:012x}"
    key = world.key(f"device {number}")
    store = ports.store
    assigned = world.assignment(device=device, public_key=key.public_key.hex())
    store.put("pins", province.pinned())
    store.put("trust", trust)
    store.put("assignment", province.seal(assigned))
    return Core(ports, AgentSettings(), key, Enrolment(device, "loa.test", "", ""))


def _pages(db) -> int:
    return db.execute("pragma page_count").fetchone()[0] * db.execute("pragma page_size").fetchone()[0]
