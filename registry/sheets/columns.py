"""The lists of HR as tables of columns: what each cell is called, holds and may say.

A new column is one entry of its table; heading, drop-down, note and reading follow from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from registry.core.db import Privacy
from registry.sheets import options
from registry.sheets.case_columns import CASE, POSITION, UNIT
from registry.sheets.kinds import (
    CHOOSE_EN,
    CHOOSE_ZH,
    DAY_EN,
    DAY_ZH,
    YES_EN,
    YES_ZH,
    About,
    Column,
    Kind,
    SheetList,
)
from registry.sheets.people_columns import EMPLOYEE_NUMBER, KEY, ORCID, PEOPLE

__all__ = ["KEY", "LISTS", "About", "Column", "Kind", "SheetList"]

PERSON_KEY = Column(
    key="person_key",
    title_en="Person key",
    title_zh="人员标识",
    kind=Kind.KEY,
    about=About.KEY,
    synonyms=("Researcher key", "Person", "人员编号"),
    note_en="As in an export of researchers; or give the employee number or the ORCID iD",
    note_zh="与研究人员导出表一致；也可填写工号或 ORCID",
)
WHO = Column(
    key="who",
    title_en="Name",
    title_zh="姓名",
    about=About.PERSON,
    synonyms=("Full name", "名字", "中文姓名", "Name in characters"),
    note_en="For reading only",
    note_zh="仅供查看",
    privacy=Privacy.PUBLIC,
    shown_only=True,
)

RECRUITS = SheetList(
    key="recruits",
    title_en="Recruits",
    title_zh="引进人才",
    columns=(KEY, *PEOPLE, *CASE),
    one_of=(("name_zh", "family"),),
)
RESEARCHERS = SheetList(
    key="researchers",
    title_en="Researchers",
    title_zh="研究人员",
    columns=(
        KEY,
        *PEOPLE,
        Column(
            key="visible",
            title_en="Visible",
            title_zh="公开显示",
            kind=Kind.YES_NO,
            about=About.PERSON,
            synonyms=("Public", "是否公开", "公开"),
            note_en=YES_EN,
            note_zh=YES_ZH,
        ),
    ),
    one_of=(("name_zh", "family"),),
)
POSTS = SheetList(
    key="posts",
    title_en="Posts",
    title_zh="任职",
    columns=(
        KEY,
        PERSON_KEY,
        EMPLOYEE_NUMBER,
        ORCID,
        WHO,
        replace(UNIT, about=About.POST, required=True),
        replace(POSITION, about=About.POST, required=True),
        Column(
            key="starts_on",
            title_en="From",
            title_zh="开始日期",
            kind=Kind.DATE,
            about=About.POST,
            synonyms=(
                "Start",
                "Start date",
                "Starts on",
                "起始日期",
                "到岗日期",
                "入职日期",
                "任职开始",
            ),
            note_en=DAY_EN,
            note_zh=DAY_ZH,
            required=True,
        ),
        Column(
            key="ends_on",
            title_en="Until",
            title_zh="结束日期",
            kind=Kind.DATE,
            about=About.POST,
            synonyms=(
                "End",
                "End date",
                "Ends on",
                "To",
                "截止日期",
                "离岗日期",
                "离职日期",
                "任职结束",
            ),
            note_en=DAY_EN,
            note_zh=DAY_ZH,
        ),
    ),
    one_of=(("person_key", "employee_number", "orcid"),),
)
FUNDING = SheetList(
    key="funding",
    title_en="Funding",
    title_zh="经费",
    columns=(
        KEY,
        Column(
            key="case_key",
            title_en="Case key",
            title_zh="引进个案标识",
            kind=Kind.KEY,
            about=About.KEY,
            synonyms=("Hire key", "Recruit key", "Case", "个案编号"),
            note_en="As in an export of recruits",
            note_zh="与引进人才导出表一致",
            required=True,
        ),
        WHO,
        Column(
            key="program",
            title_en="Program",
            title_zh="人才计划",
            synonyms=("Program code", "计划名称", "人才项目"),
            note_en="For reading only",
            note_zh="仅供查看",
            shown_only=True,
        ),
        Column(
            key="kind",
            title_en="Kind",
            title_zh="经费类型",
            kind=Kind.CHOICE,
            about=About.MONEY,
            synonyms=("Funding kind", "Type", "类型", "经费类别", "用途"),
            choices=options.FUNDING_KINDS,
            note_en=CHOOSE_EN,
            note_zh=CHOOSE_ZH,
            required=True,
        ),
        Column(
            key="year",
            title_en="Year",
            title_zh="年度",
            kind=Kind.YEAR,
            about=About.MONEY,
            synonyms=("年份", "经费年度"),
            required=True,
        ),
        Column(
            key="planned",
            title_en="Planned",
            title_zh="计划金额",
            kind=Kind.MONEY,
            about=About.MONEY,
            synonyms=("Plan", "Budget", "预算", "计划", "计划数", "预算金额"),
            note_en="An amount, for example 500000 or 50万",
            note_zh="金额，例如 500000 或 50万",
            privacy=Privacy.SENSITIVE,
        ),
        Column(
            key="paid",
            title_en="Paid",
            title_zh="实付金额",
            kind=Kind.MONEY,
            about=About.MONEY,
            synonyms=("Paid out", "Spent", "已付", "实付", "已拨付", "到账金额", "拨付金额"),
            note_en="An amount, for example 500000 or 50万",
            note_zh="金额，例如 500000 或 50万",
            privacy=Privacy.SENSITIVE,
        ),
        Column(
            key="currency",
            title_en="Currency",
            title_zh="币种",
            kind=Kind.CHOICE,
            about=About.MONEY,
            synonyms=("货币",),
            choices=options.CURRENCIES,
            note_en=CHOOSE_EN,
            note_zh=CHOOSE_ZH,
        ),
    ),
)  # fmt: skip

LISTS: Mapping[str, SheetList] = {
    each.key: each for each in (RECRUITS, RESEARCHERS, POSTS, FUNDING)
}
