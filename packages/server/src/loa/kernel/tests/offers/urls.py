from django.urls import path

from . import views

urlpatterns = [
    path("quan-ly/tin-gui/", views.listing, name="offers_list"),
    path("quan-ly/tin-gui/<int:offer_id>/", views.one, name="offers_one"),
]
