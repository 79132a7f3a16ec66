"""PostgreSQL's share of the memory that there is: of the machine, or of a smaller cgroup."""

from itertools import pairwise
from pathlib import Path

import pytest

from launcher.inside import memory, postgres

GIB = 2**30


@pytest.mark.parametrize(
    ("usable", "buffers", "cache", "work", "maintenance"),
    [
        (GIB // 8, 64, 256, 4, 32),
        (GIB, 256, 512, 4, 32),
        (4 * GIB, 1024, 2048, 16, 128),
        (8 * GIB, 2048, 4096, 32, 256),
        (64 * GIB, 4096, 32768, 32, 512),
        (1024 * GIB, 4096, 65536, 32, 512),
    ],
)
def test_each_setting_is_a_share_with_a_floor_and_a_ceiling(
    usable: int, buffers: int, cache: int, work: int, maintenance: int
) -> None:
    assert memory.share(usable) == memory.Share(buffers, cache, work, maintenance)


def test_more_memory_never_gives_less() -> None:
    sizes = [memory.share(mib * 2**20) for mib in range(64, 70_000, 97)]
    for less, more in pairwise(sizes):
        assert less.shared_buffers <= more.shared_buffers
        assert less.effective_cache_size <= more.effective_cache_size
        assert less.work_mem <= more.work_mem


def test_a_limit_of_any_cgroup_above_holds(tmp_path: Path) -> None:
    own = tmp_path / "system.slice" / "loa.service"
    own.mkdir(parents=True)
    (own / "memory.max").write_text("max\n")
    (own / "memory.high").write_text("3221225472\n")
    (own.parent / "memory.max").write_text("2147483648\n")
    folders = memory.cgroups("0::/system.slice/loa.service\n", tmp_path)
    assert folders == [own, own.parent, tmp_path]
    assert memory.limits(folders) == [3 * GIB, 2 * GIB]


def test_version_1_names_its_memory_controller(tmp_path: Path) -> None:
    told = "12:cpu,cpuacct:/a\n9:memory:/docker/b\n1:name=systemd:/c\n"
    own = tmp_path / "memory" / "docker" / "b"
    assert memory.cgroups(told, tmp_path) == [own, own.parent, own.parent.parent]
    own.mkdir(parents=True)
    (own / "memory.limit_in_bytes").write_text(f"{GIB}\n")
    assert memory.limits(memory.cgroups(told, tmp_path)) == [GIB]


def test_without_cgroups_the_machine_is_the_limit(tmp_path: Path) -> None:
    assert memory.limits(memory.cgroups("", tmp_path)) == []
    assert memory.usable() >= 64 * 2**20


def test_the_settings_take_what_is_reckoned() -> None:
    text = postgres.settings(5433, Path("/run/loa"), memory.share(8 * GIB))
    for line in (
        "shared_buffers = 2048MB",
        "effective_cache_size = 4096MB",
        "work_mem = 32MB",
        "maintenance_work_mem = 256MB",
    ):
        assert line in text.splitlines()
