"""Finds the files that changed since a revision, by git: committed or not, including new and deleted ones."""

import subprocess
from pathlib import Path

from launcher.inside.imports import Tree
from launcher.words import stop

USED_WRONGLY = 2
MAIN = ("main", "origin/main")


def base(root: Path, asked: str = "") -> str:
    """Returns the commit to compare with: where this branch left `asked` or, without that, `main`; else HEAD.

    Raises Stop (2) for what is no revision, and where there is no repository with a commit.
    """
    head = _commit(root, "HEAD")
    if head is None:
        stop(
            f"{root} không phải kho git có lịch sử: không biết gì đã đổi. Chạy ./loa test.",
            f"{root} is no git repository with a history: what changed is not known. Run ./loa test.",
            USED_WRONGLY,
        )
    found = next(filter(None, (_commit(root, name) for name in ([asked] if asked else MAIN))), None)
    if asked and found is None:
        stop(
            f"--changed: git không biết phiên bản {asked!r}. Ghi tên nhánh, thẻ hoặc mã commit.",
            f"--changed: git knows no revision {asked!r}. Name a branch, a tag or a commit.",
            USED_WRONGLY,
        )
    common = _git(root, "merge-base", found, head) if found else None
    return (common or found or head).strip()


def listed(root: Path) -> Tree:
    """Returns the files that git tracks or would track; in a copy without its history, all files there."""
    told = _git(root, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    if told is not None:
        return Tree(root, frozenset(path for path in told.split("\0") if path and (root / path).is_file()))
    return Tree(root, frozenset(p.relative_to(root).as_posix() for p in root.rglob("*") if p.is_file()))


def tree(root: Path, since: str) -> tuple[Tree, set[str]]:
    """Returns the files of the working tree, with those deleted since that commit, and the paths that changed
    since.

    A renamed file counts as one deleted and one new.
    """
    there = listed(root).there
    told = ("diff", "--name-only", "-z", "--no-renames", "--no-ext-diff", "--ignore-submodules", since)
    changed = set(filter(None, (_git(root, *told) or "").split("\0")))
    new = _git(root, "ls-files", "-z", "--others", "--exclude-standard") or ""
    changed.update(filter(None, new.split("\0")))
    return Tree(root, there, frozenset(changed - there)), changed


def _commit(root: Path, revision: str) -> str | None:
    return _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")


def _git(root: Path, *words: str) -> str | None:
    """Returns git's answer; None where git fails or is not installed."""
    try:
        done = subprocess.run(["git", *words], cwd=root, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.decode("utf-8", "surrogateescape").strip("\n")
