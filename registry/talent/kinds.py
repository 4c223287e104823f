"""The kinds of things that programs and hires know."""

from __future__ import annotations

from enum import StrEnum


class Level(StrEnum):
    """Who grants a program."""

    NATIONAL = "national"
    PROVINCIAL = "provincial"
    MUNICIPAL = "municipal"
    DISTRICT = "district"
    UNIVERSITY = "university"
    INSTITUTE = "institute"
    FOREIGN = "foreign"


class Publicity(StrEnum):
    """Who may know that somebody is under a program (domain.md 2.4)."""

    PUBLIC = "public"
    INTERNAL = "internal"
    RESTRICTED = "restricted"


class Status(StrEnum):
    """Whether a program is still granted."""

    ACTIVE = "active"
    TBC = "tbc"
    RENAMED = "renamed"
    REPLACED = "replaced"
    CLOSED = "closed"


class FundingKind(StrEnum):
    """What the money of a program is for (domain.md 2.4)."""

    RESEARCH = "research"
    WORK_MONEY = "work_money"
    START_UP = "start_up"
    PERSONAL_SUBSIDY = "personal_subsidy"
    HOUSING = "housing"
    SALARY = "salary"
    STUDENT_QUOTA = "student_quota"
    UNSPECIFIED = "unspecified"


class Per(StrEnum):
    """What an amount of money is counted by."""

    TOTAL = "total"
    YEAR = "year"
    MONTH = "month"


class RuleKind(StrEnum):
    """What a condition asks about (domain.md 2.4)."""

    BIRTH_DATE = "birth_date"
    AGE = "age"
    AGE_MEN = "age_men"
    AGE_WOMEN = "age_women"
    DEGREE = "degree"
    YEARS_SINCE_PHD = "years_since_phd"
    RESEARCH_YEARS = "research_years"
    OVERSEAS_MONTHS = "overseas_months"
    FULL_TIME_YEARS = "full_time_years"
    MONTHS_AT_HOST = "months_at_host"
    RESIDENCE_YEARS = "residence_years"
    HELD_PROGRAMS = "held_programs"
    NATIONALITY = "nationality"
    EMPLOYER = "employer"


class Overlap(StrEnum):
    """How a program bears with others (domain.md 2.4); what a rule on held programs says."""

    ONE_OF_SAME_LEVEL = "one_of_same_level"
    NO_LOWER_AFTER_HIGHER = "no_lower_after_higher"
    EXCLUSIVE_WITH = "exclusive_with"


class ReviewKind(StrEnum):
    """When somebody under a program is looked at."""

    YEARLY = "yearly"
    MIDTERM = "midterm"
    FINAL = "final"


class DocumentKind(StrEnum):
    """What a document of a case is (domain.md 2.5)."""

    CV = "cv"
    RECOMMENDATION = "recommendation"
    APPLICATION = "application"
    PROPOSAL = "proposal"
    DEGREE = "degree"
    PROOF_OF_WORK = "proof_of_work"
    SLIDES = "slides"
    MINUTES = "minutes"
    APPROVAL = "approval"
    NOTICE = "notice"
    OFFER = "offer"
    SIGNED_OFFER = "signed_offer"
    CONTRACT = "contract"
    WORK_PERMIT = "work_permit"
    AGREEMENT = "agreement"
    REPORT = "report"
    FINAL_REPORT = "final_report"
    IDENTITY = "identity"
    OTHER = "other"
