"""The port to the storage of private keys. Today these are files of the signer's user; a TPM or a token may
follow."""

import os
from pathlib import Path
from typing import Final, Protocol

from loa_protocol.messages import Purpose
from loa_protocol.signing import Signer, SoftKey

PURPOSES: Final = (Purpose.BUNDLE, Purpose.PLAN, Purpose.ACT, Purpose.TIME, Purpose.ASSIGN)


class KeyStore(Protocol):
    """A store that holds one key for each purpose."""

    @property
    def kind(self) -> str:
        """The name of the kind of storage. `./loa keys` translates it for the reader."""

    def open(self, key_id: str) -> Signer:
        """Returns the key. Raises KeyError when the store does not have it."""

    def make(self) -> Signer:
        """Makes a new key, stores it and returns it."""


class Files:
    """A folder of the signer's user (mode 0700) with one file (mode 0600) for each key, named by key id."""

    kind: Final = "files"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # A folder that was there before may be open to others.
        if folder.stat().st_mode & 0o077:
            folder.chmod(0o700)
        self._opened: dict[str, SoftKey] = {}

    def open(self, key_id: str) -> SoftKey:
        """Returns the key. Raises KeyError when there is no file, ValueError when the file has another
        key."""
        found = self._opened.get(key_id)
        if found is None:
            try:
                # A file holds the 32 bytes of the Ed25519 seed as hexadecimal digits.
                seed = bytes.fromhex((self._folder / f"{key_id}.key").read_text(encoding="ascii").strip())
            except FileNotFoundError:
                raise KeyError(key_id) from None
            found = self._opened[key_id] = SoftKey(seed)
            if found.key_id != key_id:
                raise ValueError(f"the file {key_id}.key holds another key")
        return found

    def make(self) -> SoftKey:
        """Makes a new key, stores it and returns it."""
        made = SoftKey.generate()
        write_private(self._folder / f"{made.key_id}.key", made.seed.hex() + "\n")
        return self.open(made.key_id)


def write_private(path: Path, text: str) -> None:
    """Writes a new file that only this user can read. The file is there whole or not at all. Raises
    FileExistsError."""
    if path.exists():
        raise FileExistsError(path)
    work = path.with_suffix(".new")
    # An earlier process may have ended between creating this file and renaming it.
    work.unlink(missing_ok=True)
    descriptor = os.open(work, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    os.rename(work, path)
    # The new name lasts through a power cut only once the folder is on disk too.
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
