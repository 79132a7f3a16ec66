from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "loa.places"
    label = "places"
    verbose_name = "Địa bàn"
