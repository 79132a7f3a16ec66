"""Adds clusters to the check's commune and gets their claim codes on the desk's pages."""

from launcher.inside.check.browser import UnexpectedAnswer
from launcher.inside.check.people import Person
from launcher.inside.check.waiting import wait
from launcher.words import t

ROOT_S = 60.0


def claim_code(operator: Person, unit: str, name: str, hamlet: str) -> str:
    """Adds a cluster in a hamlet and returns its new code. Raises UnexpectedAnswer or TooLong."""
    visitor = operator.visitor
    page = visitor.get(f"/quan-ly/cum-loa/them/?noi={unit}")
    form = page.form("name", "hamlet")
    shown = visitor.send(page, form, name=name, hamlet=form.choice("hamlet", f"thôn {hamlet}"))
    refused: list[str] = []

    def code() -> str | None:
        try:
            return visitor.send(shown, shown.form_to("/ma/")).value_of("ma").strip()
        except UnexpectedAnswer as not_yet:  # the signer makes the root within seconds after the first run
            refused[:] = [str(not_yet)]
            return None

    return wait(t("mã nhận máy", "a claim code"), code, ROOT_S, lambda: refused)
