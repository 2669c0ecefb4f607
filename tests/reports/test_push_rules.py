"""When a report's progress is notified, and that the words give nothing away."""

import itertools

import pytest

from api.identity.values import Role
from api.push.values import People
from api.reports.models import Report, ReportUpdate
from api.reports.push_rules import notice_for
from api.reports.values import MEANING, TRANSITIONS, ReportStatus

S = ReportStatus


def report(*, sensitive: bool = False) -> Report:
    return Report(
        id="r1", ticket="BDG2611230001", category_id="c", agency_id="a", latitude=-8.7,
        longitude=115.1, shown_latitude=-8.7, shown_longitude=115.1, title="Lubang di Kuta",
        description="dekat rumah Sari", address="Jl. Pantai", is_sensitive=sensitive,
        hide_report=sensitive, is_public=not sensitive,
    )  # fmt: skip


def update(status: S, *, note: str | None = None, internal: str | None = None) -> ReportUpdate:
    return ReportUpdate(
        id="u1", report_id="r1", status=status, note_id=note, internal_note=internal,
        author_role=Role.OFFICER, author_id="officer",
    )  # fmt: skip


ALL_STEPS = [(before, to) for before, ways in TRANSITIONS.items() for to in sorted(ways, key=str)]


@pytest.mark.parametrize(("before", "to"), ALL_STEPS)
def test_a_step_without_a_note_is_notified_if_the_public_status_changes(before: S, to: S) -> None:
    notice = notice_for(report(), before, update(to), ["sari"], "officer")
    assert (notice is not None) == (MEANING[before].public is not MEANING[to].public)


@pytest.mark.parametrize(
    ("before", "to", "is_notified"),
    [
        (S.RECEIVED, S.VERIFIED, True),
        (S.VERIFIED, S.ASSIGNED, False),
        (S.ASSIGNED, S.COORDINATED, False),
        (S.ASSIGNED, S.WORKING, False),
        (S.WORKING, S.AWAITING_CHECK, False),
        (S.WORKING, S.POSTPONED, True),
        (S.POSTPONED, S.WORKING, True),
        (S.AWAITING_CHECK, S.DONE, True),
        (S.RECEIVED, S.REJECTED, True),
        (S.RECEIVED, S.OTHER_AGENCY, True),
    ],
)
def test_single_steps(before: S, to: S, is_notified: bool) -> None:
    notice = notice_for(report(), before, update(to), ["sari"], "officer")
    assert (notice is not None) == is_notified


def test_a_public_note_is_notified_and_an_internal_one_is_not() -> None:
    silent = update(S.WORKING, internal="panggil pak Made")
    spoken = update(S.WORKING, note="Mulai besok")
    assert notice_for(report(), S.ASSIGNED, silent, ["sari"], "officer") is None
    notice = notice_for(report(), S.ASSIGNED, spoken, ["sari"], "officer")
    assert notice is not None and "keterangan" in notice.body.id


def test_the_author_is_not_notified_and_nobody_is_twice() -> None:
    notice = notice_for(report(), S.WORKING, update(S.DONE), ["b", "officer", "a", "b"], "officer")
    assert notice is not None and notice.audience == People(("a", "b"))
    assert notice_for(report(), S.WORKING, update(S.DONE), ["officer"], "officer") is None
    assert notice_for(report(), S.WORKING, update(S.DONE), [], "officer") is None


def test_a_hidden_report_is_not_notified() -> None:
    hidden = update(S.HIDDEN, note="disembunyikan")
    assert notice_for(report(), S.WORKING, hidden, ["sari"], "officer") is None


def test_notices_collapse_by_report_and_are_unique_by_update() -> None:
    notice = notice_for(report(), S.WORKING, update(S.DONE), ["a"], "officer")
    assert notice is not None
    assert (notice.collapse_key, notice.dedupe_key) == ("report:r1", "report-update:u1")
    assert (notice.subject_kind, notice.subject_id) == ("report", "r1")


@pytest.mark.parametrize("sensitive", [False, True])
def test_the_words_are_general_in_both_languages(sensitive: bool) -> None:
    for before, to in itertools.product(S, S):
        notice = notice_for(
            report(sensitive=sensitive), before, update(to, note="rahasia"), ["a"], None
        )
        if notice is None:
            assert to is S.HIDDEN
            continue
        for text in (notice.title.id, notice.title.en, notice.body.id, notice.body.en):
            assert text
            for secret in ("Lubang", "Kuta", "Sari", "Pantai", "BDG", "rahasia", "{"):
                assert secret not in text
            assert "laporan Anda" not in text and "your report" not in text.lower()
            if sensitive:
                assert "lapor" not in text.lower() and "report" not in text.lower()
