"""Writes supervisor's configuration from the list of processes, starts supervisor and sends it requests.

Every process is started through `setpriv --pdeathsig KILL`, so that none outlives supervisord; the launcher
starts supervisord itself (ours: see supervisord.py) in the same way. A part that ends is always started again
at once; one that cannot start is tried again about every second, without end (see watchman).
"""

import subprocess
import sys
import time
from collections.abc import Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from xmlrpc.client import Fault

from launcher.inside import accounts, rpc
from launcher.inside.processes import BASE, Process, Setting
from launcher.layout import Instance, is_root, source
from launcher.words import stop

HEAD = """\
[supervisord]
nodaemon = true
silent = true
logfile = {log}/supervisor.log
logfile_maxbytes = 2MB
logfile_backups = 2
pidfile = {run}/supervisord.pid
directory = /
umask = 077
identifier = loa
{user}
[unix_http_server]
file = {socket}
chmod = 0600

[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface

[eventlistener:watchman]
command = setpriv --pdeathsig KILL -- {python} -m launcher.inside.watchman {run}/restarts.jsonl
environment = PYTHONPATH="{source}",PYTHONDONTWRITEBYTECODE="1"
events = PROCESS_STATE_EXITED,PROCESS_STATE_FATAL,PROCESS_STATE_RUNNING
buffer_size = 1000
priority = 1
autostart = true
autorestart = true
startsecs = 0
stderr_logfile = {log}/watchman.log
stderr_logfile_maxbytes = 1MB
"""
PROGRAM = """
[program:{name}]
command = {command}
priority = {order}
autostart = {autostart}
autorestart = true
startsecs = 2
startretries = 1
stopsignal = {signal}
stopwaitsecs = {seconds}
killasgroup = true
umask = {umask}
stdout_logfile = {log}/{name}.log
stdout_logfile_maxbytes = 5MB
stdout_logfile_backups = 2
redirect_stderr = true
environment = {environment}
{user}"""


def config_file(instance: Instance) -> Path:
    return instance.run / "supervisord.conf"


def configure(setting: Setting, processes: Iterable[Process]) -> None:
    """Writes supervisor's configuration. Only the launcher's user may use its control socket and the logs."""
    here = setting.instance
    accounts.folder(here.run, None, 0o700)
    accounts.folder(here.log, None, 0o700)
    accounts.folder(here.supervisor_socket.parent, None, 0o700)
    text = HEAD.format(
        log=_plain(here.log),
        run=_plain(here.run),
        socket=_plain(here.supervisor_socket),
        python=_plain(sys.executable),
        source=_plain(setting.code),
        user="user = root" if is_root() else "",
    )
    for process in processes:
        text += program(process, here)
    accounts.write_for(None, config_file(here), text)


def program(process: Process, here: Instance) -> str:
    """Returns the section of one process."""
    # `--no-new-privs`: no program started by a part can gain rights, as by setuid.
    fence = ["setpriv", "--pdeathsig", "KILL", "--no-new-privs", "--"]
    user = accounts.user_of(process.part)
    told = {"LOA_INSTANCE": str(here.folder), **process.environment}
    return PROGRAM.format(
        name=process.name,
        command=" ".join(_quoted(word) for word in (*fence, *process.command)),
        order=process.order,
        autostart="true" if process.stage == BASE else "false",
        signal=process.stop_signal,
        seconds=process.stop_seconds,
        umask=process.umask,
        log=_plain(here.log),
        environment=",".join(f'{name}="{_plain(value)}"' for name, value in told.items()),
        user=f"user = {user}\n" if user else "",
    )


def _plain(value: object) -> str:
    """Returns the text as supervisor's configuration needs it: supervisor expands % and splits at quotes, so
    % is doubled, and quotes, backslashes and line breaks are rejected."""
    text = str(value)
    if any(sign in text for sign in '"\n\\'):
        stop(
            f"Đường dẫn có ký tự không dùng được: {text}",
            f"A path holds a character that cannot be used: {text}",
        )
    return text.replace("%", "%%")


def _quoted(word: str) -> str:
    text = _plain(word)
    return f'"{text}"' if any(sign in text for sign in " ;'#") else text


def start(instance: Instance) -> subprocess.Popen[bytes]:
    """Starts supervisord as a child that ends with this process, in a session of its own (this
    process handles Ctrl-C)."""
    with (instance.log / "supervisord.out").open("ab") as said:
        return subprocess.Popen(
            [
                "setpriv",
                "--pdeathsig",
                "KILL",
                "--",
                sys.executable,
                "-m",
                "launcher.inside.supervisord",
                "-n",
                "-c",
                str(config_file(instance)),
            ],
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            cwd="/",
            start_new_session=True,
            env={
                "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                "LANG": "C.UTF-8",
                "LOA_INSTANCE": str(instance.folder),
                "PYTHONDONTWRITEBYTECODE": "1",
                "PYTHONWARNINGS": "ignore",
                "PYTHONPATH": str(source()),
            },
        )


def control(instance: Instance) -> AbstractContextManager[Any]:
    """Returns supervisor's own interface, for use in a `with`."""
    return rpc.control(str(instance.supervisor_socket))


def wait_for_control(instance: Instance, child: subprocess.Popen[bytes], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            with control(instance) as asked:
                asked.getState()
        except (OSError, Fault, ValueError):
            if child.poll() is not None or time.monotonic() > deadline:
                said = (instance.log / "supervisord.out").read_text("utf-8", "replace")[-2000:]
                stop(f"supervisor không chạy được:\n{said}", f"supervisor could not start:\n{said}")
            time.sleep(0.05)
        else:
            return


def start_stage(instance: Instance, processes: Iterable[Process], stage: str) -> None:
    """Starts the processes of a stage. One that fails at first is tried again without further calls."""
    with control(instance) as asked:
        for process in processes:
            if process.stage == stage:
                try:
                    asked.startProcess(process.name, False)
                except Fault as fault:
                    # It may run already: supervisor restarts an ended process by itself.
                    if "ALREADY_STARTED" not in fault.faultString:
                        raise


def states(instance: Instance) -> list[dict[str, Any]]:
    with control(instance) as asked:
        found: list[dict[str, Any]] = asked.getAllProcessInfo()
    return [row for row in found if row["name"] != "watchman"]
