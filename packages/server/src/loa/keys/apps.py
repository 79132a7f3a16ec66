from django.apps import AppConfig


class KeysConfig(AppConfig):
    name = "loa.keys"
    label = "keys"
    verbose_name = "Khóa"
