"""A part of a fleet ends when one of its works fails, and speaks MQTT over TCP only."""

import asyncio
import sqlite3

import pytest
from loa_agent.address import InsecureAddress
from loa_protocol.encoding import to_text
from loa_protocol.ids import sha256_hex
from loa_protocol.testing.world import Province
from loa_simulator import enrolment
from loa_simulator.link import Broker
from loa_simulator.part import Part, PartSettings


@pytest.mark.parametrize("address", ["ws://127.0.0.1:80/mqtt", "wss://loa.example/mqtt", "wss://loa.example"])
def test_an_address_of_a_websocket_is_refused(address):
    with pytest.raises(InsecureAddress, match="mqtt:// or mqtts:// only"):
        Broker.at(address)


def test_a_fleet_whose_rows_cannot_be_opened_does_not_stand_there_without_devices(tmp_path):
    statement, file = Province().statement, enrolment.make(2)
    server = enrolment.Server("test", "mqtt://127.0.0.1:1", to_text(statement), sha256_hex(statement))
    path = tmp_path / "fleet.json"
    enrolment.write(path, enrolment.FleetFile(file.secret, file.devices, server))
    (tmp_path / "devices-000.sqlite").write_bytes(b"no rows at all" * 400)
    orders = PartSettings(str(path), str(tmp_path), devices=2, number=0, parts=1, per_second=100.0)

    async def run():
        await Part(orders).run()

    with pytest.raises(sqlite3.DatabaseError):
        asyncio.run(asyncio.wait_for(run(), 30))
