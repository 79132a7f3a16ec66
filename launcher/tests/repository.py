"""A small git repository laid out as ours is, for tests of what changed."""

import os
import subprocess
from pathlib import Path


class Repository:
    """A repository in `root` with one commit, on the branch `main`."""

    def __init__(self, root: Path, **files: str) -> None:
        self.root = root
        self.git("init", "--quiet", "--initial-branch=main")
        self.write(files)
        self.commit()

    def git(self, *words: str) -> str:
        """What git answers, whatever this machine's own settings of it are."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        told = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null"}
        who = ("-c", "user.name=Mai", "-c", "user.email=mai@example.org")
        done = subprocess.run(
            ["git", *who, *words],
            cwd=self.root,
            env={**kept, **told},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()

    def write(self, files: dict[str, str]) -> None:
        for path, text in files.items():
            (self.root / path).parent.mkdir(parents=True, exist_ok=True)
            (self.root / path).write_text(text, encoding="utf-8")

    def commit(self) -> str:
        """Commit all there is; returns the commit."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", "as it is")
        return self.git("rev-parse", "HEAD")
