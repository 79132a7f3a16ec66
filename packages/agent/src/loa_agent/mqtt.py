"""The link over MQTT 3.1.1 at QoS 0. A separate thread talks to the broker; events wait in a queue."""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Callable, Sequence
from typing import Literal

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from loa_agent.address import InsecureAddress, broker
from loa_agent.link import LinkEvent, Message, Session, SessionDown, SessionUp, SubscriptionAnswer
from loa_agent.tls import Certificates

_KEEPALIVE_S = 60
_CONNECT_S = 20.0
_REFUSED = 0x80  # return codes of a SUBACK from here on are failures


class MqttLink:
    """The link through paho. ``wake`` is called, on the link's thread, whenever an event waits."""

    def __init__(self, certificates: Certificates, wake: Callable[[], None]) -> None:
        self._certificates = certificates
        self._wake = wake
        self._events: queue.SimpleQueue[LinkEvent] = queue.SimpleQueue()
        self._client: paho.Client | None = None
        self._asked: dict[int, list[str]] = {}
        self._lock = threading.Lock()

    def take(self) -> list[LinkEvent]:
        """Returns the events since the last call."""
        events = []
        while not self._events.empty():
            events.append(self._events.get())
        return events

    def open(self, session: Session) -> None:
        """See `Link`."""
        client = paho.Client(
            CallbackAPIVersion.VERSION2, client_id=session.device, clean_session=True,
            protocol=paho.MQTTv311, reconnect_on_failure=False, transport=_transport(session.address),
        )  # fmt: skip
        client.connect_timeout = _CONNECT_S
        client.username_pw_set(session.device, session.password)
        client.will_set(session.will_topic, b"", qos=0)
        client.on_connect = self._on_connect
        client.on_message = self._on_message
        client.on_subscribe = self._on_subscribe
        # First the new client, then the end of the old one: `_put` then drops what the old one still reports.
        before, self._client = self._client, client
        if before is not None:
            before.disconnect()
        self._asked = {}
        what = (client, session.address)
        threading.Thread(target=self._talk, args=what, name="mqtt", daemon=True).start()

    def _talk(self, client: paho.Client, address: str) -> None:
        """Runs the whole session of this client on its own thread, and reports Down at the end."""
        why = "closed"
        try:
            at = broker(address)
            if at.tls:
                client.tls_set_context(self._certificates.context())
            if at.path:
                client.ws_set_options(path=at.path)
            client.connect(at.host, at.port, _KEEPALIVE_S)
            why = paho.error_string(client.loop_forever())
        except (OSError, ValueError, InsecureAddress) as error:
            why = str(error)
        self._put(client, SessionDown(why[:200]))

    def _put(self, client: paho.Client, event: LinkEvent) -> None:
        """Queues an event, unless it is of an earlier session's client."""
        if client is self._client:
            self._events.put(event)
            self._wake()

    def _on_connect(
        self, client: paho.Client, _: object, __: object, code: ReasonCode, ___: Properties | None
    ) -> None:
        if code.is_failure:
            client.disconnect()
        else:
            self._put(client, SessionUp())

    def _on_message(self, client: paho.Client, __: object, message: paho.MQTTMessage) -> None:
        self._put(client, Message(message.topic, bytes(message.payload)))

    def _on_subscribe(
        self, client: paho.Client, __: object, mid: int, codes: list[ReasonCode], ___: Properties | None
    ) -> None:
        with self._lock:
            topics = self._asked.pop(mid, [])
        for topic, code in zip(topics, codes, strict=False):
            self._put(client, SubscriptionAnswer(topic, code.value < _REFUSED))

    def subscribe(self, topics: Sequence[str]) -> None:
        """See `Link`."""
        if self._client is None or not topics:
            return
        with self._lock:  # the answer may come on the other thread before `_asked` is written
            _, mid = self._client.subscribe([(topic, 0) for topic in topics])
            if mid is not None:
                self._asked[mid] = list(topics)

    def unsubscribe(self, topics: Sequence[str]) -> None:
        """See `Link`."""
        if self._client is not None and topics:
            self._client.unsubscribe(list(topics))

    def publish(self, topic: str, payload: bytes) -> None:
        """See `Link`."""
        if self._client is not None:
            with contextlib.suppress(ValueError):  # paho raises it for a topic or payload that it cannot send
                self._client.publish(topic, payload, qos=0)

    def close(self) -> None:
        """See `Link`."""
        if self._client is not None:
            self._client.disconnect()


def _transport(address: str) -> Literal["tcp", "websockets"]:
    """Returns how paho connects. A forbidden address is refused later, in `_talk`, which reports it."""
    with contextlib.suppress(InsecureAddress):
        return "websockets" if broker(address).path else "tcp"
    return "tcp"
