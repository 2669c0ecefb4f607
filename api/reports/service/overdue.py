"""Telling once that a report's due date has passed."""

from datetime import datetime

from sqlmodel import col, select

from api.db.session import WriteSession
from api.push.service import notify
from api.reports import push_rules
from api.reports.models import Report
from api.reports.service.steps import followers_page, tell_followers
from api.reports.values import ReportStatus


async def tell_overdue(session: WriteSession, now: datetime, most: int) -> int:
    """Marks open reports whose due date has passed and tells of them; how many.

    Those hear of it who follow a report, and the officer with whom it lies. Mark and notices are
    one transaction, and what one worker has in hand another one leaves alone: each passing of a due
    date is told once. A hidden report is told of when it is shown again.
    """
    found = await session.execute(
        select(Report)
        .where(
            col(Report.closed_at).is_(None),
            col(Report.overdue_told_at).is_(None),
            col(Report.due_at) < now,
            col(Report.status) != ReportStatus.HIDDEN,
        )
        .order_by(col(Report.due_at), col(Report.id))
        .limit(most)
        .with_for_update(skip_locked=True, key_share=True)
        .execution_options(populate_existing=True)
    )
    reports = found.scalars().all()
    for report in reports:
        report.overdue_told_at = now
        page = await followers_page(session, report.id)
        notice = push_rules.overdue_notice(report, page)
        await tell_followers(session, report, page, notice, now)
        task = push_rules.overdue_task(report)
        if task is not None:
            await notify(session, task, now=now)
    await session.flush()
    return len(reports)
