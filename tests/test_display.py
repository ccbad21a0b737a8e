"""Results shown: hostile text is inert, colour only where asked."""

from __future__ import annotations

from html.parser import HTMLParser

HOSTILE = (
    "Interviewer: Questions?\n"
    'C<script>alert(1)</script>: <img src=x onerror=alert(1)> Can I have the job?" \x1b[31m'
)


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.seen = set()

    def handle_starttag(self, tag, attrs):
        self.seen.add(tag)
        assert not any(name.startswith("on") or name in ("src", "href") for name, _ in attrs)


def test_html_is_inert_and_marks_the_phrase(fast):
    said = "<img src=x> So. Can I have the job?"
    result = fast.classify([("Interviewer", "Any questions?"), ("<script>x</script>", said)])
    page = result._repr_html_()
    parser = Tags()
    parser.feed(page)
    assert parser.seen <= {"style", "div", "b", "small", "br", "mark", "sub", "details", "summary", "ul", "li"}
    assert "Can I have the job<sub>job_request</sub></mark>" in page and "&lt;img" in page


def test_text_is_plain_or_coloured_as_asked(fast):
    result = fast.classify(HOSTILE)
    assert "\x1b" not in result.explain(color=False)
    colored = fast.classify([("I", "Questions?"), ("C", "Can I have the job?")], candidate="C").explain(color=True)
    assert "\x1b[1;32m" in colored


def test_the_explanation_says_what_a_reader_asks(fast):
    text = fast.classify([("I", "Questions?"), ("C", "Can I have the job?")], candidate="C").explain(color=False)
    for words in ("direct ask", "candidate: C", "ending: from turn 1", "job_request, turn 2", "intercept"):
        assert words in text


def test_lone_surrogates_can_be_shown(fast):
    result = fast.classify([("I", "Questions?"), ("C", "When can I start \ud83d?")], candidate="C")
    result.explain().encode("utf-8")
    result._repr_html_().encode("utf-8")
