"""What cells that choose may say: each code with its label in both languages and other words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from babel import Locale

from registry.people.kinds import Gender, IdentityKind, Position
from registry.talent.kinds import FundingKind
from registry.talent.stages import STEPS, Stage


@dataclass(frozen=True, slots=True, eq=False)
class Option:
    """One thing that may be chosen; a cell may hold the code, a label or one of `others`."""

    code: str
    en: str
    zh: str
    others: tuple[str, ...] = ()

    def label_in(self, locale: str) -> str:
        """The label in the reader's language."""
        return self.zh if locale == "zh" else self.en


POSITIONS = (
    Option(Position.CHAIR_PROFESSOR, "Chair professor", "讲席教授"),
    Option(Position.PROFESSOR, "Professor", "教授", ("Full professor", "正教授")),
    Option(Position.ASSOCIATE_PROFESSOR, "Associate professor", "副教授", ("Assoc. professor",)),
    Option(Position.ASSISTANT_PROFESSOR, "Assistant professor", "助理教授", ("Asst. professor",)),
    Option(Position.RESEARCHER, "Research professor", "研究员", ("Researcher",)),
    Option(Position.ASSOCIATE_RESEARCHER, "Associate research professor", "副研究员"),
    Option(Position.ASSISTANT_RESEARCHER, "Assistant research professor", "助理研究员"),
    Option(Position.POSTDOC, "Postdoc", "博士后", ("Postdoctoral researcher", "Post-doc")),
    Option(Position.VISITING, "Visiting scholar", "访问学者", ("Visiting", "访问教授")),
    Option(Position.ENGINEER, "Engineer", "工程师"),
    Option(Position.STUDENT, "Student", "学生"),
    Option(Position.STAFF, "Staff", "行政人员", ("职员",)),
)

GENDERS = (
    Option(Gender.FEMALE, "Female", "女", ("F", "woman", "女性")),
    Option(Gender.MALE, "Male", "男", ("M", "man", "男性")),
    Option(Gender.OTHER, "Other", "其他", ("X",)),
)

IDENTITY_KINDS = (
    Option(
        IdentityKind.ID_CARD,
        "Identity card",
        "居民身份证",
        ("身份证", "ID card", "ID", "Chinese identity card", "Resident identity card"),
    ),
    Option(IdentityKind.PASSPORT, "Passport", "护照"),
    Option(
        IdentityKind.HK_MACAO_PERMIT,
        "Permit for Hong Kong and Macao residents",
        "港澳居民来往内地通行证",
        ("港澳通行证", "回乡证", "港澳居民通行证"),
    ),
    Option(
        IdentityKind.TAIWAN_PERMIT,
        "Permit for Taiwan residents",
        "台湾居民来往大陆通行证",
        ("台胞证", "台湾居民通行证"),
    ),
    Option(
        IdentityKind.RESIDENCE_PERMIT,
        "Permanent residence permit",
        "外国人永久居留身份证",
        ("永居证", "永久居留证", "外国人永久居留证"),
    ),
    Option(
        IdentityKind.WORK_PERMIT,
        "Work permit",
        "外国人工作许可证",
        ("工作许可证", "工作许可"),
    ),
)

FUNDING_KINDS = (
    Option(FundingKind.RESEARCH, "Research money", "科研经费", ("研究经费",)),
    Option(FundingKind.WORK_MONEY, "Work money", "工作经费"),
    Option(FundingKind.START_UP, "Start-up money", "启动经费", ("Start-up", "科研启动经费")),
    Option(FundingKind.PERSONAL_SUBSIDY, "Personal subsidy", "个人补贴", ("生活补贴", "奖励补贴")),
    Option(FundingKind.HOUSING, "Housing", "住房", ("住房补贴", "安家费", "Housing or rent")),
    Option(FundingKind.SALARY, "Salary", "薪酬", ("工资", "Salary top-up", "年薪")),
    Option(FundingKind.STUDENT_QUOTA, "Student quota", "招生名额", ("招生指标", "研究生指标")),
    Option(FundingKind.UNSPECIFIED, "Purpose to be confirmed", "用途待确认"),
)

CURRENCIES = (
    Option("CNY", "CNY", "人民币", ("RMB", "元", "yuan", "¥", "人民币元")),
    Option("USD", "USD", "美元", ("US dollar", "$")),
    Option("EUR", "EUR", "欧元", ("euro", "€")),
    Option("HKD", "HKD", "港元", ("港币", "HK$")),
    Option("GBP", "GBP", "英镑", ("£",)),
    Option("JPY", "JPY", "日元", ("yen",)),
)

STAGE_WORDS: dict[str, tuple[str, ...]] = {
    Stage.SHORTLISTED: ("入围", "答辩"),
    Stage.PUBLICISED: ("Publicised",),
    Stage.OFFERED: ("Offered", "已发聘书"),
    Stage.ONBOARD: ("Onboard", "在岗", "入职", "已到岗"),
    Stage.MIDTERM_PASSED: ("Midterm passed", "中期考核通过"),
    Stage.EXTENDED: ("延期", "续聘"),
    Stage.REJECTED: ("Rejected", "未入选"),
    Stage.DECLINED: ("Declined", "谢绝"),
    Stage.EXPIRED: ("Expired",),
}
STAGES = tuple(
    Option(each.stage, each.name_en, each.name_zh, STAGE_WORDS.get(each.stage, ()))
    for each in STEPS.values()
)

NOT_COUNTRIES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
COUNTRY_WORDS: dict[str, tuple[str, ...]] = {
    "CN": ("中国籍", "P.R. China", "PRC", "中华人民共和国", "Chinese"),
    "US": ("USA", "U.S.", "United States of America", "American"),
    "GB": ("UK", "U.K.", "Great Britain", "British"),
    "HK": ("Hong Kong", "香港"),
    "MO": ("Macao", "Macau", "澳门"),
    "TW": ("台湾", "中国台湾"),
    "KR": ("Korea", "Republic of Korea"),
    "RU": ("Russian Federation",),
}


@cache
def countries() -> tuple[Option, ...]:
    """Countries and regions by their two letters, as the languages of the registry call them."""
    en: dict[str, str] = dict(Locale("en").territories)
    zh: dict[str, str] = dict(Locale("zh").territories)
    codes = sorted(c for c in en if len(c) == 2 and c.isalpha() and c not in NOT_COUNTRIES)  # noqa: PLR2004
    return tuple(
        Option(code, en[code], zh.get(code, code), COUNTRY_WORDS.get(code, ())) for code in codes
    )
