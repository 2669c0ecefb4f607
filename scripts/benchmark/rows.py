"""The rows that are measured on: a city after some years, the same at every run but for its dates.

Words are those of the Badung pack's own reports and articles, in new company. Places, cameras,
areas, agencies and categories are the pack's, seeded as they are everywhere.
"""

import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final

from sqlmodel import SQLModel

from api.areas.values import AreaLevel
from api.cctv.models import Snapshot
from api.identity.models import Person
from api.identity.values import Role, agency_id
from api.kit.ids import named
from api.news.models import Article, ArticleImage
from api.news.values import render_body
from api.reports.models import Report, ReportFollower, ReportUpdate, cells
from api.reports.values import OPEN, FollowKind, ReportStatus
from api.seed.pack import Pack
from api.storage.models import StoredImage

S = ReportStatus
_CLOSED: Final = (S.DONE, S.DONE, S.DONE, S.DONE, S.DONE, S.REJECTED, S.OTHER_AGENCY, S.HIDDEN)
_UNDER_WAY: Final = (S.RECEIVED, S.VERIFIED, S.COORDINATED, S.ASSIGNED, S.WORKING, S.AWAITING_CHECK,
                     S.POSTPONED, S.DONE, S.DONE, S.REJECTED)  # fmt: skip
_TOPICS: Final = ("layanan", "kesehatan", "pendidikan", "pariwisata", "cuaca", "lalu-lintas")
_HASH: Final = "TicGBoB5d4iAd3h4eHdwhwAAAAAA"

