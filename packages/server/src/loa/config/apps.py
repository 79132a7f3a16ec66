"""The wiring is done once, after every room is loaded."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "loa.config"
    label = "config"

    def ready(self) -> None:
        from wagtail.signal_handlers import disconnect_reference_index_signal_handlers

        from loa.config import loading, wiring

        # Who uses what is asked of our own rooms; an index of it over all units would have no unit.
        disconnect_reference_index_signal_handlers()
        wiring.connect()
        loading.ends()
