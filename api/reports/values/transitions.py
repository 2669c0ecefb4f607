"""The steps between the statuses of a report."""

from typing import Final

from api.reports.values.statuses import OPEN, ReportStatus

_S = ReportStatus

TRANSITIONS: Final[dict[ReportStatus, frozenset[ReportStatus]]] = {
    _S.RECEIVED: frozenset({_S.VERIFIED, _S.COORDINATED, _S.ASSIGNED, _S.REJECTED,
                            _S.OTHER_AGENCY}),
    _S.VERIFIED: frozenset({_S.COORDINATED, _S.ASSIGNED, _S.WORKING, _S.POSTPONED, _S.REJECTED,
                            _S.OTHER_AGENCY}),
    _S.COORDINATED: frozenset({_S.ASSIGNED, _S.WORKING, _S.POSTPONED, _S.REJECTED,
                               _S.OTHER_AGENCY}),
    _S.ASSIGNED: frozenset({_S.COORDINATED, _S.WORKING, _S.POSTPONED, _S.DONE, _S.REJECTED,
                            _S.OTHER_AGENCY}),
    _S.WORKING: frozenset({_S.COORDINATED, _S.AWAITING_CHECK, _S.POSTPONED, _S.DONE}),
    _S.AWAITING_CHECK: frozenset({_S.WORKING, _S.DONE}),
    _S.POSTPONED: frozenset({_S.ASSIGNED, _S.WORKING, _S.REJECTED}),
    _S.DONE: frozenset(),
    _S.REJECTED: frozenset(),
    _S.OTHER_AGENCY: frozenset(),
    _S.DUPLICATE: frozenset(),
    _S.HIDDEN: frozenset(),
}  # fmt: skip
"""To which statuses an officer may take a report from each. Merging and hiding are other verbs."""

CHECKED_TRANSITIONS: Final = {
    before: ways if before is _S.AWAITING_CHECK or _S.DONE not in ways
    else (ways - {_S.DONE}) | {_S.AWAITING_CHECK}
    for before, ways in TRANSITIONS.items()
}  # fmt: skip
"""The same where a photo must show the finished work: only a second person takes it to DONE."""

COMPLETIONS: Final = frozenset({_S.AWAITING_CHECK, _S.DONE})
"""A step to one of these reports the work as complete: its photos are completion photos."""

ASSIGNABLE: Final = OPEN - {_S.AWAITING_CHECK}
"""A report with one of these may be handed over: not while a completion awaits review."""

REOPENABLE: Final = frozenset({_S.DONE, _S.REJECTED})
"""Outcomes that a reporter may dispute. What was referred or merged goes on elsewhere."""
