"""Who is asked about which position, and when."""

import pytest
from sqlalchemy import event, select

from registry.claims import curation, queries, service, suggesting
from registry.claims.models import Claim
from registry.core.actor import SYSTEM
from registry.core.db import db
from registry.core.listing import Slice
from registry.core.unit_of_work import unit_of_work
from registry.jobs import service as jobs
from registry.jobs.worker import drain
from registry.outputs.filing import file_works
from registry.people import service as people
from tests.makers.claims import make_claim, make_paper
from tests.makers.outputs import make_received
from tests.makers.people import make_post, make_researcher, make_unit

ID = "0000-0002-1825-0097"


@pytest.fixture
def unit(app):
    with unit_of_work():
        return make_unit()


@pytest.fixture
def anna(unit):
    with unit_of_work():
        researcher = make_researcher("Sample", "Anna", orcid=ID)
        make_post(researcher, unit)
        return researcher


def ask(paper) -> list[Claim]:
    with unit_of_work():
        suggesting.for_outputs([paper.id], by=SYSTEM)
    return list(db.session.scalars(select(Claim).filter_by(output_id=paper.id)))


def codes(claim) -> list[str]:
    return [evidence["code"] for evidence in claim.evidence]


def test_an_id_with_an_agreeing_name_is_proposed_at_its_position(anna):
    with unit_of_work():
        paper = make_paper("Someone Else", {"printed": "A. Sample", "orcid": ID})
    [claim] = ask(paper)
    assert (claim.state, claim.byline.position, claim.printed) == ("suggested", 2, "A. Sample")
    assert codes(claim) == ["orcid", "name_initial"]
    assert claim.decided_by is None


def test_an_id_beside_another_name_is_not_proposed(anna):
    with unit_of_work():
        paper = make_paper({"printed": "Someone Else", "orcid": ID, "orcid_authenticated": True})
    assert ask(paper) == []


def test_a_name_is_proposed_only_beside_a_unit_of_ours_and_initials_beside_their_own(anna, unit):
    with unit_of_work():
        other = make_unit()
        ours = make_paper({"printed": "Anna Sample", "unit": unit})
        elsewhere = make_paper("Anna Sample")
        before = make_paper({"printed": "Anna Sample", "unit": unit}, year=2016)
        initials = make_paper({"printed": "A. Sample", "unit": other})
        own = make_paper({"printed": "A. Sample", "unit": unit})
    assert [codes(c) for c in ask(ours)] == [["unit_of_post", "name_full"]]
    assert [codes(c) for c in ask(own)] == [["unit_of_post", "name_initial"]]
    assert [ask(paper) for paper in (elsewhere, before, initials)] == [[], [], []]


def test_an_id_scores_higher_than_a_name(anna, unit):
    with unit_of_work():
        named = make_paper({"printed": "Anna Sample", "unit": unit})
        identified = make_paper({"printed": "Anna Sample", "orcid": ID, "unit": unit})
    assert ask(identified)[0].score > ask(named)[0].score


def test_what_somebody_confirmed_speaks_for_papers_that_name_no_unit(anna):
    authors = ("Ada Example", "Bea Exemplo")
    with unit_of_work():
        before = make_paper("Anna Sample", *authors, container_title="Sample Letters")
        paper = make_paper("A. Sample", *authors, container_title="Sample Letters")
    assert ask(paper) == []
    with unit_of_work():
        make_claim(anna, before)
    [claim] = ask(paper)
    assert {"coauthors_known", "venue_known", "name_initial"} <= set(codes(claim))


def test_a_position_that_fits_another_better_is_asked_of_that_one_alone(anna, unit):
    with unit_of_work():
        other = make_researcher("Sample", "Anna")
        make_post(other, make_unit("other"))
        paper = make_paper({"printed": "Anna Sample", "unit": unit})
    assert [c.researcher_id for c in ask(paper)] == [anna.id]
    with unit_of_work():
        suggesting.for_researcher(other.id, by=SYSTEM)
    assert queries.of_pair(paper.id, other.id) is None


def test_nobody_without_a_post_is_asked(unit):
    with unit_of_work():
        make_researcher("Sample", "Anna", orcid=ID)
        paper = make_paper({"printed": "Anna Sample", "orcid": ID, "unit": unit})
    assert ask(paper) == []


def test_a_group_and_an_editor_are_not_proposed(anna):
    with unit_of_work():
        paper = make_paper(
            {"printed": "Anna Sample", "orcid": ID, "is_group": True},
            {"printed": "Anna Sample", "orcid": ID, "role": "editor"},
        )
    assert ask(paper) == []


def test_the_position_with_the_better_evidence_is_proposed(anna, unit):
    with unit_of_work():
        paper = make_paper(
            {"printed": "Anna Sample"}, {"printed": "A. Sample", "orcid": ID, "unit": unit}
        )
    [claim] = ask(paper)
    assert claim.byline.position == 2


def test_a_position_confirmed_for_another_is_not_proposed(anna):
    with unit_of_work():
        other = make_researcher("Sample", "Ann")
        paper = make_paper({"printed": "Anna Sample", "orcid": ID})
        make_claim(other, paper)
    assert [c.researcher_id for c in ask(paper)] == [other.id]


def test_asking_again_changes_nothing(anna):
    with unit_of_work():
        paper = make_paper({"printed": "Anna Sample", "orcid": ID})
    [claim] = ask(paper)
    version = claim.version
    assert [(c.id, c.version) for c in ask(paper)] == [(claim.id, version)]


