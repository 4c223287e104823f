"""What codes of people and units are called; every text is a message id of the catalogue."""

from __future__ import annotations

from registry.core.errors import N_
from registry.people.kinds import Gender, IdentityKind, NameKind, Position, Script, UnitKind

POSITIONS = {
    Position.CHAIR_PROFESSOR: N_("Chair professor"),
    Position.PROFESSOR: N_("Professor"),
    Position.ASSOCIATE_PROFESSOR: N_("Associate professor"),
    Position.ASSISTANT_PROFESSOR: N_("Assistant professor"),
    Position.RESEARCHER: N_("Research professor"),
    Position.ASSOCIATE_RESEARCHER: N_("Associate research professor"),
    Position.ASSISTANT_RESEARCHER: N_("Assistant research professor"),
    Position.POSTDOC: N_("Postdoc"),
    Position.VISITING: N_("Visiting scholar"),
    Position.ENGINEER: N_("Engineer"),
    Position.STUDENT: N_("Student"),
    Position.STAFF: N_("Staff"),
}

NAME_KINDS = {
    NameKind.LEGAL: N_("Legal name"),
    NameKind.PINYIN: N_("Pinyin"),
    NameKind.PUBLISHED: N_("As published"),
    NameKind.FORMER: N_("Former name"),
    NameKind.OTHER_GIVEN: N_("Other given name"),
}

SCRIPTS = {
    Script.HANZI: N_("Chinese characters"),
    Script.LATIN: N_("Latin letters"),
    Script.OTHER: N_("Other script"),
}

UNIT_KINDS = {
    UnitKind.INSTITUTE: N_("Institute"),
    UnitKind.CENTRE: N_("Centre"),
    UnitKind.GROUP: N_("Group"),
}

LANGUAGES = {"en": N_("English"), "zh": N_("Chinese")}

GENDERS = {
    Gender.FEMALE: N_("Female"),
    Gender.MALE: N_("Male"),
    Gender.OTHER: N_("Other"),
}

IDENTITY_KINDS = {
    IdentityKind.ID_CARD: N_("Identity card"),
    IdentityKind.PASSPORT: N_("Passport"),
    IdentityKind.HK_MACAO_PERMIT: N_("Permit for Hong Kong and Macao residents"),
    IdentityKind.TAIWAN_PERMIT: N_("Permit for Taiwan residents"),
    IdentityKind.RESIDENCE_PERMIT: N_("Permanent residence permit"),
    IdentityKind.WORK_PERMIT: N_("Work permit"),
}

PERSONNEL = {
    "birth_date": N_("Date of birth"),
    "gender": N_("Gender"),
    "nationality": N_("Nationality"),
    "highest_degree": N_("Highest degree"),
    "degree_year": N_("Year of the degree"),
    "previous_employer": N_("Previous employer"),
    "private_contact": N_("Private contact"),
    "identity_kind": N_("Identity document"),
    "identity_number": N_("Number of the identity document"),
    "bank_account": N_("Bank account"),
}

ENTRIES = {
    "researcher_name": N_("names"),
    "post": N_("posts"),
    "personnel": N_("personnel fields"),
    "account": N_("accounts"),
    "researcher": N_("records merged earlier"),
    "hire": N_("hires"),
    "claim": N_("claims"),
    "goal_link": N_("goal links"),
}
"""What the rows of a table are called that point to a researcher."""

OTHER_ENTRIES = N_("other entries")
