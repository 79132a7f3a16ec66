"""Runs one of the server's own commands (`python -m loa.config.manage ...`) as the part that is allowed
to."""

import subprocess
import sys
from collections.abc import Iterator

from launcher.inside import accounts
from launcher.inside.processes import Setting, environment
from launcher.words import Stop, stop

REFUSED = 1
REFUSAL = "CommandError"
PATH = "/usr/local/bin:/usr/bin:/bin"


def run(
    setting: Setting,
    part: str,
    *words: str,
    module: str = "loa.config.manage",
    told: str = "",
    umask: int = 0o027,
    may_refuse: bool = False,
) -> Iterator[str]:
    """Runs the command to its end and yields each line as it is printed; `told` is the command's standard
    input.

    Stops with the last lines if the command fails. With `may_refuse`, exit code 1 does not count as a
    failure.
    """
    mark = {"LOA_INSTANCE": str(setting.instance.folder), "PATH": PATH}
    said: list[str] = []
    with subprocess.Popen(
        ["setpriv", "--pdeathsig", "KILL", "--", sys.executable, "-m", module, *words],
        cwd="/",
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        env={**environment(setting, part), **mark},
        umask=umask,
        **accounts.as_part(part),
    ) as child:
        if child.stdin is not None:
            child.stdin.write(told)
            child.stdin.close()
        for line in child.stdout or ():
            said.append(line)
            yield line.rstrip("\n")
    if child.returncode and not (may_refuse and child.returncode == REFUSED):
        tail = "".join(said[-25:])
        stop(f"{words[0]} không xong:\n{tail}", f"{words[0]} failed:\n{tail}")


def run_quietly(
    setting: Setting,
    part: str,
    *words: str,
    module: str = "loa.config.manage",
    told: str = "",
    umask: int = 0o027,
    may_refuse: bool = False,
) -> list[str]:
    return list(run(setting, part, *words, module=module, told=told, umask=umask, may_refuse=may_refuse))


def asked(setting: Setting, *words: str) -> list[str] | None:
    """Returns the output of a command run as the owner of the tables; None if the command rejects the
    request. Stops if it fails."""
    try:
        return run_quietly(setting, "owner", *words)
    except Stop as end:
        if REFUSAL in end.message:
            return None
        raise
