"""The pages of a class and of a learner: nothing from outside, nothing of others, safe texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest

from miolingo.judging.batch.classroom.marks import Mark, compared
from miolingo.judging.batch.classroom.recordings import Recording
from miolingo.judging.batch.classroom.report import class_report
from miolingo.ui.results.classroom.class_page import AboutClass, class_page
from miolingo.ui.results.classroom.learner_page import learner_page
from tests.parts.class_results import IPA, PHRASE, a_class, recording, word

ABOUT = AboutClass("ko", "Sep 7, 2026", "m")
HOSTILE = "</title><script>alert(1)</script>\"'&\x1b[2J\u202e"


class _Page(HTMLParser):
    """Notes what a page loads and runs."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.sources: list[str] = []
        self.handlers: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            if name in ("src", "href"):
                self.sources.append(value or "")
            if name.startswith("on"):
                self.handlers.append(name)


def sounds(file: str) -> bytes:
    return f"sound of {file}".encode()


def page_of(recordings: list[Recording], names: tuple[str, ...] = ()) -> str:
    return class_page(class_report(recordings, names), None, sounds, ABOUT)


def pages() -> Iterator[str]:
    report = class_report(a_class(), ("Noor",))
    yield class_page(report, None, sounds, ABOUT)
    for learner in report.learners:
        yield learner_page(learner, sounds, language_code="ko", made_on="Sep 7, 2026")


def words_of(page: str) -> str:
    return " ".join(re.sub(r"<style>.*?</style>|<[^>]*>", " ", page, flags=re.DOTALL).split())


@pytest.mark.parametrize("page", list(pages()))
def test_a_page_needs_nothing_else(page: str) -> None:
    parsed = _Page(page)
    assert all(source.startswith("data:audio/ogg;base64,") for source in parsed.sources)
    assert not {"script", "link", "img", "iframe"} & set(parsed.tags)
    assert "default-src 'none'; style-src 'unsafe-inline'; media-src data:" in page


def test_the_class_page_tells_what_was_hard_and_who_is_missing() -> None:
    told = words_of(page_of(a_class(), ("Mina", "Noor")))
    for part in (
        "커피 wrong 3 of 5",
        "ʌ wrong 3 of 5 Heard instead: o × 2, u × 1 2 learners, in: 커피 커피 , Jo",
        "Heard instead: kʰopʰi × 2, kʰupʰi × 1",
        "주세요 wrong 1 of 5",
        "not said × 1",
        "The reference",
        "Mina : understood",
        "Jo : sounded like kʰopʰi",
        "Missing: 1 There is no recording of: Noor",
        "Not judged: 1 Kim , Kim/1.ogg : No voice can be heard in it.",
    ):
        assert part in told


def test_a_class_without_mistakes_is_told_so() -> None:
    right = [recording("Mina", "1.ogg", [word(text) for text in IPA])]
    assert "Every word that could be judged was understood." in words_of(page_of(right))


def test_a_learner_page_has_nothing_of_others() -> None:
    report = class_report(a_class(), ())
    jo = next(each for each in report.learners if each.name == "Jo")
    page = learner_page(jo, sounds, language_code="ko", made_on="Sep 7, 2026")
    assert not [name for name in ("Mina", "Sofía", "Kim") if name in page]
    told = words_of(page)
    assert "Sounded" not in told, "the style makes it large"
    assert "sounded like kʰopʰi" in told
    assert "ʌ sounded like o" in told, "what to change"
    assert page.count("<audio") == 4, "their own, and the reference, of two words"


def test_no_text_of_a_file_becomes_a_part_of_a_page() -> None:
    made = [
        recording(HOSTILE, HOSTILE, [{**word("커피", "ʌ>o"), "word": HOSTILE}]),
        recording(HOSTILE, HOSTILE, [], reason="silence", problem=HOSTILE),
    ]
    made = [Recording(**{**vars(each), "phrase": HOSTILE}) for each in made]
    marks = compared(made, [Mark(2, "x", HOSTILE, True)], [HOSTILE])
    report = class_report(made, (HOSTILE + "2",))
    learner = learner_page(report.learners[0], sounds, language_code=HOSTILE, made_on="")
    for page in (class_page(report, marks, sounds, ABOUT), learner):
        parsed = _Page(page)
        assert "script" not in parsed.tags
        assert parsed.handlers == []
        assert parsed.tags.count("title") == 1
        assert not {"\x1b", "\u202e"} & set(page)


def test_where_a_teacher_differs_is_listed_with_the_clip() -> None:
    recordings = a_class()
    marks = compared(
        recordings, [Mark(2, "Jo/1.ogg", "커피", True), Mark(3, "Mina/1.ogg", "두", True)], []
    )
    page = class_page(class_report(recordings, ()), marks, sounds, ABOUT)
    assert "커피 , Jo , Jo/1.ogg . You: right. Miolingo: wrong." in words_of(page)
    assert "The same in 50% of 2 words." in words_of(page)


def test_a_clip_that_is_gone_leaves_the_page_whole() -> None:
    page = class_page(class_report(a_class(), ()), None, lambda _file: None, ABOUT)
    assert "<audio" not in page
    assert PHRASE in page


def test_a_learner_page_tells_nothing_of_the_teachers_folders() -> None:
    problem = "“/home/teacher/Mina/a.mp3” is not an audio file that can be read."
    made = [recording("Mina", "Mina/a.mp3", [], reason="unreadable_file", problem=problem)]
    report = class_report(made, ())
    page = learner_page(report.learners[0], sounds, language_code="ko", made_on="")
    assert "/home" not in page
    assert "Not judged. The file is damaged, cut off, or no recording" in words_of(page)
    assert "/home/teacher" in page_of(made), "whoever can mend it needs to know all"


@pytest.mark.parametrize("page", list(pages()))
def test_each_row_and_column_of_a_table_has_a_heading(page: str) -> None:
    parsed = _Page(page)
    assert parsed.tags.count("main") == 1
    assert not re.search(r"<th[^>]*></th>", page)
    rows = re.findall(r"<tbody>(.*?)</tbody>", page)
    assert all(body.count("<tr>") == body.count('<th scope="row">') for body in rows)
