"""Each problem of news has a code for the app and a sentence for the person who reads it."""

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from api.db.session import Database
from api.identity.values import Role
from api.kit import ids
from api.kit.problems import InvalidInput, Problem, ProblemCode, Words
from api.news.values import CorrectionKind
from tests.news.test_service import NOW, correct, publish, request, viewer, withdraw

CODE = ProblemCode
_OF_DEVELOPERS = re.compile(
    r"input\.|[`_]|[a-z][A-Z]|\b(?i:null|token|header|uuid|slug|field|enum|api)\b"
)
"""What no sentence for a person holds: paths, names of the API and developers' words."""


def check_words(words: Words) -> None:
    """Both sentences are whole, differ, and name nothing that only a developer knows."""
    for text in (words.id, words.en):
        assert text[0].isupper() and text.endswith("."), text
        assert not _OF_DEVELOPERS.search(text), text
    assert words.id != words.en


async def problem_of(attempt: Awaitable[Any]) -> Problem:
    with pytest.raises(Problem) as caught:
        await attempt
    return caught.value


PUBLISHING: list[tuple[dict[str, Any], str, ProblemCode]] = [
    ({"idempotency_key": "short"}, "input.idempotencyKey", CODE.WRONG_FORMAT),
    ({"title_id": "abc"}, "input.title.indonesian", CODE.TOO_SHORT),
    ({"title_en": "x" * 301}, "input.title.english", CODE.TOO_LONG),
    ({"summary_id": " "}, "input.summary.indonesian", CODE.REQUIRED),
    ({"summary_en": "x" * 1_001}, "input.summary.english", CODE.TOO_LONG),
    ({"body_id": "\x00"}, "input.body.indonesian", CODE.FORBIDDEN_CHARACTERS),
    ({"body_en": "\ud800"}, "input.body.english", CODE.FORBIDDEN_CHARACTERS),
    ({"slug": "Air Kuta"}, "input.slug", CODE.WRONG_FORMAT),
    ({"slug": "a" * 121}, "input.slug", CODE.WRONG_FORMAT),
    ({"slug": "air-kuta"}, "input.slug", CODE.TAKEN),
    ({"agency_id": ids.uuid7()}, "input.agency", CODE.UNKNOWN_REFERENCE),
    ({"area_id": "?kuta"}, "input.area", CODE.UNKNOWN_REFERENCE),
    ({"topics": tuple(f"t{n}" for n in range(9))}, "input.topics", CODE.TOO_MANY_ITEMS),
    ({"topics": ("dua kata",)}, "input.topics", CODE.WRONG_FORMAT),
    ({"images": tuple("abcdefghijk")}, "input.images", CODE.TOO_MANY_ITEMS),
    ({"images": ("a", "a")}, "input.images", CODE.REPEATED),
    ({"publish_at": NOW - timedelta(seconds=1)}, "input.publishAt", CODE.IN_THE_PAST),
    ({"embargo_until": NOW}, "input.embargoUntil", CODE.OUT_OF_RANGE),
]
CORRECTING: list[tuple[dict[str, Any], str, ProblemCode]] = [
    ({"note_id": ""}, "input.note.indonesian", CODE.REQUIRED),
    ({"note_id": "Hm."}, "input.note.indonesian", CODE.TOO_SHORT),
    ({"note_en": "x" * 2_001}, "input.note.english", CODE.TOO_LONG),
    ({"title_id": "abc"}, "input.title.indonesian", CODE.TOO_SHORT),
    ({"body_en": "x" * 60_001}, "input.body.english", CODE.TOO_LONG),
    ({"kind": CorrectionKind.WITHDRAWAL}, "input.kind", CODE.NOT_APPLICABLE),
    ({"by_article_id": ids.uuid7()}, "input.by", CODE.UNKNOWN_REFERENCE),
]


async def test_each_fault_of_an_input_has_its_code(database: Database) -> None:
    article = await publish(database, slug="air-kuta")
    for changes, path, code in PUBLISHING:
        problem = await problem_of(publish(database, **changes))
        assert isinstance(problem, InvalidInput), changes
        assert [(f.path, f.code) for f in problem.faults] == [(path, code)], changes
        assert problem.code is code
        check_words(problem.faults[0].words)
        check_words(problem.words)
    for changes, path, code in CORRECTING:
        problem = await problem_of(correct(database, article, **changes))
        assert isinstance(problem, InvalidInput), changes
        assert [(f.path, f.code) for f in problem.faults] == [(path, code)], changes
        check_words(problem.faults[0].words)
    several = await problem_of(publish(database, title_id="a", summary_id=""))
    assert several.code is CODE.INVALID_INPUT
    check_words(several.words)


async def test_each_refusal_has_its_code(database: Database) -> None:
    article = await publish(database)
    withdrawn = await publish(database)
    await withdraw(database, withdrawn.id)
    key = request().idempotency_key
    await publish(database, idempotency_key=key)
    attempts: list[tuple[Callable[[], Awaitable[Any]], ProblemCode]] = [
        (lambda: publish(database, viewer(Role.ANONYMOUS)), CODE.SIGN_IN_REQUIRED),
        (lambda: publish(database, viewer(Role.CITIZEN)), CODE.WRONG_ROLE),
        (lambda: correct(database, article, viewer(Role.OFFICER)), CODE.WRONG_ROLE),
        (lambda: withdraw(database, article.id, viewer(Role.PARTNER)), CODE.WRONG_ROLE),
        (lambda: withdraw(database, ids.uuid7()), CODE.NOT_FOUND),
        (lambda: correct(database, article, version=9), CODE.OUTDATED),
        (lambda: correct(database, withdrawn, version=2), CODE.WRONG_STATUS),
        (lambda: withdraw(database, withdrawn.id), CODE.ALREADY_DONE),
        (lambda: publish(database, idempotency_key=key, title_id="Lain lagi"), CODE.KEY_REUSED),
    ]
    for attempt, code in attempts:
        problem = await problem_of(attempt())
        assert problem.code is code, problem
        check_words(problem.words)
