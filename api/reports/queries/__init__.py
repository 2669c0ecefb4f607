"""The queries of reports."""

from api.reports.queries.lists import ReportQueries
from api.reports.queries.statistics import StatisticQueries

QUERIES = (ReportQueries, StatisticQueries)
