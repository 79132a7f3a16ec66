"""No administrator can sign in any more: whoever holds the machine makes a link from its shell."""

import os
import re
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
from loa.audit.models import Entry
from loa.kernel.roles import Role
from loa.people.models import Account
from loa.testing.people import places, someone

from launcher.inside import supervision
from launcher.inside.check.browser import UnexpectedAnswer, Visitor
from launcher.inside.check.people import Person
from launcher.layout import source
from tests.supervised import Supervised

PASSWORD = "cây đa giếng nước"


def link(whole: Supervised, username: str) -> subprocess.CompletedProcess[str]:
    """`./loa link`, as it is typed."""
    home = str(whole.world.instance.home.base)
    return subprocess.run(
        [sys.executable, "-m", "launcher.inside", "link", username, "--data", home],
        env={**os.environ, "LOA_HOME": home, "PYTHONPATH": str(source()), "LOA_LANG": "en"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_link_from_the_machine_lets_an_administrator_in_and_is_on_record(supervised: Supervised) -> None:
    tree = places()
    who = someone("Quản Trị", (Role.ADMINISTRATOR, tree.province), home=tree.province, username="qt.38")
    with supervision.control(supervised.world.instance) as asked:
        asked.startProcess("web", False)
    visitor = Visitor(supervised.url)
    supervised.until(lambda: reached(visitor))

    unknown = link(supervised, "khong.co")
    assert unknown.returncode == 2
    assert "khong.co" in unknown.stderr

    told = link(supervised, "qt.38")
    assert told.returncode == 0, told.stderr
    address = re.search(r"https?://\S+/mo/\S+", told.stdout)[0]
    page = visitor.get(urlsplit(address).path)
    after = visitor.send(page, page.form("password", "again"), password=PASSWORD, again=PASSWORD)
    assert after.url.endswith("/dang-nhap/")
    Person("Quản Trị", "qt.38", PASSWORD, visitor).sign_in()
    assert visitor.get("/quan-ly/nguoi-dung/").status == 200
    assert Account.objects.get(pk=who.account_id).vouched_at is not None
    made = Entry.objects.get(verb="people.link_made")
    assert (made.process, made.detail["person"]) == ("host", who.person_id)

    with pytest.raises(UnexpectedAnswer, match="404"):
        visitor.get(urlsplit(address).path)


def reached(visitor: Visitor) -> bool:
    try:
        return visitor.get("/dang-nhap/").status == 200
    except (OSError, UnexpectedAnswer):
        return False
