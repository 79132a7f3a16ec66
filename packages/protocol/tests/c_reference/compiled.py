"""Compiles examples/c with the system's compiler and calls it: one parcel of bytes in, one back."""

import ctypes
import hashlib
import os
import struct
import subprocess
from array import array
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

SOURCES = Path(__file__).parents[4] / "examples" / "c"
HERE = Path(__file__).parent
STRICT = ("-std=c99", "-pedantic", "-Wall", "-Wextra", "-Werror", "-Wconversion")
ROOM = 1 << 20

_SHA256 = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_void_p)
_VERIFY = ctypes.CFUNCTYPE(ctypes.c_bool, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t)


def build(folder: Path, *flags: str) -> Path:
    """The shared library of the reference and its harness. The reference is held to every warning."""
    folder.mkdir(parents=True, exist_ok=True)
    made = folder / "libloa.so"
    for source in sorted(SOURCES.glob("*.c")):
        _gcc(*STRICT, *flags, "-fPIC", "-c", str(source), "-o", str(folder / f"{source.stem}.o"))
    harness = [str(one) for one in sorted(HERE.glob("*.c"))]
    objects = [str(folder / f"{source.stem}.o") for source in sorted(SOURCES.glob("*.c"))]
    _gcc("-std=c99", *flags, "-fPIC", "-shared", f"-I{SOURCES}", *harness, *objects, "-o", str(made))
    return made


def _gcc(*words: str) -> None:
    done = subprocess.run(["cc", *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def parcel(*parts: int | bytes) -> bytes:
    """Whole numbers of eight bytes; bytes after their length."""
    return b"".join(
        struct.pack("=q", part) if isinstance(part, int) else struct.pack("=q", len(part)) + part
        for part in parts
    )


class Reader:
    """What came back."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def number(self) -> int:
        self.at += 8
        return int(struct.unpack_from("=q", self.data, self.at - 8)[0])

    def bytes(self) -> bytes:
        n = self.number()
        self.at += n
        return self.data[self.at - n : self.at]

    def text(self) -> str:
        return self.bytes().decode()

    def rest(self) -> bytes:
        return self.data[self.at :]

    @property
    def over(self) -> bool:
        return self.at == len(self.data)


class Library:
    """The compiled reference, with the crypto of Python's own library behind its two pointers."""

    def __init__(self, path: Path) -> None:
        self._library = ctypes.CDLL(str(path))
        self._out = ctypes.create_string_buffer(ROOM)
        self._pointers = (_SHA256(_sha256), _VERIFY(_verify))
        self._library.test_crypto.restype = None
        self._library.test_crypto(*self._pointers)
        self.reasons = self._words("test_reasons")
        self.codes = self._words("test_codes")
        self.reason_numbers = {word: number for number, word in enumerate(self.reasons)}

    def ask(self, name: str, question: bytes) -> Reader:
        n = self._call(name, question)
        return Reader(bytes(memoryview(self._out)[:n]))

    def numbers(self, name: str, question: bytes) -> array:
        """The same, for an answer that is nothing but numbers."""
        n = self._call(name, question)
        found = array("q")
        found.frombytes(memoryview(self._out)[:n])
        return found

    def _call(self, name: str, question: bytes) -> int:
        function = self._function(name)
        n = int(function(question, self._out))
        assert n <= ROOM
        return n

    @cache  # noqa: B019 - one library a test run
    def _function(self, name: str):
        function = getattr(self._library, name)
        function.restype = ctypes.c_size_t
        function.argtypes = (ctypes.c_char_p, ctypes.c_void_p)
        return function

    def _words(self, name: str) -> list[str]:
        reader, words = self.ask(name, b""), []
        while not reader.over:
            words.append(reader.text())
        return words


def _sha256(data: int, n: int, out: int) -> None:
    ctypes.memmove(out, hashlib.sha256(ctypes.string_at(data, n)).digest(), 32)


def _verify(key: int, signature: int, data: int, n: int) -> bool:
    return _verified(ctypes.string_at(key, 32), ctypes.string_at(signature, 64), ctypes.string_at(data, n))


@cache
def _verified(key: bytes, signature: bytes, data: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def library(folder: Path | None) -> Library:
    """Compiled into this folder, or the one that LOA_C_LIBRARY names: the same, with sanitizers."""
    named = os.environ.get("LOA_C_LIBRARY")
    if named:
        return Library(Path(named))
    assert folder is not None
    return Library(build(folder, "-O2"))
