"""Where questions about reports enter."""

from api.reports.queries.lists import ReportQueries
from api.reports.queries.statistics import StatisticQueries

QUERIES = (ReportQueries, StatisticQueries)
