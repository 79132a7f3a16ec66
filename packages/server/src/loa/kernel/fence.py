"""What the child gives away before it looks at the first untrusted byte. Linux; needs no library.

The heart of it is RLIMIT_NOFILE = 0: no further descriptor can be made, hence no file, socket, pipe or device
can be opened by anything that takes the decoder over. It keeps the three it was handed: the upload (read
only), the spool (already unlinked) and the output.
"""

import ctypes
import os
import resource
import signal
import sys

CLONE_NEWNS = 0x00020000
CLONE_NEWUSER = 0x10000000
CLONE_NEWNET = 0x40000000
CLONE_NEWIPC = 0x08000000
PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_NO_NEW_PRIVS = 38
NOBODY = 65534


def die_with_parent(parent: int) -> None:
    """A killed worker takes its child along; otherwise the retried job would run beside its ghost."""
    _libc().prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit(1)


def enter(cpu_seconds: int, memory_bytes: int, file_bytes: int) -> dict[str, bool]:
    """Close the fence. Says what held beyond the limits, which always hold or raise."""
    held = {"network": _apart(), "user": _nobody()}
    _libc().prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    for limit, value in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_FSIZE, file_bytes),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_NOFILE, 0),
    ):
        resource.setrlimit(limit, (value, value))
    return held


def _apart() -> bool:
    """A network of its own with nothing in it: straight where root runs us, else inside a user namespace.

    The user namespace also keeps the child from looking into a worker that has the same user.
    """
    libc = _libc()
    if os.geteuid() == 0:
        return bool(libc.unshare(CLONE_NEWNET | CLONE_NEWIPC) == 0)
    return bool(libc.unshare(CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWIPC) == 0)


def _nobody() -> bool:
    if os.geteuid() != 0:
        return False
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)
    return True


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
