"""The URLs of bulletins."""

from django.urls import path

from loa.desk.bulletins.listed import Bulletins
from loa.desk.bulletins.views import approving, discarding, listing, showing, writing
from loa.lists.views import addresses

urlpatterns = [
    *addresses("quan-ly/ban-tin/", Bulletins, listing.bulletins),
    path("quan-ly/ban-tin/moi/", writing.new, name="bulletins_new"),
    path("quan-ly/ban-tin/moi/luu/", writing.save, name="bulletins_save_new"),
    path("quan-ly/ban-tin/<slug:code>/", showing.show, name="bulletins_show"),
    path("quan-ly/ban-tin/<slug:code>/sua/", writing.edit, name="bulletins_edit"),
    path("quan-ly/ban-tin/<slug:code>/luu/", writing.save, name="bulletins_save"),
    path("quan-ly/ban-tin/<slug:code>/doc-thu/", writing.listen, name="bulletins_listen"),
    path("quan-ly/ban-tin/<slug:code>/lay-ve/", showing.recall, name="bulletins_recall"),
    path("quan-ly/ban-tin/<slug:code>/chep/", showing.copy, name="bulletins_copy"),
    path("quan-ly/ban-tin/<slug:code>/rut/", showing.withdraw, name="bulletins_withdraw"),
    path("quan-ly/ban-tin/<slug:code>/bo-ban-sua/", discarding.discard, name="bulletins_discard"),
    path("duyet/<slug:code>/", approving.approve, name="bulletins_approve"),
    path("b/<slug:code>/", showing.short, name="bulletins_short"),
]
