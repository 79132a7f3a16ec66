from django.apps import AppConfig


class PlaylogConfig(AppConfig):
    name = "loa.playlog"
    label = "playlog"
    verbose_name = "Nhật ký phát"
