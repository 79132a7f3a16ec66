"""What changed, asked of real repositories."""

from pathlib import Path

import pytest

from launcher.inside import changes
from launcher.tests.repository import Repository
from launcher.words import Stop


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository(tmp_path)
    made.write({"kept.py": "", "changed.py": "", "gone.py": "", "before.py": "x = 1\n" * 20})
    made.write({".gitignore": "left_out\n"})
    made.commit()
    return made


def changed(repository: Repository, asked: str = "") -> set[str]:
    return changes.tree(repository.root, changes.base(repository.root, asked))[1]


def test_what_is_committed_staged_written_new_gone_and_renamed_has_changed(repository: Repository) -> None:
    assert changed(repository) == set()
    repository.git("switch", "--quiet", "--create", "work")
    repository.write({"committed.py": ""})
    repository.commit()
    repository.write({"staged.py": "", "changed.py": "x = 1\n", "thư mục/mới có dấu.py": "", "left_out": ""})
    repository.git("add", "staged.py")
    (repository.root / "gone.py").unlink()
    repository.git("mv", "before.py", "after.py")
    found, paths = changes.tree(repository.root, changes.base(repository.root))
    new = {"committed.py", "staged.py", "thư mục/mới có dấu.py", "after.py"}
    assert paths == {"changed.py", "gone.py", "before.py", *new}
    assert found.gone == {"gone.py", "before.py"}
    assert found.there == {"kept.py", "changed.py", ".gitignore", *new}


def test_without_a_base_it_is_where_the_branch_left_main(repository: Repository) -> None:
    left = repository.git("rev-parse", "HEAD")
    repository.git("switch", "--quiet", "--create", "work")
    repository.write({"mine.py": ""})
    first = repository.commit()
    repository.git("switch", "--quiet", "main")
    repository.write({"theirs.py": ""})
    repository.commit()
    repository.git("switch", "--quiet", "work")
    assert changes.base(repository.root) == changes.base(repository.root, "main") == left
    assert changed(repository) == {"mine.py"}
    assert changes.base(repository.root, first[:10]) == first
    assert changed(repository, "HEAD") == set()
    assert changed(repository, "HEAD~1") == {"mine.py"}


def test_without_main_it_is_that_of_origin_and_without_both_the_last_commit(
    repository: Repository, tmp_path_factory: pytest.TempPathFactory
) -> None:
    clone = tmp_path_factory.mktemp("clone")
    repository.git("clone", "--quiet", str(repository.root), str(clone))
    copy = Repository(clone)  # one more commit
    copy.git("switch", "--quiet", "--create", "work")
    copy.git("branch", "--quiet", "--delete", "--force", "main")
    assert changes.base(clone) == repository.git("rev-parse", "HEAD")
    copy.git("remote", "remove", "origin")
    assert changes.base(clone) == copy.git("rev-parse", "HEAD")


@pytest.mark.parametrize("asked", ["mian", "HEAD~9", "--all", "kept.py", "HEAD:kept.py"])
def test_what_is_no_revision_is_refused_with_its_name(repository: Repository, asked: str) -> None:
    with pytest.raises(Stop) as refused:
        changes.base(repository.root, asked)
    assert refused.value.code == 2
    assert repr(asked) in refused.value.message


def test_a_copy_without_its_history_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Stop) as refused:
        changes.base(tmp_path)
    assert refused.value.code == 2
    assert "./loa test" in refused.value.message
