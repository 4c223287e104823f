"""A full inbox: a researcher with an account who is asked about many papers."""

from __future__ import annotations

from pathlib import Path

from config import Config
from registry.accounts import service as accounts
from registry.app import create_app
from registry.claims import suggesting
from registry.core.actor import SYSTEM
from registry.core.unit_of_work import unit_of_work
from registry.people import service as people
from registry.policy import Role
from tests.makers.claims import make_paper
from tests.makers.people import make_post, make_researcher, make_unit

ORCID = "0000-0002-1825-0097"
PASSWORD = "sample words of a reader"
TOPICS = ("Qubits", "Phonons", "Gates", "Cavities", "Ions", "Codes", "Magnons", "Dots")
VERBS = ("Counting", "Cooling", "Coupling", "Reading", "Driving", "Naming")


def fill_inbox(
    data_dir: Path, email: str, *, family: str = "Xiaohe", beside_orcid: int = 12, plain: int = 28
) -> int:
    """Let a researcher be asked about papers; some carry one iD. Gives their number."""
    app = create_app(Config(data_dir=data_dir))
    with app.app_context():
        with unit_of_work():
            researcher = make_researcher(family, "Yunsheng")
            unit = make_unit(f"group-{family.lower()}")
            make_post(researcher, unit)
            account = accounts.create(email, f"Yunsheng {family}", [Role.RESEARCHER], by=SYSTEM)
            accounts.set_password(account, PASSWORD, by=SYSTEM)
            people.link_account(account, researcher, by=SYSTEM)
        with unit_of_work():
            papers = [_paper(n, family, unit, beside_orcid) for n in range(beside_orcid + plain)]
            keys = [paper.id for paper in papers]
        with unit_of_work():
            suggesting.for_outputs(keys, by=SYSTEM)
        return researcher.id


def _paper(number, family, unit, beside_orcid):
    title = f"{VERBS[number % 6]} {TOPICS[number % 8]} in Sample Lattices, Part {number + 1}"
    me = {"printed": f"Yunsheng {family}", "unit": unit}
    if number < beside_orcid:
        me |= {"printed": f"Y. {family}" if number % 3 else f"Yunsheng {family}", "orcid": ORCID}
    others = [f"Ada Other{number}", "Lin Nobody"]
    return make_paper(others[0], me, others[1], title=title, year=2021 + number % 4)
