"""The URLs of the play log and of the record of acts."""

from loa.desk.evidence import playlog, record
from loa.lists.views import addresses

urlpatterns = [
    *addresses("quan-ly/nhat-ky-phat/", playlog.PlayLog, playlog.day),
    *addresses("quan-ly/nhat-ky-thao-tac/", record.Acts, record.acts),
]
