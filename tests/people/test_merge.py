from datetime import UTC, date, datetime

import pytest
from sqlalchemy import insert, select

from registry.accounts.models import Account
from registry.audit.models import AuditEvent
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.people import merge, personnel, queries, service
from registry.people.errors import (
    AlreadyMerged,
    AlreadyUndone,
    DifferentOrcids,
    LaterMergeStands,
    MergeWithItself,
    OrcidOfNeither,
)
from registry.people.models import Personnel, Researcher, ResearcherMerge
from registry.people.references import columns_pointing_to
from tests.makers.people import make_post, make_researcher

ONE, OTHER = "0000-0002-1825-0097", "0000-0001-5109-3700"
MADE_BY_VERBS = {"researcher", "researcher_name", "researcher_merge", "personnel"}
MOVING_ON = {("researcher", c) for c in ("version", "updated_at")}


def contents(*, apart_from=("audit_event", "audit_head", "researcher_merge", "job")):
    """Every value of every row of every table, save what counts changes of the two records."""
    db.session.expire_all()
    return {
        (table.name, row["id"] if "id" in row else tuple(row.values())): {
            k: v for k, v in row.items() if (table.name, k) not in MOVING_ON
        }
        for table in db.metadata.sorted_tables
        if table.name not in apart_from
        for row in db.session.execute(select(table)).mappings()
    }


def keep_personnel(researcher, by, **fields):
    return personnel.change(Personnel(researcher_id=researcher.id), fields, by=by)


SAMPLE_VALUES = {
    int: 1,
    str: "sample",
    bool: False,
    float: 0.5,
    object: [],  # JSON
    date: date(2024, 1, 1),
    datetime: datetime(2024, 1, 1, tzinfo=UTC),
    bytes: b"sample",
}


def make_any_row(table, given, serial):
    """A row of any table with everything that it demands, made from its columns alone."""
    values = dict(given)
    for column in table.columns:
        if column.name in values or column.nullable or column.primary_key:
            continue
        if column.foreign_keys:
            target = next(iter(column.foreign_keys)).column.table
            values[column.name] = make_any_row(target, {}, serial)
        elif column.default is None:
            values[column.name] = _value_for(column, serial)
    return db.session.execute(insert(table).values(values)).inserted_primary_key[0]


def _value_for(column, serial):
    kind = column.type.python_type
    if kind is not str:
        return SAMPLE_VALUES[kind]
    most = getattr(column.type, "length", None) or 50
    return f"s{serial}"[:most]


def fill_every_table(researcher_id):
    """One row in every table that points to a researcher, by each column that does."""
    for serial, column in enumerate(columns_pointing_to("researcher"), start=100 * researcher_id):
        table = column.table
        if table.name in MADE_BY_VERBS:
            continue
        given = {column.name: researcher_id}
        if table.name == "goal_link":
            primary = column.name == "researcher_id"
            given |= {"researcher_id": researcher_id, "is_primary": primary}
        make_any_row(table, given, serial)


def test_every_key_of_a_researcher_says_what_a_merge_does_with_it(app):
    for column in columns_pointing_to("researcher"):
        assert merge.resolver_of(column), column
        assert [c.name for c in column.table.primary_key] == ["id"]


@pytest.mark.parametrize("orcids", [(None, None), (ONE, None), (None, ONE), (ONE, OTHER)])
@pytest.mark.parametrize("files", ["kept", "gone", "kept gone", ""])
def test_a_merge_loses_nothing_and_its_undoing_gives_back_the_same_rows(app, hr, orcids, files):
    with unit_of_work():
        kept, gone = make_researcher("Keep", orcid=orcids[0]), make_researcher(orcid=orcids[1])
        earlier = make_researcher("Earlier")
        merge.merge(gone, earlier, reason="the same person", by=hr)
        for person in (kept, gone):
            fill_every_table(person.id)
        if "kept" in files:
            keep_personnel(kept, hr, birth_date="1980", bank_account="6222000011112222")
        if "gone" in files:
            keep_personnel(gone, hr, nationality="CN", identity_number="11010519491231002X")
    before = contents()
    with unit_of_work():
        row = merge.merge(kept, gone, reason="the same person", orcid=orcids[1], by=hr)
    after = contents()
    assert after.keys() == before.keys()
    assert after != before
    assert queries.visible(earlier.id, by=hr) is kept
    with unit_of_work():
        merge.undo(row, by=hr)
    assert contents() == before


def test_the_kept_one_gets_posts_names_and_the_id_that_it_lacks(app, hr):
    with unit_of_work():
        kept = make_researcher("Sample", "Ann", employee_number="E-7")
        gone = make_researcher("Sample", "Ann", orcid=ONE, work_email="a@sample.example")
        gone.orcid_authenticated = True
        service.add_name(gone, {"kind": "pinyin", "family": "Simple", "given": "Ann"}, by=hr)
        service.add_name(gone, {"family": "样", "given": "安"}, by=hr)
        post = make_post(gone)
        merge.merge(kept, gone, reason="twice", by=hr)
    assert [(n.full, n.kind) for n in kept.names] == [
        ("Ann Sample", "pinyin"),
        ("Ann Simple", "published"),
        ("样安", "legal"),
    ]
    assert (kept.name, kept.posts) == ("Ann Sample", [post])
    assert (kept.orcid, kept.orcid_authenticated) == (ONE, True)
    assert (kept.work_email, kept.employee_number) == ("a@sample.example", "E-7")
    assert (gone.orcid, gone.orcid_authenticated) == (None, False)