Batch = tuple[type[SQLModel], list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Size:
    """How many rows there are."""

    articles: int = 2_000
    snapshots: int = 50
    """Of each camera."""
    reports: int = 50_000
    updates: int = 3
    """Of each report."""
    people: int = 5_000


def batches(pack: Pack, size: Size, now: datetime) -> Iterator[Batch]:
    """All rows beside the seeded ones, those first to which others refer."""
    rng = random.Random(20261124)
    yield Person, _people(rng, size, now)
    yield from _articles(rng, pack, size, now)
    yield from _snapshots(rng, pack, size, now)
    yield from _reports(rng, pack, size, now)


def camera_frames(pack: Pack, now: datetime) -> list[tuple[str, str, datetime]]:
    """(camera's id, digest, instant) of each camera's latest frame, as its own row holds it."""
    return [
        (named("camera", camera.code), _digest("frame", camera.code, "0"), _frame_time(now, place))
        for place, camera in enumerate(pack.cameras)
    ]


def _people(rng: random.Random, size: Size, now: datetime) -> list[dict[str, Any]]:
    names = ("Made", "Wayan", "Nyoman", "Ketut", "Putu", "Kadek", "Komang", "Gede", "Siti", "Andi")
    return [
        {
            "id": named("bench-person", str(n)),
            "subject": f"bench|{n}",
            "role": Role.CITIZEN,
            "name": f"{rng.choice(names)} {chr(65 + n % 26)}.",
            "synthetic": True,
            "created_at": now - timedelta(days=800),
        }
        for n in range(size.people)
    ]


def _articles(rng: random.Random, pack: Pack, size: Size, now: datetime) -> Iterator[Batch]:
    entries = [entry for entry in pack.articles if not entry.withdrawn]
    bodies = {e.slug: (render_body(e.body.id), render_body(e.body.en)) for e in entries}
    images, articles, links = [], [], []
    for n in range(size.articles):
        entry = entries[n % len(entries)]
        body_id, body_en = bodies[entry.slug]
        published = now - timedelta(hours=8 * n + rng.random() * 8, minutes=5)
        key, digest = _key(rng, published), _digest("article", str(n))
        images.append(_image(digest, published, f"Ilustrasi: {entry.title.id}"[:120]))
        links.append(
            {"id": _key(rng, published), "article_id": key, "image_digest": digest, "position": 0}
        )
        articles.append(
            {
                "id": key,
                "slug": f"{entry.slug[:120]}-{n}",
                "kind": entry.kind,
                "title_id": entry.title.id,
                "title_en": entry.title.en,
                "summary_id": entry.summary.id,
                "summary_en": entry.summary.en,
                "body_id": entry.body.id,
                "body_en": entry.body.en,
                "html_id": body_id.html,
                "html_en": body_en.html,
                "text_id": body_id.text,
                "text_en": body_en.text,
                "agency_id": entry.agency and agency_id(entry.agency),
                "topics": rng.sample(_TOPICS, 2),
                "published_at": published,
                "visible_at": published,
                "updated_at": published,
                "synthetic": True,
            }
        )
    yield StoredImage, images
    yield Article, articles
    yield ArticleImage, links


def _snapshots(rng: random.Random, pack: Pack, size: Size, now: datetime) -> Iterator[Batch]:
    images, snapshots = [], []
    for place, camera in enumerate(pack.cameras):
        for n in range(size.snapshots):
            taken = _frame_time(now, place) - timedelta(minutes=n)
            digest = _digest("frame", camera.code, str(n))
            images.append(_image(digest, taken, None))
            snapshots.append(
                {
                    "id": _key(rng, taken),
                    "camera_id": named("camera", camera.code),
                    "image_digest": digest,
                    "captured_at": taken,
                    "fetched_at": taken + timedelta(seconds=2),
                }
            )
    yield StoredImage, images
    yield Snapshot, snapshots


def _reports(rng: random.Random, pack: Pack, size: Size, now: datetime) -> Iterator[Batch]:
    villages = [area for area in pack.areas if area.level is AreaLevel.VILLAGE]
    # Reports are not spread evenly: a few categories and the towns have most of them.
    by_weight = [category for n, category in enumerate(pack.categories) for _ in range(14 - n % 14)]
    notes = [(u.public_note.id, u.public_note.en) for u in pack.updates if u.public_note]
    reports, updates, followers = [], [], []
    span = timedelta(days=730) / size.reports
    for n in range(size.reports):
        submitted = now - span * n - rng.random() * span - timedelta(minutes=1)
        village, category = rng.choice(villages), rng.choice(by_weight)
        status = rng.choice(_UNDER_WAY if n < size.reports // 10 else _CLOSED)
        words, agency = rng.choice(pack.reports), agency_id(category.agency)
        latitude = round(village.position.latitude + rng.uniform(-0.01, 0.01), 6)
        longitude = round(village.position.longitude + rng.uniform(-0.01, 0.01), 6)
        places = 3 if category.person_related else 6
        moved = sorted(
            min(submitted + timedelta(hours=rng.uniform(2, 120)), now) for _ in range(size.updates)
        )
        hide_report = category.sensitive or rng.random() < 0.03
        key, reporter = _key(rng, submitted), named("bench-person", str(rng.randrange(size.people)))
        reports.append(
            {
                "id": key,
                "ticket": f"BDG{submitted:%y%m%d}{n:05d}",
                "status": status,
                "category_id": named("category", category.code),
                "agency_id": agency,
                "village_id": named("area", village.code),
                "district_id": named("area", village.code.rpartition(".")[0]),
                "latitude": latitude,
                "longitude": longitude,
                "shown_latitude": round(latitude, places),
                "shown_longitude": round(longitude, places),
                **cells(round(latitude, places), round(longitude, places)),
                "address": words.address,
                "title": words.title,
                "description": words.description,
                "reporter_id": reporter,
                "hide_name": rng.random() < 0.2,
                "hide_report": hide_report,
                "is_sensitive": category.sensitive,
                "is_public": not hide_report and status is not S.HIDDEN,
                "submitted_at": submitted,
                "updated_at": moved[-1],
                "due_at": submitted + timedelta(days=category.sla_working_days),
                "closed_at": None if status in OPEN else moved[-1],
                "joined_count": rng.randrange(12),
                "rating": rng.randint(2, 5) if status is S.DONE and rng.random() < 0.4 else None,
                "synthetic": True,
            }
        )
        followers.append(
            {
                "report_id": key,
                "person_id": reporter,
                "kind": FollowKind.REPORTER,
                "followed_at": submitted,
            }
        )
        for moment, state in zip(moved, (S.VERIFIED, S.ASSIGNED, status), strict=False):
            note_id, note_en = rng.choice(notes)
            updates.append(
                {
                    "id": _key(rng, moment),
                    "report_id": key,
                    "shown_on_id": key,
                    "status": state,
                    "note_id": note_id,
                    "note_en": note_en,
                    "author_role": Role.OFFICER,
                    "agency_id": agency,
                    "created_at": moment,
                }
            )
    yield Report, reports
    yield ReportUpdate, updates
    yield ReportFollower, followers


def _image(digest: str, made: datetime, alt: str | None) -> dict[str, Any]:
    return {
        "digest": digest,
        "width": 1920,
        "height": 1080,
        "thumbhash": _HASH,
        "byte_size": 183_000,
        "alt_id": alt,
        "created_at": made,
    }


def _frame_time(now: datetime, place: int) -> datetime:
    return now - timedelta(seconds=20 + place % 40)


@cache
def _digest(*parts: str) -> str:
    return (named("bench", *parts) + named("bench", "more", *parts)).replace("-", "")


def _key(rng: random.Random, moment: datetime) -> str:
    """A UUID version 7 of this moment."""
    stamp = int(moment.timestamp() * 1000)
    tail = rng.getrandbits(74)
    return str(
        uuid.UUID(
            int=(stamp << 80)
            | (7 << 76)
            | ((tail >> 62) << 64)
            | (2 << 62)
            | (tail & (1 << 62) - 1)
        )
    )
