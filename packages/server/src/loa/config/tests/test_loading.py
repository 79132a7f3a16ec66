"""The collector rests only while a process loads its rooms."""

import gc


def test_it_works_again_and_leaves_alone_what_was_loaded() -> None:
    assert gc.isenabled()
    assert gc.get_freeze_count() > 100_000
