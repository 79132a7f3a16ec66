import asyncio

import pytest

from loa.bridge.batching import Batcher, Full


class Gone(Exception):
    pass


def run(work, steps, **options):
    async def both():
        batcher = Batcher(work, **options)
        running = asyncio.create_task(batcher.run())
        try:
            return await steps(batcher)
        finally:
            running.cancel()

    return asyncio.run(asyncio.wait_for(both(), 20))


def test_what_gathers_meanwhile_goes_as_one_batch_and_each_gets_its_answer():
    sizes = []

    async def work(items):
        sizes.append(len(items))
        await asyncio.sleep(0)
        return [item * 2 for item in items]

    async def steps(batcher):
        return await asyncio.gather(*(batcher.ask(number) for number in range(1000)))

    assert run(work, steps, most=300) == [number * 2 for number in range(1000)]
    assert max(sizes) <= 300
    assert len(sizes) < 20


def test_a_passing_failure_is_tried_again_and_nothing_is_lost():
    tries = []

    async def work(items):
        tries.append(list(items))
        if len(tries) < 3:
            raise Gone
        return items

    async def steps(batcher):
        return await batcher.ask("kept")

    assert run(work, steps, passing=(Gone,)) == "kept"
    assert tries == [["kept"]] * 3


def test_another_failure_is_the_askers_and_the_next_goes_on():
    async def work(items):
        if items == ["bad"]:
            raise ValueError("bad")
        return items

    async def steps(batcher):
        with pytest.raises(ValueError, match="bad"):
            await batcher.ask("bad")
        return await batcher.ask("good")

    assert run(work, steps) == "good"


def test_more_than_may_wait_is_refused_at_once():
    async def work(items):
        await asyncio.Event().wait()

    async def steps(batcher):
        first = asyncio.create_task(batcher.ask(1))
        await asyncio.sleep(0.01)
        second = asyncio.create_task(batcher.ask(2))
        await asyncio.sleep(0.01)
        with pytest.raises(Full):
            await batcher.ask(3)
        first.cancel(), second.cancel()

    run(work, steps, waiting=1)
