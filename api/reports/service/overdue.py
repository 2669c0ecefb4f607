"""Notifying once that a report's due date has passed."""

from datetime import datetime

from sqlmodel import col, select

from api.db.base import table
from api.db.session import WriteSession
from api.push.service import notify
from api.reports import policy, push_rules
from api.reports.models import Report
from api.reports.service.steps import followers_page, notify_followers


async def notify_overdue(session: WriteSession, now: datetime, most: int) -> int:
    """Marks reports that have become overdue and notifies of them; how many.

    The followers of a report are notified, and the officer to whom it is assigned. The mark and the
    notices are one transaction, and a report that one worker has locked is left alone by the
    others: each passing of a due date is notified once. For a hidden report that happens when it is
    shown again.
    """
    row = table(Report).c
    found = await session.execute(
        select(Report)
        .where(policy.is_overdue(row, now), row.overdue_notified_at.is_(None))
        .order_by(col(Report.due_at), col(Report.id))
        .limit(most)
        .with_for_update(skip_locked=True, key_share=True)
        .execution_options(populate_existing=True)
    )
    reports = found.scalars().all()
    for report in reports:
        report.overdue_notified_at = now
        page = await followers_page(session, report.id)
        notice = push_rules.overdue_notice(report, page)
        await notify_followers(session, report, page, notice, now)
        task = push_rules.overdue_task(report)
        if task is not None:
            await notify(session, task, now=now)
    await session.flush()
    return len(reports)
