"""Writes docs/reference/settings.md: every variable that a process of Loa reads, from `loa/config/env.py`.

    python docs/settings.py

Names, kinds and defaults come from the code; what each is for stands here, and one without a word about it is
an error. A test compares the page with what this would write.
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "packages/server/src/loa/config/env.py"
PAGE = ROOT / "docs/reference/settings.md"
KINDS = {
    "_text": "text",
    "_path": "path",
    "_file": "file with the secret",
    "_store": "file with the store",
    "_port": "port",
    "_megabytes": "number",
    "_optional_path": "path",
}

MEANING = {
    "LOA_MODE": "`demo`, `up`, `check` or `test`. Only `up` makes a real root; sample data is refused there.",
    "LOA_DATA": "the instance's folder",
    "LOA_DB_HOST": "the host of PostgreSQL, or the folder of its socket",
    "LOA_DB_PORT": "its port",
    "LOA_DB_NAME": "the database",
    "LOA_DB_ROLE": "the role to log in as: each process its own",
    "LOA_DB_PASSWORD_FILE": "that role's password",
    "LOA_SECRET_FILE": "Django's key for sessions and forms",
    "LOA_MEDIA_DIR": "sounds, by hash",
    "LOA_OBJECTS_DIR": "what the file door serves, by hash; written by the signer alone",
    "LOA_MEDIA_STORE": "JSON file: the S3 store of sounds, and the credential there; else the folder",
    "LOA_OBJECTS_STORE": "the same of what the file door serves; told to signer and file door alone",
    "LOA_OBJECTS_CACHE": "where the file door keeps what it has fetched from such a store",
    "LOA_OBJECTS_CACHE_MB": "how much it keeps, in units of 1,048,576 bytes",
    "LOA_KEYS_DIR": "the signing keys; told to the signer alone",
    "LOA_NATS_URL": "the broker, for the bridge",
    "LOA_NATS_SECRETS": "JSON file with the bridge's names and passwords at the broker",
    "LOA_FILES_SECRET": "what bridge and file door share, to make and check devices' tokens",
    "LOA_FILES_LISTEN": "where the file door listens",
    "LOA_TIME_SOCKET": "unix socket where the signer answers with signed time",
    "LOA_PUBLIC_URL": "what people's browsers and devices call the pages by",
    "LOA_MQTT_PUBLIC": "what devices are told for MQTT",
    "LOA_FILES_PUBLIC": "what devices are told for the file door",
    "LOA_HOSTS": "host names that the pages answer to, by spaces or commas",
    "LOA_PROXY": "the declared proxy in front; its `X-Forwarded-Proto` is believed then",
    "LOA_TLS_CERT": "certificate (PEM) where no proxy does TLS",
    "LOA_TLS_KEY": "its key (PEM)",
}

LAUNCHER = {
    "LOA_LANG": "`vi` or `en`: what `./loa` says at the terminal",
    "LOA_PG_BIN": "another folder of PostgreSQL programs than the wheel's",
    "LOA_BRIDGE_PROCESSES": "how many bridges run, of which one works: 1 to 3, two without it",
    "LOA_TEST_MOTO": "told by `./loa test` to the tests: the Python that runs moto, an S3 server of others'",
    "LOA_TEST_TURN": "told by `./loa test` to the tests: which of many like cases they try, as `--turn`",
    "LOA_WEB_PROCESSES": "how many processes serve the pages: 1 to 8, two without it",
}
"""Read by `./loa` itself, not by a process of Loa."""


PAGE_TEXT = """# Settings

Written by `python docs/settings.py` from `packages/server/src/loa/config/env.py`; do not edit by hand.

`./loa` sets all of these for each process; only who starts a process by hand needs them. They are read in
one place, and each process is told only its own (`launcher/inside/processes.py`). No secret stands in a
variable: only the name of a file that the process's user can read. `data` is `LOA_DATA`.

| variable | kind | default | what it is |
|---|---|---|---|
{rows}

For `./loa` itself:

| variable | what it is |
|---|---|
{said}
"""


def variables() -> list[tuple[str, str, str]]:
    """Name, kind and default of each, in the order of the code. Raises KeyError for one without a meaning."""
    found = []
    for node in ast.walk(ast.parse(SOURCE.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or not node.args:
            continue
        name = node.args[0]
        if node.func.id in KINDS and isinstance(name, ast.Constant) and str(name.value).startswith("LOA_"):
            default = _default(node.args[1]) if len(node.args) > 1 else ""
            found.append((node.lineno, str(name.value), KINDS[node.func.id], default))
    return [(name, kind, default) for _line, name, kind, default in sorted(found)]


def _default(node: ast.expr) -> str:
    said = ast.unparse(node).replace("str(data / 'run')", "data / 'run'")
    return f"`{said}`".replace("'", "") if said not in ("''", '""') else ""


def page() -> str:
    rows = [f"| `{name}` | {kind} | {default} | {MEANING[name]} |" for name, kind, default in variables()]
    said = [f"| `{name}` | {meaning} |" for name, meaning in LAUNCHER.items()]
    return PAGE_TEXT.format(rows="\n".join(rows), said="\n".join(said))


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE.relative_to(ROOT)}\n")
