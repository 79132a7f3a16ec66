from django.apps import AppConfig


class DispatchConfig(AppConfig):
    name = "loa.dispatch"
    label = "dispatch"
    verbose_name = "Giao lệnh"
