"""What is seen of a field of an Anki note: its HTML as text."""

from __future__ import annotations

import time

import pytest

from miolingo.decks.formats.fields import LONGEST_FIELD, Field, field_of_html


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<b>¿Qué</b> <i style='color:red'>tal</i>?", "¿Qué tal?"),
        ("un<b>der</b>line", "underline"),
        ("one<br>two<br/>three", "one two three"),
        ("<div>one</div><div>two</div>", "one two"),
        ("&nbsp;salt&nbsp;&amp; pepper &lt;3&#33; ", "salt & pepper <3!"),
        ("1 < 2", "1 < 2"),
        ("a<!-- never --><style>b {}</style><script>c()</script>", "a"),
        ("<img src='cat.jpg'>", ""),
        ("cafe\u0301", "café"),
        ("a\u202eb\x1b[31mc", "ab[31mc"),
        ("[anki:tts lang=fr_FR]bonjour[/anki:tts]", "bonjour"),
        ("{{c1::Paris}} is in {{c2::<b>France</b>::country}}", "Paris is in France"),
        ("{{c1::one {{c2::two}}}} three", "one two three"),
        ("<ruby>漢字<rp>(</rp><rt><b>かん</b>じ</rt><rp>)</rp></ruby>です", "漢字です"),
        ("<ruby>漢<rt>かん</ruby>です", "漢です"),
        (" 私[わたし]は 日本語[にほんご]が 分[わ]かる", "私は日本語が分かる"),
        ("see [1] and word[2]", "see [1] and word[2]"),
        ("Donau<wbr>dampf&shy;schiff\u200b!", "Donaudampfschiff!"),
        ("[latex]x^2[/latex]Haus [$]a_1[/$]und \\(b\\) Hof \\[c\\]", "Haus und Hof"),
        ("<anki-mathjax>a</anki-mathjax>Hof", "Hof"),
        ("<span style='display: none'>a <span>b</span> c</span>Haus", "Haus"),
        ("<div hidden>a</div>Haus<p style='VISIBILITY:hidden'>b</p>", "Haus"),
        ("<span style='color: red'>Haus</span><img hidden> und", "Haus und"),
    ],
)
def test_a_field_is_read_as_its_reader_sees_it(html: str, text: str) -> None:
    assert field_of_html(html) == Field(text)


def test_recordings_are_no_text() -> None:
    field = field_of_html("hola[sound:a.mp3]<br>[sound:salt &amp; pepper.wav]")
    assert field == Field("hola", ("a.mp3", "salt & pepper.wav"))


def test_a_field_that_is_no_html_is_told() -> None:
    with pytest.raises(ValueError, match="not valid HTML"):
        field_of_html("a <![abc[ b")


@pytest.mark.parametrize("piece", ["{{c1::", "[sound:", "漢", "漢[", "<rt>", "::", "[anki:"])
def test_a_field_that_would_take_forever_does_not(piece: str) -> None:
    began = time.process_time()
    field_of_html(piece * (LONGEST_FIELD // len(piece)))
    assert field_of_html(piece * 100_000).text == ""
    assert time.process_time() - began < 5
