"""Where what people do to reports enters."""

from api.reports.mutations.citizens import CitizenReportMutations
from api.reports.mutations.finish import FinishMutations
from api.reports.mutations.moderators import ModeratorReportMutations
from api.reports.mutations.officers import OfficerReportMutations

MUTATIONS = (
    CitizenReportMutations,
    OfficerReportMutations,
    FinishMutations,
    ModeratorReportMutations,
)