def test_a_new_name_brings_new_questions_and_a_lost_id_takes_them_back(anna):
    with unit_of_work():
        paper = make_paper({"printed": "Berta Muster", "orcid": ID})
    assert ask(paper) == []
    with unit_of_work():
        name = {"kind": "former", "family": "Muster", "given": "Berta"}
        people.add_name(anna, name, by=SYSTEM)
        db.session.flush()
        suggesting.for_researcher(anna.id, by=SYSTEM)
    assert queries.counts(anna.id)["suggested"] == 1
    with unit_of_work():
        anna.orcid = None
        db.session.flush()
        suggesting.for_researcher(anna.id, by=SYSTEM)
    assert queries.counts(anna.id)["suggested"] == 0


@pytest.mark.parametrize(
    "printed", ["Anna Sample", "Sample Anna", "SAMPLE Anna", "ANNA SAMPLE", "An-na Sample"]
)
def test_a_changed_researcher_is_asked_about_what_was_there_before(printed, unit):
    with unit_of_work():
        paper = make_paper({"printed": printed, "unit": unit})
        anna = make_researcher("Sample", "Anna")
        make_post(anna, unit)
        suggesting.for_researcher(anna.id, by=SYSTEM)
    assert queries.of_pair(paper.id, anna.id).state == "suggested"


def test_characters_are_matched_by_characters(unit):
    with unit_of_work():
        name = {"family": "样", "given": "本一", "kind": "legal"}
        paper = make_paper({"printed": "样本一", "family": "样", "given": "本一", "unit": unit})
        person = make_researcher(names=[name])
        make_post(person, unit)
        suggesting.for_researcher(person.id, by=SYSTEM)
    assert codes(queries.of_pair(paper.id, person.id)) == ["unit_of_post", "name_characters"]


def test_the_jobs_ask_in_the_background(anna):
    with unit_of_work():
        first = make_paper({"printed": "Anna Sample", "orcid": ID})
        jobs.enqueue("claims.suggest_for_outputs", {"output_ids": [first.id]})
    drain()
    assert queries.of_pair(first.id, anna.id).state == "suggested"
    with unit_of_work():
        second = make_paper({"printed": "Anna Sample", "orcid": ID})
        jobs.enqueue("claims.suggest_for_researcher", {"researcher_id": anna.id})
    drain()
    assert queries.of_pair(second.id, anna.id).state == "suggested"


def test_suggestions_for_many_outputs_ask_the_database_no_more_than_for_few(anna, unit):
    with unit_of_work():
        papers = [make_paper({"printed": "Someone Else", "unit": unit}).id for _ in range(30)]
    asked = []

    def note(*args):
        asked.append(args[2])

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        counts = []
        for some in (papers[:2], papers):
            asked.clear()
            with unit_of_work():
                suggesting.for_outputs(some, by=SYSTEM)
            counts.append(len(asked))
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert counts[0] == counts[1]


def test_an_answer_by_a_person_is_never_overwritten(anna):
    with unit_of_work():
        paper = make_paper("Anna Sample", {"printed": "A. Sample", "orcid": ID})
        claim = make_claim(anna, paper, 1)
    assert ask(paper)[0].byline_id == claim.byline_id
    with unit_of_work():
        service.withdraw(claim, by=SYSTEM)
    assert ask(paper)[0].state == "withdrawn"


def file(author, **changes) -> int:
    """File a message, new or newer, and let the jobs that follow run; the key of the output."""
    message = {"DOI": "10.5555/claims.again", "author": author} | changes
    with unit_of_work():
        filed = file_works([make_received(**message)], by=SYSTEM)
    drain()
    db.session.expire_all()
    return filed[0].output_id


ANNA = {"family": "Sample", "given": "A.", "ORCID": f"https://orcid.org/{ID}"}


def test_a_filed_work_asks_and_an_answer_survives_a_newer_message(anna):
    output_id = file(["Example, Ada", ANNA])
    claim = queries.of_pair(output_id, anna.id)
    assert (claim.state, claim.position) == ("suggested", 2)
    with unit_of_work():
        service.accept(claim, by=SYSTEM)
    file(["Example, Ada", "Example, Bea", ANNA], volume="13")
    claim = queries.of_pair(output_id, anna.id)
    assert (claim.state, claim.position, claim.printed) == ("confirmed", 3, "A. Sample")


def test_a_rejection_survives_a_newer_message_that_still_carries_the_id(anna):
    output_id = file([ANNA])
    with unit_of_work():
        service.reject(queries.of_pair(output_id, anna.id), by=SYSTEM)
    file([ANNA | {"given": "Anna"}], volume="13")
    assert queries.of_pair(output_id, anna.id).state == "rejected"


def test_a_claim_whose_name_a_newer_message_lacks_goes_to_curation(anna):
    output_id = file([ANNA, "Example, Ada"])
    with unit_of_work():
        service.accept(queries.of_pair(output_id, anna.id), by=SYSTEM)
    file(["Example, Ada"], volume="13")
    [claim] = curation.orphaned(Slice()).items
    assert (claim.output_id, claim.state, claim.printed) == (output_id, "confirmed", "A. Sample")


def test_a_name_that_is_added_asks_by_itself(anna):
    output_id = file([{"family": "Muster", "given": "B.", "ORCID": f"https://orcid.org/{ID}"}])
    assert queries.of_pair(output_id, anna.id) is None
    with unit_of_work():
        name = {"kind": "former", "family": "Muster", "given": "Berta"}
        people.add_name(anna, name, by=SYSTEM)
    drain()
    assert queries.of_pair(output_id, anna.id).state == "suggested"
