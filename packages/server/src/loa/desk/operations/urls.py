"""The URLs of the control page and its acts."""

from django.urls import path

from loa.desk.operations.listed import Missed
from loa.desk.operations.views import clock, keyring, restored, silencing, stopping, wall
from loa.lists.views import addresses

urlpatterns = [
    path("dieu-hanh/", wall.wall, name="operations_wall"),
    *addresses("dieu-hanh/im/", Missed, wall.missed),
    path("dieu-hanh/tat-tieng/", silencing.silence, name="operations_silence"),
    path("dieu-hanh/mo-lai/<uuid:act_id>/", silencing.restore, name="operations_restore"),
    path("dieu-hanh/dung/", stopping.stop, name="operations_stop"),
    path("dieu-hanh/dong-ho/", clock.confirm, name="operations_clock"),
    path("dieu-hanh/sau-phuc-hoi/", restored.restored, name="operations_restored"),
    path("dieu-hanh/khoa-ky/", keyring.ring, name="operations_keys"),
    path("dieu-hanh/khoa-ky/<slug:key_id>/thu-hoi/", keyring.revoke, name="operations_key_revoke"),
    path("dieu-hanh/khoa-ky/dong-y/<int:revocation_id>/", keyring.agree, name="operations_key_agree"),
    path("dieu-hanh/lenh/<uuid:act_id>/", wall.act, name="operations_act"),
]
