"""The demo's app: the command that creates its sample data. `./loa up` refuses to create them."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "loa.demo"
    label = "demo"
    verbose_name = "demo"
