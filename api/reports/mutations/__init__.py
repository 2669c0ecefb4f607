"""The mutations of reports."""

from api.reports.mutations.citizens import CitizenReportMutations
from api.reports.mutations.completion import CompletionMutations
from api.reports.mutations.moderators import ModeratorReportMutations
from api.reports.mutations.officers import OfficerReportMutations

MUTATIONS = (
    CitizenReportMutations,
    OfficerReportMutations,
    CompletionMutations,
    ModeratorReportMutations,
)
