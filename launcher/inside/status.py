"""`./loa status`: prints what runs, since when, what was restarted and what is wrong, on one screen.

Sources: supervisor's answers, the watchman's list of process ends, PostgreSQL, NATS, the disk.
"""

import contextlib
import json
import os
import shutil
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from launcher.inside import bridges, broker, keys, note, postgres, supervision
from launcher.inside.exposure import Exposure
from launcher.inside.processes import Setting
from launcher.layout import Home, Instance, Ports
from launcher.words import Stop, age, number, size, stop, t

DAY = 86400
LOW_DISK = 0.05


@dataclass
class Report:
    """The lines to print and the troubles found. `code` is the exit code: 0 well, 1 trouble, 3 not
    running."""

    lines: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    code: int = 0


def show(home: Home) -> int:
    if any(not os.access(here.note, os.R_OK) for here in home.instances()):
        stop(
            f"Chỉ người đã chạy Loa ở {home.base} mới xem được.",
            f"Only who runs Loa in {home.base} may look.",
        )
    reports = [of(here) for here in home.instances()]
    for report in reports:
        print("\n".join(report.lines))
        for trouble in report.troubles:
            print(f"  ▲ {trouble}")
        print()
    return max((report.code for report in reports), default=3)


def of(here: Instance) -> Report:
    """Returns the complete report of one instance."""
    known, report = note.read(here), Report()
    holder = note.holder(here)
    if holder is None:
        report.lines.append(
            t(
                f"loa {here.mode}: không chạy. Dữ liệu ở {here.folder}",
                f"loa {here.mode}: not running. Data in {here.folder}",
            )
        )
        report.code = 3
        _disk(here, report)
        return report
    since = age(time.time() - float(known.get("started", time.time())))
    report.lines += [
        t(
            f"loa {here.mode}: chạy được {since}, tiến trình {holder}, trang ở {known.get('url')}",
            f"loa {here.mode}: up {since}, process {holder}, pages at {known.get('url')}",
        ),
        t(
            f"  dữ liệu {here.folder}   mã nguồn {known.get('code')}",
            f"  data {here.folder}   code {known.get('code')}",
        ),
    ]
    ports = note.ports(here)
    names = _parts(here, ports, report)
    _database(here, ports, report)
    _broker(here, ports, report)
    if "signer" in names:
        _keys(here, ports, str(known.get("code")), report)
    _disk(here, report)
    report.lines.append(
        "  "
        + (
            t("▲ Có chỗ cần xem:", "▲ Needs a look:")
            if report.troubles
            else t("✓ Mọi phần đều chạy.", "✓ Every part runs.")
        )
    )
    report.code = 1 if report.troubles else 0
    return report


def restarts(here: Instance, since: float) -> list[dict[str, Any]]:
    """Returns what ended or could not start since that time (seconds since 1970), oldest first."""
    try:
        lines = (here.run / "restarts.jsonl").read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []
    # The last line may be incomplete while the watchman writes it.
    rows: list[dict[str, Any]] = [json.loads(line) for line in lines if line.endswith("}")]
    return [row for row in rows if row["at"] >= since and row["event"] != "running"]


def _parts(here: Instance, ports: Ports, report: Report) -> set[str]:
    """Reports the state of each part, and which bridge works; returns the names of the parts."""
    try:
        rows = supervision.states(here)
    except (OSError, ValueError) as error:
        report.troubles.append(
            t(f"Bộ trông tiến trình không trả lời: {error}", f"No answer from supervisor: {error}")
        )
        return set()
    ended = [row for row in restarts(here, time.time() - DAY) if row["event"] == "ended"]
    turns = _turns(here, ports, rows, report)
    counts, last = Counter(row["name"] for row in ended), {row["name"]: row for row in ended}
    report.lines.append(
        t(
            "  phần       trạng thái  từ        dựng lại trong 24 giờ",
            "  part       state       since     brought back in 24 h",
        )
    )
    for row in rows:
        name, well = row["name"], row["statename"] == "RUNNING"
        said = turns.get(row["pid"], t("chạy", "runs")) if well else row["statename"].lower()
        since = age(row["now"] - row["start"]) if well else "-"
        back = "-"
        if counts[name]:
            ago = age(time.time() - last[name]["at"])
            back = t(
                f"{counts[name]} lần, lần cuối {ago} trước ({last[name]['how']})",
                f"{counts[name]} times, last {ago} ago ({last[name]['how']})",
            )
        report.lines.append(f"  {'●' if well else '▲'} {name:<9}{said:<12}{since:<10}{back}")
        if not well:
            report.troubles.append(
                f"{name}: {row['spawnerr'] or row['statename']}. {_last_line(here.log / f'{name}.log')}"
            )
    return {row["name"] for row in rows}


