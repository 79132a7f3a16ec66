"""The desk: what people see of the rooms, in Wagtail's frame and outside it."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "loa.desk"
    label = "desk"
