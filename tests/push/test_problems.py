"""Each problem of push and identity has a code for the app and a sentence for its user."""

import ast
import re
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from api.db.migrate import ROOT
from api.identity.tokens import BadToken, LocalKeys, issuer_of
from api.identity.values import Role
from api.kit import clock, ids
from api.kit.problems import InvalidInput, ProblemCode, Words
from api.push.service import (
    QuietHoursRequest,
    ThemeRequest,
    cancel_broadcast,
    mark_notification_opened,
    mark_notifications_read,
    mark_topic_message_opened,
    remove_device,
    update_push_preferences,
)
from api.push.values import Theme, Urgency
from tests.news.test_problems import check_words, problem_of
from tests.push.conftest import NOBODY, Town
from tests.push.notices import inbox, notice, post
from tests.push.test_broadcasts import EDITOR, preview, send
from tests.push.test_devices import WRONG, register

CODE = ProblemCode
UNKNOWN = "0190a000-0000-7000-8000-000000000009"

BROADCASTS: list[tuple[dict[str, Any], str, ProblemCode]] = [
    ({"theme": Theme.REPORTS}, "theme", CODE.NOT_APPLICABLE),
    ({"urgency": Urgency.SEVERE}, "urgency", CODE.NOT_APPLICABLE),
    ({"title_id": ""}, "title.indonesian", CODE.REQUIRED),
    ({"title_en": "  "}, "title.english", CODE.REQUIRED),
    ({"title_id": "Kota"}, "title.indonesian", CODE.TOO_SHORT),
    ({"title_en": "x" * 66}, "title.english", CODE.TOO_LONG),
    ({"body_id": "x" * 241}, "body.indonesian", CODE.TOO_LONG),
    ({"body_en": "a\x00bcdef"}, "body.english", CODE.FORBIDDEN_CHARACTERS),
    ({"body_en": ""}, "body.english", CODE.REQUIRED),
    ({"send_at": clock.now() + timedelta(days=91)}, "sendAt", CODE.OUT_OF_RANGE),
    ({"send_at": clock.now() - timedelta(hours=1)}, "sendAt", CODE.IN_THE_PAST),
    ({"expires_at": clock.now() - timedelta(hours=1)}, "expiresAt", CODE.OUT_OF_RANGE),
    ({"area_id": UNKNOWN}, "area", CODE.UNKNOWN_REFERENCE),
    ({"article_id": UNKNOWN}, "article", CODE.UNKNOWN_REFERENCE),
]
TOPICS: list[tuple[list[ThemeRequest], str, ProblemCode]] = [
    ([ThemeRequest(Theme.NEWS, True), ThemeRequest(Theme.NEWS, False)], "1.theme", CODE.REPEATED),
    ([ThemeRequest(Theme.ALERTS, True, (UNKNOWN,))], "0.areas", CODE.UNKNOWN_REFERENCE),
    ([ThemeRequest(Theme.REPORTS, True, (UNKNOWN,))], "0.areas", CODE.NOT_APPLICABLE),
    ([ThemeRequest(Theme.NEWS, True, (UNKNOWN,) * 21)], "0.areas", CODE.TOO_MANY_ITEMS),
]
QUIET_HOURS: list[tuple[QuietHoursRequest, str, ProblemCode]] = [
    (QuietHoursRequest("22", "06:00"), "from", CODE.WRONG_FORMAT),
    (QuietHoursRequest("22:00", "6:00"), "until", CODE.WRONG_FORMAT),
    (QuietHoursRequest("22:00", "22:00"), "until", CODE.NOT_APPLICABLE),
    (QuietHoursRequest("22:00", "06:00", "Bali"), "timeZone", CODE.UNKNOWN_REFERENCE),
]


async def choose(town: Town, who: Any, **changes: Any) -> None:
    async with town.database.write() as session:
        await update_push_preferences(session, who, **changes)


async def in_session(town: Town, verb: Callable[..., Awaitable[Any]], *given: Any) -> None:
    async with town.database.write() as session:
        await verb(session, *given)


async def fault_of(attempt: Awaitable[Any]) -> tuple[str, ProblemCode]:
    """The path and the code of the only fault of an input; its words are checked."""
    problem = await problem_of(attempt)
    assert isinstance(problem, InvalidInput)
    (fault,) = problem.faults
    assert problem.code is fault.code
    check_words(fault.words)
    check_words(problem.words)
    return fault.path, fault.code


async def test_each_fault_of_an_input_has_its_code(town: Town) -> None:
    for content, path, code in BROADCASTS:
        for attempt in (preview(town, **content), send(town, **content)):
            assert await fault_of(attempt) == (f"input.content.{path}", code), content
    path = "input.idempotencyKey"
    assert (await fault_of(send(town, key="short")))[0] == path
    for device, path, code in WRONG:
        assert await fault_of(register(town, **device)) == (path, code), device
    for topics, path, code in TOPICS:
        wanted = (f"input.topics.{path}", code)
        assert await fault_of(choose(town, town.wayan, topics=topics)) == wanted
        assert await fault_of(register(town, topics=topics)) == wanted
    for quiet_hours, path, code in QUIET_HOURS:
        found = await fault_of(choose(town, town.wayan, quiet_hours=quiet_hours))
        assert found == (f"input.quietHours.{path}", code)
    too_many = [ids.uuid7() for _ in range(201)]
    for keys, code in (([], CODE.REQUIRED), (too_many, CODE.TOO_MANY_ITEMS)):
        marking = in_session(town, mark_notifications_read, town.wayan, keys)
        assert await fault_of(marking) == ("input.ids", code)


