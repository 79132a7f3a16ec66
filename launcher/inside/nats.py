"""Configures NATS from its wheel: MQTT for devices, an auth callout that the bridge answers, and
no data that must last."""

import json
import secrets
import sys
from pathlib import Path

from launcher.inside import accounts, nkey, passwords
from launcher.inside.exposure import Exposure
from launcher.layout import Instance, Ports

CONFIG = """\
# Written by the launcher at each start.
server_name: loa
listen: "127.0.0.1:{nats}"
max_connections: 100000
max_payload: 1MB
write_deadline: "10s"
# MQTT sessions need JetStream; nothing that must last lives in it.
jetstream {{ store_dir: "{store}", max_memory_store: 256MB, max_file_store: 4GB,
            limits {{ default_max_consumers: 100000 }} }}
mqtt {{ listen: "{mqtt_host}:{mqtt}"{tls} }}
accounts {{
  AUTH: {{ users: [ {{ user: "auth", password: "{auth}" }} ] }}
  APP: {{ jetstream: enabled, users: [ {{ user: "bridge", password: "{bridge}" }} ] }}
  SYS: {{ users: [ {{ user: "status", password: "{status}" }}, {{ user: "sys", password: "{sys}" }} ] }}
}}
system_account: SYS
# Devices sign in through the callout. 30 s, or a storm of reconnects is refused as if by wrong passwords.
authorization {{
  timeout: 30
  auth_callout {{ issuer: {issuer}, auth_users: [ auth, bridge, sys, status ], account: AUTH }}
}}
"""


def program() -> str:
    return str(Path(sys.prefix) / "bin" / "nats-server")


def config(instance: Instance) -> Path:
    return instance.folder / "nats" / "nats.conf"


def bridge_secrets(instance: Instance) -> Path:
    """The path of LOA_NATS_SECRETS: url, user, password, auth_user, auth_password, account_seed,
    account_public, and sys_user, sys_password (the user that may close a device's connection)."""
    return passwords.folder(instance, "bridge") / "nats.json"


def status_secret(instance: Instance) -> Path:
    return instance.secrets / "nats-status"


def prepare(instance: Instance, ports: Ports, exposure: Exposure) -> None:
    """Writes the configuration and the bridge's secrets. Passwords and the account key are made only once."""
    accounts.folder(instance.folder / "nats", "nats", 0o700)
    kept = _keep_secrets(instance, ports)
    status = status_secret(instance)
    if not status.is_file():
        accounts.write_for(None, status, secrets.token_urlsafe(24))
    tls = ""
    if exposure.certificate is not None:
        folder = passwords.folder(instance, "nats")
        tls = f', tls {{ cert_file: "{folder / "tls.crt"}", key_file: "{folder / "tls.key"}" }}'
    text = CONFIG.format(
        nats=ports.nats,
        mqtt=ports.mqtt,
        mqtt_host=exposure.host,
        tls=tls,
        store=instance.folder / "nats" / "store",
        auth=kept["auth_password"],
        bridge=kept["password"],
        sys=kept["sys_password"],
        status=passwords.read(status),
        issuer=kept["account_public"],
    )
    accounts.write_for("nats", config(instance), text)


def _keep_secrets(instance: Instance, ports: Ports) -> dict[str, str]:
    """Returns the bridge's secrets, made at the first start, and writes them with the present address."""
    path = bridge_secrets(instance)
    if path.is_file():
        kept: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    else:
        seed, public = nkey.new_account()
        kept = {
            "user": "bridge",
            "password": secrets.token_urlsafe(24),
            "auth_user": "auth",
            "auth_password": secrets.token_urlsafe(24),
            "sys_user": "sys",
            "sys_password": secrets.token_urlsafe(24),
            "account_seed": seed,
            "account_public": public,
        }
    # Written at each start: the port may differ from the one of the last start.
    kept["url"] = f"nats://127.0.0.1:{ports.nats}"
    accounts.write_for("bridge", path, json.dumps(kept, indent=1) + "\n")
    return kept


def command(instance: Instance) -> list[str]:
    return [program(), "--config", str(config(instance))]
