"""How Chinese surnames are read, which have two characters, and how common each spelling is.

A dictionary's first reading is often not the surname's (单 is Shan, not dan), so readings that
differ stand here. Shares are those of the ministry's yearly lists of surnames, rounded, in people
of a thousand, added up over the characters of one spelling (domain.md 3.2).
"""

from __future__ import annotations

READINGS: dict[str, tuple[str, ...]] = {
    "单": ("shan",), "仇": ("qiu",), "曾": ("zeng",), "区": ("ou",), "解": ("xie",),
    "翟": ("zhai", "di"), "查": ("zha",), "朴": ("piao", "pu"), "乐": ("yue", "le"),
    "盖": ("ge", "gai"), "任": ("ren",), "华": ("hua",), "过": ("guo",), "燕": ("yan",),
    "缪": ("miao",), "宓": ("mi", "fu"), "种": ("chong",), "员": ("yun",), "贠": ("yun",),
    "召": ("shao",), "折": ("she",), "隗": ("wei", "kui"), "冼": ("xian",), "洗": ("xian",),
    "繁": ("po",), "逄": ("pang",), "覃": ("qin", "tan"), "那": ("na",), "黑": ("he", "hei"),
    "秘": ("bi", "mi"), "牟": ("mou", "mu"), "宁": ("ning",), "葛": ("ge",), "纪": ("ji",),
    "车": ("che",), "阚": ("kan",), "祭": ("zhai", "ji"), "郇": ("xun", "huan"),
    "郗": ("xi", "chi"), "柏": ("bai", "bo"), "薄": ("bo",), "卜": ("bu",), "谌": ("chen", "shen"),
    "佴": ("nai",), "撒": ("sa",), "沈": ("shen",), "眭": ("sui",), "相": ("xiang",),
    "尉": ("wei",), "应": ("ying",), "於": ("yu",), "恽": ("yun",), "占": ("zhan",),
    "重": ("chong",), "降": ("xiang",), "角": ("jue", "jiao"), "曲": ("qu",), "呙": ("guo",),
    "瞿": ("qu",), "石": ("shi",), "尹": ("yin",), "少": ("shao",), "哈": ("ha",), "不": ("fou",),
    "黄": ("huang",), "吕": ("lü",), "俞": ("yu",), "余": ("yu",), "喻": ("yu",), "虞": ("yu",),
    "行": ("xing",), "会": ("gui",), "教": ("jiao",), "句": ("gou",), "芮": ("rui",),
    "长孙": ("zhangsun",), "尉迟": ("yuchi",), "万俟": ("moqi",), "澹台": ("tantai",),
    "令狐": ("linghu",), "中行": ("zhonghang",), "皇甫": ("huangfu",), "夏侯": ("xiahou",),
    "单于": ("chanyu",), "宿勤": ("suqin",), "呼延": ("huyan",), "鲜于": ("xianyu",),
}  # fmt: skip
"""Surname -> its readings, the usual one first, where a dictionary alone would err or waver."""

COMPOUND = frozenset(
    (  # noqa: SIM905
        "欧阳 上官 司马 诸葛 东方 夏侯 皇甫 尉迟 公孙 长孙 慕容 司徒 司空 令狐 宇文 "
        "轩辕 端木 独孤 南宫 西门 东郭 百里 呼延 鲜于 闻人 澹台 公冶 宗政 濮阳 淳于 "
        "单于 太史 申屠 仲孙 钟离 万俟 赫连 拓跋 第五 中行 亓官 司寇 子车 颛孙 巫马 公西 "
        "漆雕 乐正 壤驷 公良 夹谷 宰父 谷梁 段干 梁丘 "
        "左丘 东门 南门 羊舌 微生 宿勤 完颜 纳兰 那拉 叶赫 爱新"
    ).split()
)
"""Surnames of two characters."""

SHARES: dict[str, float] = dict(  # noqa: C408
    wang=75, li=76, zhang=71, liu=54, chen=47, yang=33, huang=24, zhao=20, wu=22, zhou=20, xu=26,
    sun=14, ma=13, zhu=13, hu=12, lin=12, guo=11.5, he=17, gao=10, luo=9, zheng=9, liang=8.5,
    xie=8, song=7.5, tang=9, deng=6, han=6, feng=7, cao=5.5, peng=5.5, zeng=5.5, xiao=5.5,
    tian=5, dong=5, pan=4.6, yuan=5, cai=4.6, jiang=10, yu=13, du=4, ye=4, cheng=4.5, wei=6.5,
    su=4, lu=10, ding=4, ren=3.6, yao=3.6, shen=4.2, zhong=3.4, cui=3.3, tan=4, fan=5, shi=7,
    liao=3.3, jia=3, xia=3, fu=4.5, fang=3.5, bai=3, zou=2.8, meng=2.9, xiong=2.7,
    qin=3.2, qiu=3.4, hou=2.6, yin=3, xue=2.4, yan=5, lei=2.4, long=2.2, tao=2, hao=2, gu=2.4,
    mao=2, duan=2.2, shao=1.9, wan=1.9, qian=2, qi=2.2, dai=2.4, mo=1.6, kong=1.8, ou=1.3,
    lai=1.9, kang=1.7, wen=2.6, niu=1.6, ge=1.4, xing=1.5, an=1.3, jin=2.2, ji=2.6, hong=1.9,
    ni=1.3, zuo=1.1, geng=1.1, zhan=1.6, xin=1, guan=1.2, qu=1.5, chu=0.9, lan=1.1, bao=1.1,
    bi=0.8, nie=1.2, jiao=0.8, ruan=0.9, shu=0.9, mei=0.8, tong=1, sheng=0.7,
    diao=0.5, lian=0.5, pang=1.2, zhai=0.9, you=0.8, che=0.4, hua=0.4, miao=1.1, mu=1, ouyang=0.9,
)  # fmt: skip
"""Spelling -> share of people, of a thousand; what is not listed is rarer than the last."""

RAREST = 0.3
"""The share, of a thousand, that an unlisted spelling is taken to have."""


def split(hanzi: str) -> tuple[str, str]:
    """Family and given name of a name in characters; two characters where the list has them."""
    double = hanzi[:2]
    size = 2 if double in COMPOUND and hanzi != double else 1
    return hanzi[:size], hanzi[size:]


def share(spelling: str) -> float:
    """The share of people, of a thousand, whose surname is spelled so."""
    return SHARES.get(spelling, RAREST)
