"""How much the door's cache holds, and what goes first."""

import asyncio
import hashlib
import os

import pytest

from loa.files.cache import Cache
from loa.objects.folder import Folder
from loa.objects.port import NoObject, WrongBytes

SIZE = 1000


def things(store, count):
    """So many objects of one size in the store, by name."""
    made = {}
    for number in range(count):
        data = bytes([number]) * SIZE
        name = hashlib.sha256(data).hexdigest()
        store.put(name, data)
        made[name] = data
    return made


@pytest.fixture
def store(tmp_path):
    return Folder(tmp_path / "store", durable=False)


@pytest.fixture
def cache(store, tmp_path):
    return lambda most=3 * SIZE: Cache(store, tmp_path / "cache", most)


def kept(tmp_path):
    return {path.name for path in (tmp_path / "cache").glob("??/*")}


def asked(cache, *names):
    async def each():
        return [(await cache.path(name)).read_bytes() for name in names]

    return asyncio.run(each())


def test_those_nobody_asked_for_longest_go_first(store, cache, tmp_path):
    every = things(store, 4)
    first, second, third, fourth = every
    order = (first, second, third, first, fourth)
    assert asked(cache(), *order) == [every[name] for name in order]
    assert kept(tmp_path) == {first, third, fourth}


def test_it_never_holds_more_than_it_may(store, cache, tmp_path):
    every = list(things(store, 20))
    made = cache()

    async def all_at_once():
        await asyncio.gather(*(made.path(name) for name in every))
        assert sum(path.stat().st_size for path in (tmp_path / "cache").glob("??/*")) <= 3 * SIZE

    asyncio.run(all_at_once())
    assert len(kept(tmp_path)) == 3


def test_the_order_outlives_the_process(store, cache, tmp_path):
    first, second, third, fourth = things(store, 4)
    asked(cache(), first, second, third)
    for at, name in enumerate((second, third, first)):
        os.utime(tmp_path / "cache" / name[:2] / name, (at, at))
    asked(cache(), fourth)
    assert kept(tmp_path) == {third, first, fourth}


def test_a_smaller_cache_lets_go_at_the_start(store, cache, tmp_path):
    asked(cache(), *things(store, 3))
    cache(most=SIZE)
    assert len(kept(tmp_path)) == 1


def test_what_is_larger_than_the_cache_is_not_served(store, cache, tmp_path):
    (name,) = things(store, 1)
    with pytest.raises(WrongBytes):
        asked(cache(most=SIZE - 1), name)
    assert kept(tmp_path) == set()


def test_one_who_hangs_up_does_not_take_it_from_the_others(store, cache):
    (name, data), *_ = things(store, 1).items()
    made = cache()

    async def two():
        one, other = (asyncio.create_task(made.path(name)) for _ in range(2))
        await asyncio.sleep(0)
        one.cancel()
        return (await other).read_bytes()

    assert asyncio.run(two()) == data


def test_what_was_not_there_is_asked_for_anew(store, cache):
    made, data = cache(), b"later"
    name = hashlib.sha256(data).hexdigest()
    with pytest.raises(NoObject):
        asked(made, name)
    store.put(name, data)
    assert asked(made, name) == [data]
