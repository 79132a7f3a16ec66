from django.apps import AppConfig


class ListsConfig(AppConfig):
    name = "loa.lists"
    label = "lists"
    verbose_name = "Danh sách"
