from __future__ import annotations

import gc
import time

import nh3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.titles import paragraphs, plain, title

MATH = '<mml:math xmlns:mml="http://www.w3.org/1998/Math/MathML">{}</mml:math>'
TC = "<math><msub><mi>T</mi><mi>c</mi></msub></math>"
BOTH = f"<alternatives><tex-math>$T_c$</tex-math>{TC}</alternatives>"


@pytest.mark.parametrize(
    ("raw", "text", "markup"),
    [
        ("Plain title", "Plain title", None),
        ("A <i>b</i> c", "A b c", "A <i>b</i> c"),
        ("H<sub>2</sub>O &amp; x", "H2O & x", "H<sub>2</sub>O &amp; x"),
        ("<jats:italic>E. coli</jats:italic>", "E. coli", "<i>E. coli</i>"),
        ('In <emph type="ital">JAMA</emph>', "In JAMA", "In <i>JAMA</i>"),
        ("<scp>DNA</scp> <bold>x</bold>", "DNA x", "DNA <b>x</b>"),
        ("&lt;scp&gt;AI&lt;/scp&gt; and &lt;i&gt;x&lt;/i&gt;", "AI and x", "AI and <i>x</i>"),
        ("A &amp;amp; B &amp;lt;i&amp;gt;x&amp;lt;/i&amp;gt;", "A & B x", "A & B <i>x</i>"),
        ("p &lt; 0.05 &#8211; &eacute;", "p < 0.05 – é", None),
        ("x<y for all y>z", "x<y for all y>z", None),
        ("AT&T; R&D; &NA; &copy 2020", "AT&T; R&D; &NA; &copy 2020", None),
        ("two\n   lines\tand  blanks ", "two lines and blanks", None),
        ("CO\n   <sub>2</sub>\n   emissions", "CO2 emissions", "CO<sub>2</sub> emissions"),
        (
            "Hg\n <sub>3</sub>\n Se\n <sub>2</sub>\n Crystals",
            "Hg3Se2 Crystals",
            "Hg<sub>3</sub>Se<sub>2</sub> Crystals",
        ),
        ("role of\n <scp>AI</scp>\n in", "role of AI in", None),
        ("<title>WIDe-angle</title>", "WIDe-angle", None),
        ("First<br/>second", "First second", None),
        ("a<script>alert(1)</script>b", "ab", None),
        ('<i onclick="x()">a</i><img src=x onerror=y>', "a<img src=x onerror=y>", None),
        ("a <i>open", "a open", "a <i>open</i>"),
        ("a</i> b", "a b", None),
        ("<![CDATA[a & b]]>", "a & b", None),
        (
            "World Bank Pledges $200 Million, not $300",
            "World Bank Pledges $200 Million, not $300",
            None,
        ),
        ("Twisted $h$-spaces", "Twisted h-spaces", None),
        ("$${\\mathcal {W}}_\\infty $$-transport", "W∞-transport", "W<sub>∞</sub>-transport"),
        ("at $10^{-3}\\,\\mathrm{K}$", "at 10-3 K", "at 10<sup>-3</sup> K"),
        (
            "in the"
            + MATH.format("<mml:mi>N</mml:mi><mml:mo>=</mml:mo><mml:mn>8</mml:mn>")
            + "nucleus",
            "in the N=8 nucleus",
            None,
        ),
        (
            MATH.format(
                "<mml:mmultiscripts><mml:mi>Tb</mml:mi><mml:mprescripts/><mml:none/>"
                "<mml:mn>153</mml:mn></mml:mmultiscripts>"
            ),
            "153Tb",
            "<sup>153</sup>Tb",
        ),
        (
            "Jordan" + MATH.format("<mml:mo>∗</mml:mo>") + "-maps",
            "Jordan∗-maps",
            None,
        ),
        (
            f"<inline-formula>{BOTH}</inline-formula>!",
            "Tc!",
            "T<sub>c</sub>!",
        ),
        ("27.新しい手術野展開機構", "27.新しい手術野展開機構", None),
        ("a\x00b\ud800\u200b", "ab\ufffd", None),
        ("", "", None),
    ],
)
def test_a_title_becomes_clean_text_and_safe_markup(raw, text, markup):
    if markup is None and "<img" in text:
        markup = "<i>a</i>&lt;img src=x onerror=y&gt;"
    if "A & B" in text and markup:
        markup = markup.replace("A & B", "A &amp; B")
    assert title(raw) == (text, markup)


