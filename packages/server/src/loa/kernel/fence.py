"""The sandbox: the rights that a child process gives up before it reads the first untrusted byte. Linux only;
needs no library.

The most important limit is RLIMIT_NOFILE = 0. No new descriptor can be created, so code that takes over the
decoder can open no file, socket, pipe or device. The child has only the three descriptors that it was given:
the upload (read only), the spool (already unlinked) and the output.
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
    """Has the kernel kill this process when its parent ends. Otherwise the job that is retried after a killed
    worker would run beside the old child."""
    _libc().prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    # The parent may have ended before prctl was called.
    if os.getppid() != parent:
        sys.exit(1)


def enter(cpu_seconds: int, memory_bytes: int, file_bytes: int) -> dict[str, bool]:
    """Enters the sandbox. Returns which of the other measures succeeded; the resource limits always succeed
    or raise."""
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
    """Moves the process into an empty network namespace of its own: directly where we run as root, otherwise
    inside a user namespace.

    The user namespace also prevents the child from inspecting a worker of the same user.
    """
    libc = _libc()
    if os.geteuid() == 0:
        return bool(libc.unshare(CLONE_NEWNET | CLONE_NEWIPC) == 0)
    return bool(libc.unshare(CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWIPC) == 0)


def _nobody() -> bool:
    """Changes to the user nobody. Returns False where we do not run as root."""
    if os.geteuid() != 0:
        return False
    # Groups first: without root they can no longer be changed.
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)
    return True


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
