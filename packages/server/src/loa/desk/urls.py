"""The desk's own URLs."""

from django.urls import path
from django.views.i18n import set_language

from . import own_account

urlpatterns = [
    path("ngon-ngu/", set_language, name="desk_language"),
    path("quan-ly/tai-khoan/", own_account.own_account, name="desk_own_account"),
]
