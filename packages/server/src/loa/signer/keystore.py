"""Where private halves lie. A port: files of the signer's user today; a TPM or a token may follow."""

import os
from pathlib import Path
from typing import Final, Protocol

from loa_protocol.messages import Purpose
from loa_protocol.signing import Signs, SoftKey

PURPOSES: Final = (Purpose.BUNDLE, Purpose.PLAN, Purpose.ACT, Purpose.TIME, Purpose.ASSIGN)


class KeyStore(Protocol):
    """Holds one key a purpose."""

    @property
    def kind(self) -> str:
        """A word for what keeps them, which `./loa keys` says in the reader's language."""

    def open(self, key_id: str) -> Signs:
        """The key. Raises KeyError when it is not here."""

    def make(self) -> Signs:
        """A new key, kept."""


class Files:
    """A folder of the signer's user (0700), one file (0600) a key, named by key id."""

    kind: Final = "files"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if folder.stat().st_mode & 0o077:
            folder.chmod(0o700)
        self._opened: dict[str, SoftKey] = {}

    def open(self, key_id: str) -> SoftKey:
        found = self._opened.get(key_id)
        if found is None:
            try:
                seed = bytes.fromhex((self._folder / f"{key_id}.key").read_text(encoding="ascii").strip())
            except FileNotFoundError:
                raise KeyError(key_id) from None
            found = self._opened[key_id] = SoftKey(seed)
            if found.key_id != key_id:
                raise ValueError(f"the file {key_id}.key holds another key")
        return found

    def make(self) -> SoftKey:
        made = SoftKey.generate()
        write_private(self._folder / f"{made.key_id}.key", made.seed.hex() + "\n")
        return self.open(made.key_id)


def write_private(path: Path, text: str) -> None:
    """A new file that only this user reads, whole or not at all. Raises FileExistsError."""
    if path.exists():
        raise FileExistsError(path)
    work = path.with_suffix(".new")
    work.unlink(missing_ok=True)
    descriptor = os.open(work, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    os.rename(work, path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