def _turns(here: Instance, ports: Ports, rows: list[dict[str, Any]], report: Report) -> dict[int, str]:
    """Returns a word for each bridge that is connected to the database, by process id."""
    if not any(row["name"].startswith(bridges.PART) for row in rows):
        return {}
    try:
        found = bridges.states(here, ports)
    except (psycopg.Error, OSError):
        return {}  # reported as the database's trouble
    if "works" not in found.values():
        report.troubles.append(
            t(
                "Không tiến trình bridge nào làm việc: cụm loa không được trả lời.",
                "No bridge works: devices are not answered.",
            )
        )
    words = {"works": t("làm việc", "works"), "waits": t("chờ thay", "waits")}
    return {pid: words[state] for pid, state in found.items()}


def _last_line(log: Path) -> str:
    """Returns a log's last line and the log's path, for further reading."""
    with contextlib.suppress(OSError), log.open("rb") as file:
        # Only the end of the file is read: a log may have 5 MB.
        file.seek(max(0, log.stat().st_size - 4000))
        lines = [line for line in file.read().decode("utf-8", "replace").splitlines() if line.strip()]
        if lines:
            return f"{lines[-1][-160:]} ({log})"
    return str(log)


def _database(here: Instance, ports: Ports, report: Report) -> None:
    try:
        with postgres.connect(here, ports) as link:
            row = link.execute(
                "select current_setting('server_version'), pg_database_size(current_database()), "
                "(select count(*) from pg_stat_activity where backend_type = 'client backend'), "
                "extract(epoch from now() - pg_postmaster_start_time()), "
                "to_regclass('public.procrastinate_jobs') is not null"
            ).fetchone()
            jobs = (
                link.execute("select status::text, count(*) from procrastinate_jobs group by 1").fetchall()
                if (row and row[4])
                else []
            )
    except (psycopg.Error, OSError) as error:
        report.troubles.append(f"PostgreSQL: {str(error).strip()}")
        return
    if row:
        report.lines.append(
            t(
                f"  PostgreSQL {row[0]}: {size(row[1])}, {row[2]} kết nối, chạy được {age(float(row[3]))}",
                f"  PostgreSQL {row[0]}: {size(row[1])}, {row[2]} connections, up {age(float(row[3]))}",
            )
        )
    by = dict(jobs)
    report.lines.append(
        t(
            f"  việc nền: {by.get('todo', 0)} chờ, {by.get('doing', 0)} đang làm, {by.get('failed', 0)} hỏng",
            f"  jobs: {by.get('todo', 0)} waiting, {by.get('doing', 0)} running, {by.get('failed', 0)} "
            "failed",
        )
    )


def _broker(here: Instance, ports: Ports, report: Report) -> None:
    try:
        told = broker.ask(here, ports)
    except OSError as error:
        report.troubles.append(f"NATS: {error}")
        return
    report.lines.append(
        t(
            f"  NATS {told['version']}: {number(told['connections'])} kết nối, bộ nhớ {size(told['mem'])}",
            f"  NATS {told['version']}: {number(told['connections'])} connections, memory "
            f"{size(told['mem'])}",
        )
    )


def _keys(here: Instance, ports: Ports, code: str, report: Report) -> None:
    """Reports where the private keys are and until when they sign, as the signer itself reports it."""
    try:
        told = keys.ask(Setting(here, ports, Exposure(), Path(code)))
    except Stop as error:
        report.troubles.append(
            t(f"signer không trả lời: {str(error)[-160:]}", f"signer: {str(error)[-160:]}")
        )
        return
    report.lines.append(keys.line(told))
    report.troubles += keys.troubles(told, here)


def _disk(here: Instance, report: Report) -> None:
    for name, url in note.in_stores(here).items():
        report.lines.append(t(f"  {name}: ở kho {url}", f"  {name}: in the store {url}"))
    usage = shutil.disk_usage(here.folder)
    report.lines.append(
        t(
            f"  đĩa ở {here.folder}: còn {size(usage.free)} trong {size(usage.total)}",
            f"  disk at {here.folder}: {size(usage.free)} free of {size(usage.total)}",
        )
    )
    if usage.free < usage.total * LOW_DISK:
        report.troubles.append(t("Đĩa sắp đầy: còn dưới 5%.", "The disk is nearly full: under 5% left."))
        report.code = max(report.code, 1)


def require_running(here: Instance) -> dict[str, Any]:
    """Returns the instance.json of a running instance; raises Stop if it is not running."""
    if note.holder(here) is None:
        raise Stop(t(f"loa {here.mode} không chạy.", f"loa {here.mode} is not running."), 3)
    return note.read(here)
