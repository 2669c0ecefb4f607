"""Markdown becomes safe HTML and plain words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.news.values import render_body


def test_what_editors_use_is_kept() -> None:
    body = render_body(
        "# Judul\n\nHalo **dunia** dan [tautan](https://badungkab.go.id).\nBaris dua & <b>.\n\n"
        "- satu\n- dua\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```\nkode\n```\n\n##### dalam"
    )
    assert body.html.startswith("<h2>Judul</h2>")
    assert "<strong>dunia</strong>" in body.html
    assert '<a href="https://badungkab.go.id" rel="noopener noreferrer">tautan</a>' in body.html
    assert "<td>1</td>" in body.html and "<li>satu</li>" in body.html
    assert "<h4>dalam</h4>" in body.html
    assert body.text.split("\n\n")[:4] == [
        "Judul",
        "Halo dunia dan tautan.\nBaris dua & <b>.",
        "satu",
        "dua",
    ]


@pytest.mark.parametrize(
    "markdown",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:x 'y')",
        "![diam-diam](https://tracker.example/pixel.png)",
        "<iframe src='https://example.com'></iframe>",
        '[x](https://a.example "onmouseover=alert(1)")',
        "<a href='javascript:1'>x</a>",
    ],
)
def test_nothing_foreign_runs_or_loads(markdown: str) -> None:
    html = render_body(markdown).html
    for mark in ("<script", "<img", "<iframe", 'href="java', 'href="data', 'href="vb'):
        assert mark not in html


def test_a_pictures_description_stays_as_words() -> None:
    body = render_body("Lihat ![peta *jalan*](https://example.com/peta.png) ini.")
    assert body.html == "<p>Lihat peta jalan ini.</p>"
    assert body.text == "Lihat peta jalan ini."


@pytest.mark.slow
@given(st.text(max_size=300))
def test_any_text_is_rendered_without_a_forbidden_tag(markdown: str) -> None:
    html = render_body(markdown).html.lower()
    assert "<script" not in html and "<img" not in html and "<iframe" not in html