def test_differing_ids_are_refused_until_one_is_chosen(app, hr):
    with unit_of_work():
        kept, gone = make_researcher(orcid=ONE), make_researcher(orcid=OTHER)
    with pytest.raises(DifferentOrcids) as refused, unit_of_work():
        merge.merge(kept, gone, reason="twice", by=hr)
    assert (refused.value.field, refused.value.value) == ("orcid", OTHER)
    with pytest.raises(OrcidOfNeither), unit_of_work():
        merge.merge(kept, gone, reason="twice", orcid="0000-0002-1694-233X", by=hr)
    assert gone.merged_into_id is None


@pytest.mark.parametrize("chosen", [ONE, OTHER])
def test_both_ids_lead_to_the_kept_one_whichever_was_chosen(app, hr, chosen):
    with unit_of_work():
        kept, gone = make_researcher(orcid=ONE), make_researcher(orcid=OTHER)
        row = merge.merge(kept, gone, reason="twice", orcid=chosen, by=hr)
    assert kept.orcid == chosen
    assert queries.by_orcid(ONE) is queries.by_orcid(OTHER) is kept
    with unit_of_work():
        merge.undo(row, by=hr)
    assert (kept.orcid, gone.orcid) == (ONE, OTHER)


def test_a_merged_record_is_in_no_list_and_its_address_leads_to_the_kept_one(app, hr):
    with unit_of_work():
        kept, gone = make_researcher(), make_researcher()
        make_post(gone)
        merge.merge(kept, gone, reason="twice", by=hr)
    assert queries.roster(date(2022, 1, 1)) == [kept]
    assert queries.visible(gone.id, by=hr) is kept
    assert queries.standing(gone.id, by=hr) is None


def test_an_account_follows_its_researcher(app, hr):
    with unit_of_work():
        kept, gone = make_researcher(), make_researcher()
        account = Account(email="ann@sample.example", name="Ann")
        db.session.add(account)
        service.link_account(account, gone, by=hr)
        merge.merge(kept, gone, reason="twice", by=hr)
    assert account.researcher_id == kept.id


def test_personnel_fields_fill_what_is_empty_and_stay_readable(app, hr):
    with unit_of_work():
        kept, gone = make_researcher(), make_researcher()
        row = keep_personnel(kept, hr, birth_date="1980")
        keep_personnel(gone, hr, birth_date="1981", identity_number="11010519491231002X")
        done = merge.merge(kept, gone, reason="twice", by=hr)
    field = personnel.SealedField(row, "identity_number")
    with unit_of_work():
        assert personnel.reveal(field, "check", by=hr) == "11010519491231002X"
    assert row.birth_date == "1980"
    assert "1981" not in str(done.moves)


def test_what_was_changed_after_the_merge_stays_when_it_is_undone(app, hr):
    with unit_of_work():
        kept, gone = make_researcher(), make_researcher(orcid=ONE, employee_number="E-1")
        row = merge.merge(kept, gone, reason="twice", by=hr)
    with unit_of_work():
        service.change(kept, {"orcid": OTHER}, by=hr)
        merge.undo(row, by=hr)
    assert (kept.orcid, gone.orcid) == (OTHER, ONE)
    assert (kept.employee_number, gone.employee_number) == (None, "E-1")


def test_merges_into_one_record_are_undone_in_reverse_order_and_once(app, hr):
    with unit_of_work():
        kept, first, second = make_researcher(), make_researcher(), make_researcher()
        one = merge.merge(kept, first, reason="twice", by=hr)
        two = merge.merge(kept, second, reason="twice", by=hr)
    with pytest.raises(LaterMergeStands), unit_of_work():
        merge.undo(one, by=hr)
    with unit_of_work():
        merge.undo(two, by=hr)
        merge.undo(one, by=hr)
    with pytest.raises(AlreadyUndone), unit_of_work():
        merge.undo(one, by=hr)


def test_what_became_part_of_another_is_not_undone_below_it(app, hr):
    with unit_of_work():
        top, middle, low = make_researcher(), make_researcher(), make_researcher()
        one = merge.merge(middle, low, reason="twice", by=hr)
        merge.merge(top, middle, reason="twice", by=hr)
    with pytest.raises(LaterMergeStands), unit_of_work():
        merge.undo(one, by=hr)


def test_only_two_standing_records_can_be_merged(app, hr):
    with unit_of_work():
        kept, gone = make_researcher(), make_researcher()
        with pytest.raises(MergeWithItself):
            merge.merge(kept, kept, reason="twice", by=hr)
        merge.merge(kept, gone, reason="twice", by=hr)
    for pair in ((kept, gone), (gone, kept)):
        with pytest.raises(AlreadyMerged), unit_of_work():
            merge.merge(*pair, reason="twice", by=hr)


def test_merge_and_undo_are_audited(app, hr):
    with unit_of_work():
        kept, gone = make_researcher(), make_researcher()
        row = merge.merge(kept, gone, reason="twice", by=hr)
        merge.undo(row, by=hr)
    verbs = db.session.scalars(select(AuditEvent.verb).order_by(AuditEvent.id)).all()
    assert verbs[-2:] == ["researcher.merged", "researcher.merge_undone"]
    assert db.session.scalars(select(ResearcherMerge)).one().undone_at is not None
    assert db.session.get(Researcher, gone.id).merged_into_id is None
