"""Each problem of reports has a specific code for the app and a sentence for the person."""

import ast
import re
from collections.abc import Awaitable, Callable, Iterator
from datetime import date, timedelta
from typing import Any, Final

import pytest
from graphql import GraphQLInputObjectType, GraphQLSchema, is_required_input_field

from api import schema
from api.db.migrate import ROOT
from api.db.session import Database
from api.identity.values import Viewer, agency_id
from api.kit import ids
from api.kit.problems import InvalidInput, Problem, ProblemCode, Words
from api.reports import service
from api.reports.mutations import MUTATIONS
from api.reports.values import MOST_PHOTOS, ModerationAction, ReportStatus
from tests.reports.asking import ask
from tests.reports.proving import accept, complete, picture, reject, reported
from tests.reports.scene import (
    ADMIN,
    ANONYMOUS,
    NOW,
    OUTSIDE,
    POLICE,
    ROADS,
    SARI,
    WAYAN,
    Scene,
    advance,
    submit,
    viewer,
)
from tests.reports.verbs import (
    KETUT,
    LATER,
    add,
    assign,
    join,
    leave,
    merge,
    moderate,
    note,
    rate,
    recategorise,
    reopen,
    reveal,
    step,
)

S, A, CODE = ReportStatus, ModerationAction, ProblemCode
GENERAL: Final = {"INVALID", "INVALID_INPUT", "NOT_ALLOWED", "CONFLICT"}
"""Codes that leave the reason to the message: of reports every problem has a better one."""
_FOR_DEVELOPERS: Final = re.compile(
    r"input\.|[`_\\]|[a-z][A-Z]|\b[A-Z]{3,}\b"
    r"|\b(?i:null|token|header|uuid|slug|field|enum|api|id)\b"
)
"""What no sentence for a person contains: paths, names of the API, developers' words."""


def check_words(words: Words) -> None:
    """Both sentences are whole, differ, and name nothing that only a developer knows."""
    for text in (words.id, words.en):
        assert text[0].isupper() and text.endswith((".", "?")), text
        assert not _FOR_DEVELOPERS.search(re.sub(r"BDG\d+", "", text)), text
    assert words.id != words.en


# What is written in the code


def _calls(*names: str) -> Iterator[tuple[str, ast.Call]]:
    """(place, call) of every call of these names in api/reports."""
    for file in sorted((ROOT / "api/reports").rglob("*.py")):
        for call in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name)):
                continue
            if call.func.id in names:
                yield f"{file.relative_to(ROOT)}:{call.lineno}", call


