import asyncio

import pytest

from loa.bridge import batching
from loa.bridge.batching import Batcher, Broken, QueueFull


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


def test_a_lone_item_goes_at_once_and_who_comes_one_by_one_after_it_goes_together():
    batches = []

    async def work(items):
        batches.append(list(items))
        return items

    async def steps(batcher):
        await batcher.ask(0)
        later = []
        for number in range(1, 6):
            later.append(asyncio.create_task(batcher.ask(number)))
            for _ in range(5):
                await asyncio.sleep(0)
        await asyncio.gather(*later)

    run(work, steps, apart_s=1.0)
    assert batches == [[0], [1, 2, 3, 4, 5]]


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
        with pytest.raises(QueueFull):
            await batcher.ask(3)
        first.cancel(), second.cancel()

    run(work, steps, waiting=1)


def test_two_in_a_line_work_at_the_same_time_and_the_first_is_at_most_a_batch_ahead():
    opened, stored, ahead = [], [], []
    go_on = asyncio.Event()

    async def store(items):
        await go_on.wait()
        stored.extend(items)
        return items

    async def both():
        second = Batcher(store, most=4)

        async def open_(items):
            opened.extend(items)
            ahead.append(len(opened) - len(stored))
            return items

        first = Batcher(open_, most=4, until=second.room)
        running = [asyncio.create_task(each.run()) for each in (first, second)]

        async def one(item):
            return await second.ask(await first.ask(item))

        asked = asyncio.gather(*(one(number) for number in range(40)))
        while not second_is_full(second):
            await asyncio.sleep(0)
        assert not stored  # the first worked on while the second held its batch
        go_on.set()
        answers = await asked
        for task in running:
            task.cancel()
        return answers

    def second_is_full(second):
        return len(opened) >= 8 and len(second) >= 4

    assert asyncio.run(asyncio.wait_for(both(), 20)) == list(range(40))
    assert stored == list(range(40))
    assert max(ahead) <= 3 * 4


def broken_by(bad, calls):
    async def work(items):
        calls.append(list(items))
        if bad in items:
            raise ValueError(f"{bad}\nof several lines")
        return [item * 2 for item in items]

    return work


def test_who_breaks_a_batch_is_alone_with_it_and_everybody_else_is_answered():
    calls = []

    async def steps(batcher):
        return await asyncio.gather(*(batcher.ask(n) for n in range(20)), return_exceptions=True)

    found = run(broken_by(13, calls), steps, splits=(Exception,), sender=str)
    assert isinstance(found[13], Broken)
    assert str(found[13]) == "13"
    assert [each for n, each in enumerate(found) if n != 13] == [n * 2 for n in range(20) if n != 13]
    assert len(calls) < 12


def test_a_sender_who_broke_one_goes_alone_from_then_on():
    calls = []

    async def steps(batcher):
        await asyncio.gather(*(batcher.ask(n) for n in range(4)), return_exceptions=True)
        calls.clear()
        return await asyncio.gather(*(batcher.ask(n) for n in range(4)), return_exceptions=True)

    found = run(broken_by(2, calls), steps, splits=(Exception,), sender=str)
    assert sorted(map(len, calls)) == [1, 3]
    assert found[:2] + found[3:] == [0, 2, 6]


def test_after_its_time_it_goes_with_the_others_again(monkeypatch):
    calls = []
    monkeypatch.setattr(batching, "ALONE_S", 0.0)

    async def steps(batcher):
        await asyncio.gather(*(batcher.ask(n) for n in range(4)), return_exceptions=True)
        calls.clear()
        await asyncio.gather(*(batcher.ask(n) for n in range(4)), return_exceptions=True)

    run(broken_by(2, calls), steps, splits=(Exception,), sender=str)
    assert len(calls[0]) == 4


def test_of_each_who_breaks_one_there_is_one_line(caplog):
    async def steps(batcher):
        await asyncio.gather(*(batcher.ask(n) for n in range(8)), return_exceptions=True)

    run(broken_by(5, []), steps, splits=(Exception,), sender=str)
    assert [record.getMessage() for record in caplog.records] == ["int of 5: ValueError: 5"]
    assert caplog.records[0].of_device == "5"
