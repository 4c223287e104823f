"""Names of a synthetic institute: drawn by how common surnames are, printed in every way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import accumulate
from random import Random

from pypinyin import lazy_pinyin

from registry.naming.spoken import surname

COMMON = (
    "王71 李70 张67 刘54 陈45 杨31 黄22 赵20 吴19 周19 徐14 孙13 胡12 朱12 高10 林10 何10 "
    "郭10 马10 罗8 梁8 宋8 郑7 谢7 韩6 唐6 冯6 于6 董5 萧5 程5 曹5 袁5 邓5 许5 傅4 沈4 "
    "曾4 彭4 吕4 苏4 卢4 蒋4 蔡4 贾4 丁4 魏4 薛3 叶3 阎3 余3 潘3 杜3 戴3 夏3 钟3 汪3 田3 "
    "任3 姜3 范3 方3 石3 姚3 谭3 廖3 邹3 熊2 金2 陆2 郝2 孔2 白2 崔2 康2 毛2 邱2 秦2 江2 "
    "史2 顾2 侯2 邵2 孟2 龙2 万2 段2 雷2 钱2 汤2 尹2 黎2 易1 常1 武1 乔1 贺1 赖1 "
    "龚1 文1 俞1 虞1 喻1 单1 仇1 解1 区1 翟1 查1 乐1 欧阳1 司马1 诸葛1 尉迟1 上官1"
)
GIVEN = (
    "伟文明华建国军平志晓海强永红春云丽玉小金林宇杰磊龙飞亮鹏辉波浩涛斌超勇新光立东天成俊博思雨佳嘉子梦"
    "雪琳婷静敏芳燕丹莉娜洁颖慧欣怡宁安然一凡晨阳晗旭瑞泽轩航毅恒远达康健祥福瑶雯倩妍琪珊薇兰秀英梅霞"
    "翔宏振庆德仁义礼智信学理正清源景和乐生绿侣西昂"
)
WESTERN = "Anna Berta Carl David Emma Felix Greta Henrik Ida Jonas Karin Lars Marie Nils Olga Peter"
WESTERN_FAMILIES = (
    "Sample Muster Beispiel Ejemplo Exempel Voorbeeld Primer Esempio Campione Prova Malli "
    "Wzor Minta Modell Muestra Specimen"
)
MINORITY = "Amangul Qurban Tursun Ayzuhra Batbayar Nergui Tashi Dolma Pasang Erdene Sarnai Gulnar"
ABROAD = {"chen": "Chan", "huang": "Wong", "wu": "Ng", "cai": "Tsai", "xu": "Hsu", "li": "Lee"}
TRADITIONAL = str.maketrans(
    "刘陈张杨赵吴孙马罗郑谢许卢丽云龙飞鹏辉涛", "劉陳張楊趙吳孫馬羅鄭謝許盧麗雲龍飛鵬輝濤"
)


@dataclass(frozen=True)
class Name:
    """A person's name: Latin letters by syllables, and characters where there are some."""

    family: str
    syllables: tuple[str, ...]
    hanzi: tuple[str, str] | None = None
    kind: str = "chinese"
    western: str | None = None
    former: str | None = None

    @property
    def given(self) -> str:
        """The given name as one word; as several for Western people."""
        if self.kind == "chinese":
            return "".join(self.syllables).capitalize()
        return (" " if self.kind == "western" else "-").join(self.syllables)


@dataclass
class Namer:
    """Draws names from one source of chance."""

    rng: Random
    surnames: list[str] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        pairs = [(word.rstrip("0123456789"), word) for word in COMMON.split()]
        self.surnames = [name for name, _ in pairs]
        self.weights = list(accumulate(float(word.removeprefix(name)) for name, word in pairs))
        self.given_weights = list(accumulate(1 / (rank + 12) for rank in range(len(GIVEN))))

    def anybody(self) -> Name:
        """Nine of ten Chinese, the others Western or of a minority."""
        chance = self.rng.random()
        if chance < 0.06:
            return self._western()
        if chance < 0.08:
            family, given = self.rng.sample(MINORITY.split(), 2)
            return Name(family, (given,), kind="minority")
        return self.chinese()

    def chinese(self) -> Name:
        rng = self.rng
        family = rng.choices(self.surnames, cum_weights=self.weights)[0]
        size = 1 if rng.random() < 0.15 else 2
        given = "".join(rng.choices(GIVEN, cum_weights=self.given_weights, k=size))
        spelled, syllables = surname(family)[0], tuple(lazy_pinyin(given, v_to_u=True))
        if spelled in ABROAD and rng.random() < 0.05:
            abroad = tuple(s.capitalize() for s in syllables)
            return Name(ABROAD[spelled], abroad, (family, given), kind="abroad")
        western = rng.choice(WESTERN.split()) if rng.random() < 0.03 else None
        former = surname(rng.choice(self.surnames))[0] if rng.random() < 0.02 else None
        names = (western, former and former.capitalize())
        return Name(spelled.capitalize(), syllables, (family, given), "chinese", *names)

    def _western(self) -> Name:
        given = tuple(self.rng.sample(WESTERN.split(), self.rng.choice((1, 1, 2))))
        return Name(self.rng.choice(WESTERN_FAMILIES.split()), given, kind="western")


