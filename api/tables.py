"""Imports every models module: Alembic and the tests see the whole schema through here."""

import api.apps.models
import api.areas.models
import api.cctv.models
import api.db.idempotency
import api.emergency.models
import api.identity.models
import api.jobs.models
import api.news.models
import api.push.models
import api.reports.models
import api.storage.models
import api.uploads.models  # noqa: F401
from api.db.base import metadata

__all__ = ["metadata"]
