"""The demo's own application: the command that makes its sample data. `./loa up` refuses them."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "loa.demo"
    label = "demo"
    verbose_name = "demo"
