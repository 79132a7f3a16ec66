"""The callout's bytes against the real nats-server and a real MQTT client."""

import asyncio
import time

import nats
import paho.mqtt.client as mqtt
import pytest
from loa_protocol import topics

from loa.bridge import nats_auth_callout


@pytest.mark.parametrize("junk", [b"", b"a.b.c", b"a.e30.c", b"\xff.\xff.\xff", b"a.bnVsbA.c"])
def test_what_is_no_request_is_refused(junk):
    with pytest.raises(nats_auth_callout.NotARequest):
        nats_auth_callout.read(junk)


def test_a_wrong_seed_is_refused_at_the_start():
    with pytest.raises(ValueError, match="seed"):
        nats_auth_callout.Issuer("SUAMK2FG4MI6UE3ACF3FK3OIQBCEIEZV7NSWFFEW63UXMRLFM2XLAXK4GY", "A")


class Client:
    """A paho client that keeps what happened to it."""

    def __init__(self, port, name):
        self.heard, self.granted, self.code = [], [], None
        self.paho = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, client_id=name)
        self.paho.username_pw_set(name, "signature")
        self.paho.on_connect = lambda *said: setattr(self, "code", said[3])
        self.paho.on_message = lambda _c, _u, message: self.heard.append((message.topic, message.payload))
        self.paho.on_subscribe = lambda *said: self.granted.extend(code.value for code in said[3])
        self.paho.connect("127.0.0.1", port)
        self.paho.loop_start()

    def close(self):
        self.paho.disconnect()
        self.paho.loop_stop()


async def until(condition):
    deadline = time.monotonic() + 15
    while not condition():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.01)


async def _meet(broker):
    secrets = broker.secrets
    issuer = nats_auth_callout.Issuer(secrets["account_seed"], secrets["account_public"])
    auth = await nats.connect(secrets["url"], user="auth", password=secrets["auth_password"])
    app = await nats.connect(secrets["url"], user="bridge", password=secrets["password"])
    asked, heard = [], []

    async def decide(message):
        found = nats_auth_callout.read(message.data)
        asked.append(found)
        now = int(time.time())
        if found.client_id == "stranger":
            await message.respond(issuer.refuse(found, "not ours", now))
        else:
            own = [topics.subject(each) for each in (f"d/{found.client_id}/down", "p/16267/5", "all")]
            await message.respond(issuer.admit(found, [f"d.{found.client_id}.up.*"], own, now))

    async def hear(message):
        heard.append((message.subject, message.data))

    await auth.subscribe(nats_auth_callout.SUBJECT, queue="bridge", cb=decide)
    await app.subscribe("d.*.up.*", cb=hear)
    await auth.flush()
    await app.flush()
    device = await asyncio.to_thread(Client, broker.mqtt, "one")
    stranger = await asyncio.to_thread(Client, broker.mqtt, "stranger")
    try:
        await until(lambda: device.code is not None and stranger.code is not None)
        device.paho.subscribe([("p/16267/5", 0), ("d/one/down", 0), ("all", 0), ("d/two/down", 0)])
        await until(lambda: len(device.granted) == 4)
        device.paho.publish("d/two/up/hello", b"as another")
        device.paho.publish("d/one/up/hello", b"as myself")
        await until(lambda: heard)
        for subject in ("p.16267.5", "d.two.down", "all"):
            await app.publish(subject, subject.encode())
        await until(lambda: len(device.heard) == 2)
    finally:
        device.close(), stranger.close()
        await auth.close()
        await app.close()
    return asked, heard, device, stranger


def test_a_device_says_and_hears_only_what_is_its_own(broker):
    asked, heard, device, stranger = asyncio.run(_meet(broker))
    assert {(each.client_id, each.kind, each.password) for each in asked if each.client_id == "one"} == {
        ("one", "mqtt", "signature")
    }
    assert stranger.code.is_failure
    assert not device.code.is_failure
    assert device.granted == [0, 0, 0, 0x80]
    assert heard == [("d.one.up.hello", b"as myself")]
    assert device.heard == [("p/16267/5", b"p.16267.5"), ("all", b"all")]