def test_a_name_is_cleaned_of_entities_and_blanks():
    assert plain(" Burrell,  CSC ") == "Burrell, CSC"
    assert plain("Urban &amp; Vogel") == "Urban & Vogel"


def test_an_abstract_keeps_its_paragraphs_and_loses_its_heading():
    raw = (
        "<jats:title>Abstract</jats:title><jats:sec><jats:title>Aim</jats:title>\n<jats:p>We ask"
        " <jats:italic>why</jats:italic>.</jats:p></jats:sec><jats:p>n &lt; 5</jats:p>"
    )
    assert paragraphs(raw) == "Aim\n\nWe ask why.\n\nn < 5"
    assert paragraphs("<p>Abstract. We show</p>") == "We show"
    assert paragraphs("<jats:p> </jats:p>") == ""


def test_an_entity_in_mathml_reads_no_file(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("CANARY")
    raw = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{secret}">]>' + MATH.format(
        "<mml:mi>&e;</mml:mi>"
    )
    assert "CANARY" not in str(title(raw))


@pytest.fixture
def no_collector():
    """The garbage of other tests in this process takes none of the time."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.parametrize(
    "piece",
    [
        *("<i>", "</i>", "<math>", "<mml:math>", "</mml:math>", "<tex-math>", "<!--", "<![CDATA["),
        *(
            "$",
            "&amp;",
            "&lt;i",
            "<a ",
            "<",
            "\n",
            " \n",
            "\n<sub>x",
            "</sub>\nA",
            "\\{",
            "&amp;amp;",
        ),
        *("<inline-formula><math>", "<script>", "<p>", "&lt;sub&gt;", "<mml:mrow>", "<x:y"),
    ],
)
@pytest.mark.usefixtures("no_collector")
def test_hostile_input_takes_linear_time(piece):
    def seconds(size: int) -> float:
        raw = (piece * size)[:size]
        start = time.process_time()
        title(raw)
        paragraphs(raw)
        return time.process_time() - start

    small = max(min(seconds(10_000) for _ in range(2)), 0.01)
    assert min(seconds(40_000) for _ in range(2)) < small * 4 * 3


def test_deep_mathml_is_read_without_an_overflow():
    depth = 5000
    raw = MATH.format("<mml:mrow>" * depth + "<mml:mi>x</mml:mi>" + "</mml:mrow>" * depth)
    assert len(title(raw).text) <= len(raw)


PIECES = st.sampled_from(
    [
        *(
            "<i>",
            "</i>",
            "<sub>",
            "</sub>",
            "<b>",
            "<script>",
            "</script>",
            "<img onerror=x>",
            "&lt;",
        ),
        *(
            "&amp;",
            "&#60;",
            "$",
            "\\alpha",
            "_{",
            "}",
            "\n",
            " ",
            "<mml:math>",
            "</mml:math>",
            "<p/>",
        ),
    ]
)


@given(st.lists(PIECES | st.text(max_size=8), max_size=30).map("".join))
def test_no_text_gives_unsafe_markup_or_an_error(raw):
    text, markup = title(raw)
    assert text == " ".join(text.split())
    assert paragraphs(raw) is not None
    if markup is not None:
        assert nh3.clean(markup, tags={"i", "b", "sub", "sup"}, attributes={}) == markup
        assert not any(f"<{name}" in markup.lower() for name in ("script", "img", "p", "mml"))


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=60))
def test_text_without_markup_stays_as_it_is(raw):
    if not set(raw) & set("<&$"):
        assert title(raw) == (raw, None)


@pytest.mark.parametrize("space", ["", ' xmlns:mml="http://www.w3.org/1998/Math/MathML"'])
def test_a_formula_is_read_whether_or_not_its_prefix_is_declared(space):
    formula = "<mml:msub><mml:mi>H</mml:mi><mml:mn>2</mml:mn></mml:msub>"
    scripts = "<mml:mi>C</mml:mi><mml:mn>1</mml:mn><mml:mn>2</mml:mn>"
    many = f"<mml:mmultiscripts>{scripts}</mml:mmultiscripts>"
    assert title(f"On <mml:math{space}>{formula}</mml:math>").markup == "On H<sub>2</sub>"
    assert title(f"<mml:math{space}>{many}</mml:math>").markup == "C<sub>1</sub><sup>2</sup>"