def _text(node: ast.expr) -> str | None:
    """A text as it is written, with 9 for each value that is put in."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=values):
            return "".join(str(v.value) if isinstance(v, ast.Constant) else "9" for v in values)
    return None


CODES_AT: Final = {"FieldFault": 2, "NotAllowed": 1, "Conflict": 1}
"""At which place a problem takes its code; NotFound has one of its own."""


def test_every_problem_in_the_code_names_a_specific_code() -> None:
    found = 0
    for place, call in _calls(*CODES_AT, "invalid"):
        assert isinstance(call.func, ast.Name)
        at = CODES_AT.get(call.func.id)
        given = [keyword.value for keyword in call.keywords if keyword.arg == "code"]
        if at is not None:
            given += call.args[at:]
        assert len(given) == 1, f"{place} names no code"
        code = given[0]
        if isinstance(code, ast.Attribute):
            assert code.attr in CODE.__members__ and code.attr not in GENERAL, place
        found += 1
    assert found > 40


def test_every_sentence_in_the_code_is_for_people() -> None:
    found = 0
    for place, call in _calls("Words"):
        if "/service/" not in place and "push_rules" not in place:
            continue
        texts = [_text(argument) for argument in call.args]
        for text in texts:
            if text is not None and re.search(r"[A-Za-z]{3}", text):
                plain = re.sub(r"\{\w+\}", "9", text)
                assert not _FOR_DEVELOPERS.search(plain), f"{place}: {text}"
                found += 1
    assert found > 100


# What people meet

Attempt = Callable[[], Awaitable[Any]]


async def problem_of(attempt: Attempt) -> Problem:
    with pytest.raises(Problem) as caught:
        await attempt()
    check_words(caught.value.words)
    if isinstance(caught.value, InvalidInput):
        for fault in caught.value.faults:
            check_words(fault.words)
    return caught.value


SUBMITTING: list[tuple[dict[str, Any], str, ProblemCode]] = [
    ({"idempotency_key": "short"}, "input.idempotencyKey", CODE.WRONG_FORMAT),
    ({"title": "abc"}, "input.title", CODE.TOO_SHORT),
    ({"title": "x" * 141}, "input.title", CODE.TOO_LONG),
    ({"title": " "}, "input.title", CODE.REQUIRED),
    ({"description": "\x00"}, "input.description", CODE.FORBIDDEN_CHARACTERS),
    ({"address": "\ud800"}, "input.address", CODE.FORBIDDEN_CHARACTERS),
    ({"category_id": ids.uuid7()}, "input.category", CODE.UNKNOWN_REFERENCE),
    ({"point": OUTSIDE}, "input.point", CODE.OUTSIDE_CITY),
    ({"point": OUTSIDE.__class__(91, 0)}, "input.point", CODE.OUT_OF_RANGE),
    (
        {"photos": tuple(ids.uuid7() for _ in range(MOST_PHOTOS + 1))},
        "input.photos",
        CODE.TOO_MANY_ITEMS,
    ),
    ({"photos": ("a", "a")}, "input.photos", CODE.REPEATED),
    ({"photos": (ids.uuid7(),)}, "input.photos.0", CODE.UNKNOWN_REFERENCE),
    ({"observed_at": NOW + timedelta(minutes=6)}, "input.observedAt", CODE.IN_THE_FUTURE),
    ({"observed_at": NOW - timedelta(days=8)}, "input.observedAt", CODE.OUT_OF_RANGE),
]


async def test_faults_of_a_new_report(database: Database, scene: Scene) -> None:
    for changes, path, code in SUBMITTING:
        problem = await problem_of(lambda: submit(database, scene, **changes))  # noqa: B023
        assert isinstance(problem, InvalidInput), changes
        assert [(f.path, f.code) for f in problem.faults] == [(path, code)], changes
        assert problem.code is code
    several = await problem_of(lambda: submit(database, scene, title="a", point=OUTSIDE))
    assert several.code is CODE.INVALID_INPUT


async def test_faults_of_what_officers_do(database: Database, scene: Scene) -> None:
    await submit(database, scene, KETUT)
    report = (await submit(database, scene)).report.id
    hidden = (await submit(database, scene)).report.id
    await moderate(database, ROADS, hidden, A.HIDE)
    levies = (await submit(database, scene, category_id=scene.levies)).report.id
    violence = (await submit(database, scene, category_id=scene.violence)).report.id
    secret = (await submit(database, scene, hide_report=True)).report.id
    order, roads = agency_id("satpolpp"), agency_id("pupr")

    def advancing(to: ReportStatus, of: str = report, **fields: Any) -> Attempt:
        input = service.AdvanceReport(of, to, **fields)
        return lambda: advance(database, scene, ROADS, input)

    today = NOW.date()
    attempts: list[tuple[Attempt, str, ProblemCode]] = [
        (advancing(S.DONE), "input.to", CODE.WRONG_STATUS),
        (advancing(S.WORKING, hidden), "input.to", CODE.WRONG_STATUS),
        (advancing(S.REJECTED), "input.publicNote", CODE.REQUIRED),
        (advancing(S.VERIFIED, until=today), "input.until", CODE.NOT_APPLICABLE),
        (advancing(S.VERIFIED, internal_note="x" * 4001), "input.internalNote", CODE.TOO_LONG),
        (advancing(S.VERIFIED, template_id=ids.uuid7()), "input.template", CODE.UNKNOWN_REFERENCE),
        (
            lambda: assign(database, scene, ROADS, report, agency=ids.uuid7()),
            "input.agency",
            CODE.UNKNOWN_REFERENCE,
        ),
        (lambda: assign(database, scene, ROADS, report), "input.agency", CODE.REQUIRED),
        (
            lambda: assign(database, scene, ROADS, report, officer=SARI.person_id),
            "input.officer",
            CODE.UNKNOWN_REFERENCE,
        ),
        (
            lambda: assign(database, scene, ROADS, report, agency=order, reason="x"),
            "input.reason",
            CODE.TOO_SHORT,
        ),
        (
            lambda: assign(database, scene, ROADS, hidden, agency=order),
            "input.report",
            CODE.WRONG_STATUS,
        ),
        (lambda: note(database, ROADS, report), "input.publicNote", CODE.REQUIRED),
        (
            lambda: note(database, ROADS, report, internal_note="Foto", photos=(ids.uuid7(),)),
            "input.publicNote",
            CODE.REQUIRED,
        ),
        (lambda: moderate(database, ROADS, report, A.UNHIDE), "input.action", CODE.WRONG_STATUS),
        (lambda: moderate(database, ROADS, hidden, A.HIDE), "input.action", CODE.ALREADY_DONE),
        (lambda: moderate(database, ROADS, report, A.EDIT), "input.title", CODE.ALREADY_DONE),
        (
            lambda: moderate(database, ROADS, report, A.HIDE, title="Judul baru"),
            "input.action",
            CODE.NOT_APPLICABLE,
        ),
        (
            lambda: moderate(database, ROADS, report, A.REDACT_PHOTO, photo_id=ids.uuid7()),
            "input.photo",
            CODE.UNKNOWN_REFERENCE,
        ),
        (lambda: merge(database, ROADS, report, into=report), "input.into", CODE.NOT_APPLICABLE),
        (lambda: merge(database, ROADS, report, into=secret), "input.into", CODE.NOT_PUBLIC),
        (lambda: merge(database, ROADS, hidden, into=report), "input.report", CODE.WRONG_STATUS),
        (
            lambda: merge(database, ADMIN, violence, into=report),
            "input.report",
            CODE.NOT_APPLICABLE,
        ),
        (
            lambda: recategorise(database, scene, ROADS, report, ids.uuid7()),
            "input.category",
            CODE.UNKNOWN_REFERENCE,
        ),
        (
            lambda: recategorise(database, scene, POLICE, levies, scene.levies),
            "input.category",
            CODE.ALREADY_DONE,
        ),
        (lambda: reveal(database, ROADS, report, " "), "input.reason", CODE.REQUIRED),
    ]
    for number, (attempt, path, code) in enumerate(attempts):
        problem = await problem_of(attempt)
        assert isinstance(problem, InvalidInput), number
        assert (path, code) in [(f.path, f.code) for f in problem.faults], (number, path)
    await assign(database, scene, ROADS, report, agency=roads)
    there = await problem_of(lambda: assign(database, scene, ROADS, report, agency=roads))
    assert there.code is CODE.ALREADY_DONE
    for until, code in (
        (None, CODE.REQUIRED),
        (today, CODE.IN_THE_PAST),
        (date.max, CODE.OUT_OF_RANGE),
    ):
        problem = await problem_of(advancing(S.POSTPONED, public_note="Nanti.", until=until))
        assert problem.code is code


async def test_refusals_of_what_officers_do(database: Database, scene: Scene) -> None:
    report = (await submit(database, scene, hide_name=True)).report.id
    other = (await submit(database, scene)).report.id
    village = viewer(ROADS.role, "village officer", agency="pupr", area=ids.uuid7())
    for who, code in (
        (ANONYMOUS, CODE.SIGN_IN_REQUIRED),
        (SARI, CODE.WRONG_ROLE),
        (POLICE, CODE.WRONG_AGENCY),
        (village, CODE.OUTSIDE_OWN_AREA),
    ):
        for act in _officers_acts(database, scene, report, other, who):
            assert (await problem_of(act)).code is code, who.role
    for act in _officers_acts(database, scene, ids.uuid7(), other, ROADS):
        assert (await problem_of(act)).code is CODE.NOT_FOUND


def _officers_acts(
    database: Database, scene: Scene, report: str, other: str, who: Viewer
) -> list[Attempt]:
    verify = service.AdvanceReport(report, S.VERIFIED)
    return [
        lambda: advance(database, scene, who, verify),
        lambda: assign(database, scene, who, report, agency=agency_id("satpolpp")),
        lambda: note(database, who, report, internal_note="Halo"),
        lambda: moderate(database, who, report, A.HIDE),
        lambda: merge(database, who, report, into=other),
        lambda: recategorise(database, scene, who, report, scene.noise),
        lambda: reveal(database, who, report),
    ]


async def test_refusals_of_completions(database: Database, scene: Scene) -> None:
    report = await reported(database, scene)
    early = await problem_of(lambda: accept(database, scene, KETUT, report))
    assert early.code is CODE.WRONG_STATUS and "Status: Being worked on." in early.words.en
    own = await problem_of(lambda: accept(database, scene, SARI, report))
    assert own.code is CODE.WRONG_STATUS and "Status: In progress." in own.words.en
    missing = service.AdvanceReport(report, S.DONE)
    assert (
        await problem_of(lambda: advance(database, scene, ROADS, missing))
    ).code is CODE.REQUIRED
    await complete(database, scene, report, picture(1))
    for who, code in (
        (ANONYMOUS, CODE.SIGN_IN_REQUIRED),
        (ROADS, CODE.SECOND_PERSON_REQUIRED),
        (WAYAN, CODE.NOT_OWNER),
        (POLICE, CODE.WRONG_AGENCY),
    ):
        for act in (
            lambda who=who: accept(database, scene, who, report),
            lambda who=who: reject(database, scene, who, report),
        ):
            assert (await problem_of(act)).code is code, who.role
    reason = await problem_of(lambda: reject(database, scene, SARI, report, "x"))
    assert reason.code is CODE.TOO_SHORT
    waits = await problem_of(lambda: recategorise(database, scene, ADMIN, report, scene.noise))
    assert waits.code is CODE.WRONG_STATUS
    stays = await problem_of(lambda: recategorise(database, scene, ROADS, report, scene.roads))
    assert stays.code is CODE.SECOND_PERSON_REQUIRED


async def test_refusals_of_what_citizens_do(database: Database, scene: Scene) -> None:
    report = (await submit(database, scene)).report.id
    secret = (await submit(database, scene, ROADS, hide_report=True)).report.id
    late = LATER + timedelta(days=15)
    attempts: list[tuple[Attempt, ProblemCode]] = [
        (lambda: submit(database, scene, ANONYMOUS), CODE.SIGN_IN_REQUIRED),
        (lambda: join(database, SARI, report), CODE.OWNER_EXCLUDED),
        (lambda: leave(database, SARI, report), CODE.OWNER_EXCLUDED),
        (lambda: join(database, KETUT, secret), CODE.NOT_PUBLIC),
        (lambda: join(database, WAYAN, secret), CODE.NOT_FOUND),
        (lambda: add(database, WAYAN, report, note="Halo"), CODE.NOT_OWNER),
        (lambda: add(database, SARI, report), CODE.REQUIRED),
        (lambda: rate(database, SARI, report), CODE.WRONG_STATUS),
        (lambda: rate(database, SARI, report, 6), CODE.OUT_OF_RANGE),
        (lambda: rate(database, SARI, report, 3, "x" * 501), CODE.TOO_LONG),
        (lambda: reopen(database, scene, SARI, report), CODE.WRONG_STATUS),
    ]
    for number, (attempt, code) in enumerate(attempts):
        assert (await problem_of(attempt)).code is code, number
    await add(database, SARI, report, key="phone-0001", note="Makin dalam")
    reused = await problem_of(lambda: add(database, SARI, report, key="phone-0001", note="Lain"))
    assert reused.code is CODE.KEY_REUSED
    await advance(database, scene, ROADS, service.AdvanceReport(report, S.ASSIGNED))
    await advance(database, scene, ROADS, step(report, S.DONE), LATER)
    closed = await problem_of(lambda: join(database, WAYAN, report))
    assert closed.code is CODE.WRONG_STATUS and "Status: Done." in closed.words.en
    assert "Status laporan: Selesai." in closed.words.id
    await rate(database, SARI, report, 2)
    assert (
        await problem_of(lambda: rate(database, SARI, report, 3, now=late))
    ).code is CODE.TOO_LATE
    await rate(database, SARI, report, 3)
    assert (await problem_of(lambda: rate(database, SARI, report, 4))).code is CODE.ALREADY_DONE
    again = await problem_of(lambda: reopen(database, scene, SARI, report, now=late))
    assert again.code is CODE.TOO_LATE
    await reopen(database, scene, SARI, report)
    once = await problem_of(lambda: reopen(database, scene, SARI, report))
    assert once.code is CODE.ALREADY_DONE


async def test_an_id_of_something_else_is_a_problem_in_plain_words(
    database: Database, scene: Scene
) -> None:
    """In every mutation of reports, for everyone and in both languages."""
    core: GraphQLSchema = schema.build()._schema
    mutations = core.mutation_type
    assert mutations is not None
    groups: tuple[Any, ...] = MUTATIONS
    names = [
        field.python_name for group in groups for field in group.__strawberry_definition__.fields
    ]
    camel = [re.sub(r"_(\w)", lambda found: found[1].upper(), name) for name in names]
    assert {"submitReport", "acceptCompletion", "moderateReport"} < set(camel)
    for name in camel:
        type_ = mutations.fields[name].args["input"].type.of_type
        assert isinstance(type_, GraphQLInputObjectType)
        given = _filled(type_)
        query = f"""mutation($input: {type_.name}!) {{ {name}(input: $input) {{ __typename
          ... on Problem {{ message code }}
          ... on InvalidInput {{ fields {{ path message code }} }} }} }}"""
        said = []
        for language in ("ID", "EN"):
            who = viewer(ADMIN.role, "admin", language=language)
            answer = await ask(database, who, query, {"input": given})
            assert "errors" not in answer, (name, answer)
            problem = answer["data"][name]
            assert problem["__typename"] == "InvalidInput", (name, answer)
            assert all(fault["path"][0] == "input" for fault in problem["fields"])
            assert problem["code"] not in {"INVALID", "NOT_ALLOWED", "CONFLICT"}, problem
            assert all(fault["code"] not in GENERAL for fault in problem["fields"]), problem
            said.append([problem["message"], *(fault["message"] for fault in problem["fields"])])
        for words in zip(*said, strict=True):
            check_words(Words(*words))


def _filled(type_: GraphQLInputObjectType) -> dict[str, Any]:
    """An input in which every reference is the ID of something else."""
    values = {
        "idempotencyKey": "a key with spaces", "report": "area_1", "into": "area_1",
        "category": "area_1", "title": "x", "reason": "x", "rating": 9, "to": "VERIFIED",
        "action": "HIDE", "point": {"latitude": 0, "longitude": 0},
    }  # fmt: skip
    return {
        name: values[name]
        for name, field in type_.fields.items()
        if is_required_input_field(field) or name == "idempotencyKey"
    }