async def test_each_refusal_has_its_code(town: Town) -> None:
    own = await town.device(town.wayan, "fid-1")
    await post(town.database, notice(town.wayan.person_id))
    (entry,) = await inbox(town.database)
    sent = await send(town)
    async with town.database.write() as session:
        await cancel_broadcast(session, EDITOR, sent)
    attempts: list[tuple[Awaitable[Any], ProblemCode]] = [
        (send(town, NOBODY), CODE.SIGN_IN_REQUIRED),
        (send(town, town.wayan), CODE.WRONG_ROLE),
        (preview(town, town.wayan), CODE.WRONG_ROLE),
        (in_session(town, cancel_broadcast, town.wayan, sent), CODE.WRONG_ROLE),
        (in_session(town, cancel_broadcast, EDITOR, sent), CODE.WRONG_STATUS),
        (in_session(town, cancel_broadcast, EDITOR, UNKNOWN), CODE.NOT_FOUND),
        (send(town, title_en="Another title"), CODE.KEY_REUSED),
        (choose(town, NOBODY), CODE.SIGN_IN_REQUIRED),
        (in_session(town, mark_notifications_read, NOBODY, [entry.id]), CODE.SIGN_IN_REQUIRED),
        (
            in_session(town, mark_notification_opened, NOBODY, entry.id, own.id),
            CODE.SIGN_IN_REQUIRED,
        ),
        (in_session(town, mark_notification_opened, town.made, entry.id, own.id), CODE.NOT_FOUND),
        (in_session(town, mark_topic_message_opened, NOBODY, UNKNOWN, own.id), CODE.NOT_FOUND),
        (in_session(town, remove_device, town.made, own.id), CODE.NOT_FOUND),
    ]
    for attempt, code in attempts:
        problem = await problem_of(attempt)
        assert problem.code is code, problem
        check_words(problem.words)


def test_tokens_are_rejected_with_words_for_a_person(tmp_path: Path) -> None:
    keys = LocalKeys(tmp_path / "keys", "kulkul")
    hour = timedelta(hours=1)
    expired = keys.mint(Role.CITIZEN, "made", None, None, hour, clock.now() - 2 * hour)
    elsewhere = LocalKeys(tmp_path / "keys", "another").mint(Role.CITIZEN, "made", None, None, hour)
    for verify, token in ((keys.verify, expired), (keys.verify, elsewhere), (issuer_of, "x")):
        with pytest.raises(BadToken) as caught:
            verify(token)
        check_words(caught.value.words)


SOURCES = [
    *sorted((ROOT / "api" / "push").rglob("*.py")),
    *sorted((ROOT / "api" / "identity").rglob("*.py")),
]
_CODED = {"FieldFault": 3, "NotAllowed": 2, "Conflict": 2}
"""Problems that need a code of their own, and as which argument it comes at the latest."""


_LONGEST_NAME = 30


def calls(source: Path) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(source.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node


def names_in(source: Path) -> set[tuple[int, int]]:
    """Where a table of names stands, such as those of fields: they are parts of sentences."""
    return {
        (value.lineno, value.col_offset)
        for node in ast.walk(ast.parse(source.read_text()))
        if isinstance(node, ast.Dict)
        for value in node.values
        if isinstance(value, ast.Call) and value.args
        if len(text_of(value.args[0]) or "") < _LONGEST_NAME
    }


def text_of(node: ast.expr) -> str | None:
    """A text of the source, with a number for what is filled in; None for anything else."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(str(p.value) if isinstance(p, ast.Constant) else "7" for p in parts)
    return None


def test_every_sentence_in_the_source_is_for_a_person() -> None:
    checked = 0
    for source in SOURCES:
        names = names_in(source)
        for call in calls(source):
            if (call.lineno, call.col_offset) in names:
                continue
            if getattr(call.func, "id", "") in ("Words", "BadToken", "CannotVerify"):
                texts = [text_of(argument) for argument in call.args]
                indonesian, english = [*texts, None, None][:2]
                # Names of roles, and what stands before a title or another sentence.
                if indonesian and english and " " in f"{indonesian}{english}".strip():
                    if indonesian.islower() or re.fullmatch("7: 7|[A-Z]+: ", indonesian):
                        continue
                    check_words(Words(indonesian, english))
                    checked += 1
    assert checked >= 15


def test_every_problem_in_the_source_names_its_code() -> None:
    for source in SOURCES:
        for call in calls(source):
            needed = _CODED.get(getattr(call.func, "id", ""))
            if needed is not None:
                names = {keyword.arg for keyword in call.keywords}
                assert len(call.args) >= needed or "code" in names, f"{source}:{call.lineno}"
