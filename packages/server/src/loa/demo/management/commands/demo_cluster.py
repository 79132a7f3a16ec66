"""`demo_cluster --by USERNAME --unit CODE --name NAME [--hamlet NAME]`: a waiting cluster, its claim code.

For `./loa demo --check`, as long as the desk has no page for it: the same actions, by that person, with
that person's rights. Prints the code alone.
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from loa.demo.management.commands.demo_seed import refuse_real_use, wait_for_root
from loa.demo.persons import as_person
from loa.fleet import actions as fleet
from loa.fleet.actions.listing import Place
from loa.kernel.errors import LoaError
from loa.people.models import Account
from loa.places import queries as places
from loa.places.names import search_text


class Command(BaseCommand):
    help = "Thêm một cụm loa chờ nhận máy và in mã nhận máy (bản dùng thử)."

    def add_arguments(self, parser: CommandParser) -> None:
        for name in ("--by", "--unit", "--name"):
            parser.add_argument(name, required=True)
        parser.add_argument("--hamlet", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_real_use()
        wait_for_root()
        person = Account.objects.select_related("person").filter(username=options["by"]).first()
        unit = places.units().filter(kind="commune", code=options["unit"]).first()
        if person is None or unit is None:
            raise CommandError("Không có người này hoặc xã này.")
        named = {search_text(str(each)): each for each in places.hamlets(unit.pk)}
        hamlet = named.get(search_text(options["hamlet"]))
        try:
            with as_person(person):
                device = fleet.add_device(Place(unit, hamlet), options["name"])
                code = fleet.make_claim_code(device.id)
        except LoaError as error:
            raise CommandError(str(error.message)) from error
        self.stdout.write(code.text)