Printed = tuple[str | None, str | None, str | None]
"""Family, given, and the whole where it is not told apart."""


def _joined(name: Name, between: str, *, capital: bool = True) -> str:
    first, *rest = name.syllables
    return between.join([first.capitalize(), *(s.capitalize() if capital else s for s in rest)])


def _initials(name: Name, form: str) -> str:
    return form.join(syllable[0].upper() for syllable in name.syllables)


WAYS: dict[str, Callable[[Name], Printed]] = {
    "plain": lambda n: (n.family, n.given, None),
    "hyphen": lambda n: (n.family, _joined(n, "-"), None),
    "hyphen, small": lambda n: (n.family, _joined(n, "-", capital=False), None),
    "blank": lambda n: (n.family, _joined(n, " "), None),
    "capital inside": lambda n: (n.family, _joined(n, ""), None),
    "one string": lambda n: (None, None, f"{n.given} {n.family}"),
    "family first": lambda n: (None, None, f"{n.family} {n.given}"),
    "family in capitals": lambda n: (None, None, f"{n.family.upper()} {n.given}"),
    "comma": lambda n: (None, None, f"{n.family}, {n.given}"),
    "swapped by the source": lambda n: (n.given, n.family, None),
    "capitals": lambda n: (n.family.upper(), n.given.upper(), None),
    "apostrophe": lambda n: (n.family, _joined(n, "'", capital=False), None),
    "initials": lambda n: (n.family, _initials(n, ". ") + ".", None),
    "initials, hyphen": lambda n: (n.family, _initials(n, ".-") + ".", None),
    "initials, no stop": lambda n: (n.family, _initials(n, ""), None),
    "one initial": lambda n: (n.family, n.syllables[0][0].upper() + ".", None),
}
OF_A_VENUE = (
    ("plain", 50), ("hyphen", 6), ("hyphen, small", 4), ("blank", 3), ("one string", 6),
    ("family first", 4), ("family in capitals", 4), ("comma", 3), ("capitals", 4),
    ("initials", 5), ("initials, hyphen", 2), ("initials, no stop", 2), ("one initial", 2),
)  # fmt: skip
U_FORMS = ("ü", "v", "yu", "u", "ue")


def printed(name: Name, house: str, rng: Random) -> tuple[str, Printed]:
    """The name as a venue prints it, and the cause of the spelling."""
    way = house if name.kind != "minority" or house != "initials, hyphen" else "plain"
    chance = rng.random()
    if chance < 0.02:
        way = "swapped by the source"
    elif chance < 0.03:
        way = "capital inside"
    elif chance < 0.04 and name.kind == "chinese":
        way = "apostrophe"
    elif chance < 0.08 and name.hanzi:
        return _characters(name.hanzi, rng)
    if name.western and rng.random() < 0.3:
        return "Western first name", (name.family, f"{name.western} ({name.given})", None)
    said = WAYS[way](name)
    if any("ü" in (part or "").casefold() for part in said):
        form = rng.choice(U_FORMS)
        said = tuple(_u(part, form) for part in said)  # type: ignore[assignment]
        return "ü", said
    if len(name.family) > 5 and name.hanzi and len(name.hanzi[0]) == 2 and rng.random() < 0.3:
        first, second = lazy_pinyin(name.hanzi[0], v_to_u=True)
        if (first + second).casefold() == name.family.casefold():
            double = f"{first.capitalize()}{rng.choice('- ')}{second.capitalize()}"
            return "compound surname", (double, said[1], None) if said[0] else said
    return way, said


def _characters(hanzi: tuple[str, str], rng: Random) -> tuple[str, Printed]:
    family, given = hanzi
    if rng.random() < 0.25:
        return "traditional", (None, None, (family + given).translate(TRADITIONAL))
    return "characters", (family, given, None) if rng.random() < 0.5 else (
        None,
        None,
        family + given,
    )


def _u(part: str | None, form: str) -> str | None:
    return part and part.replace("ü", form).replace("Ü", form.upper())
