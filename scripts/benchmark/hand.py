"""Hand-written: for each question one fixed statement, one comprehension, orjson. No GraphQL.

It is what a careful person would write for speed alone: prepared statements with generic plans on
connections that are never reset, ids and instants as text out of SQL, lists as JSON arrays.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

import asyncpg
import orjson
from starlette.types import Receive, Scope, Send

from api.gql.compile.cursors import encode_cursor
from api.reports.values import GLOSSARY
from scripts.benchmark.database import OPTIONS
from scripts.benchmark.media import MEDIA

_PUBLIC_STATUS: Final = {line.status.name: line.public.name for line in GLOSSARY if line.public}

ARTICLES: Final = """
SELECT a.id::text, a.slug, a.kind, a.title_id,
       CASE WHEN a.withdrawn THEN '' ELSE a.summary_id END, a.published_at::text,
       (SELECT coalesce(json_agg(json_build_array(i.digest, i.width, i.height, i.thumbhash,
                                                  i.alt_id) ORDER BY l.position, l.id), '[]')
          FROM article_image l JOIN image i ON i.digest = l.image_digest
         WHERE l.article_id = a.id)
  FROM article a
 WHERE a.visible_at <= $1
 ORDER BY a.published_at DESC, a.id DESC
 LIMIT $2"""
CAMERAS: Final = """
SELECT s.name, s.latitude, s.longitude,
       (SELECT coalesce(json_agg(json_build_array(c.code, c.name, c.status, c.captured_at::text,
                                                  c.image_digest, i.thumbhash) ORDER BY c.code),
                        '[]')
          FROM camera c LEFT JOIN image i ON i.digest = c.image_digest
         WHERE c.site_id = s.id)
  FROM camera_site s
 ORDER BY s.code"""
REPORTS: Final = """
SELECT r.id::text, r.ticket, r.title, r.status, r.submitted_at::text, c.name_id, c.icon,
       (SELECT coalesce(json_agg(json_build_array(u.status, u.note, u.created_at)), '[]')
          FROM (SELECT status, coalesce(note_id, note_en) AS note, created_at::text AS created_at
                  FROM report_update WHERE report_id = r.id
                 ORDER BY report_update.created_at DESC, id DESC LIMIT 3) u)
  FROM report r JOIN report_category c ON c.id = r.category_id
 WHERE r.is_public
 ORDER BY r.submitted_at DESC, r.id DESC
 LIMIT $1"""
REPORT: Final = """
SELECT r.id::text, r.ticket, r.title, r.description, r.status, r.submitted_at::text, r.joined_count,
       r.shown_latitude, r.shown_longitude, c.name_id, c.icon, v.name
  FROM report r JOIN report_category c ON c.id = r.category_id
  LEFT JOIN area v ON v.id = r.village_id
 WHERE r.id = $1 AND r.is_public"""

Variables = Mapping[str, Any]
Fetch = Callable[..., Awaitable[list[Any]]]


def _instant(text: str) -> str:
    return f"{text[:10]}T{text[11:-3]}Z"


async def _articles(fetch: Fetch, variables: Variables) -> Any:
    first = variables["first"]
    rows = await fetch(ARTICLES, datetime.now(UTC), first + 1)
    more, rows = len(rows) > first, rows[:first]
    end = encode_cursor("newest", _instant(rows[-1][5]), rows[-1][0]) if rows else None
    return {
        "articles": {
            "nodes": [
                {
                    "id": "art_" + id_,
                    "slug": slug,
                    "kind": kind,
                    "title": title,
                    "summary": summary,
                    "publishedAt": f"{published[:10]}T{published[11:-3]}Z",
                    "images": [
                        {
                            "url": f"{MEDIA}/media/{digest}/320.webp",
                            "width": width,
                            "height": height,
                            "thumbhash": thumbhash,
                            "alt": alt,
                        }
                        for digest, width, height, thumbhash, alt in orjson.loads(images)
                    ],
                }
                for id_, slug, kind, title, summary, published, images in rows
            ],
            "pageInfo": {"hasNextPage": more, "endCursor": end},
        }
    }


async def _cameras(fetch: Fetch, _variables: Variables) -> Any:
    return {
        "cameraSites": [
            {
                "name": site,
                "point": {"latitude": latitude, "longitude": longitude},
                "cameras": [
                    {
                        "code": code,
                        "name": name,
                        "status": status,
                        "snapshot": {
                            "capturedAt": f"{taken[:10]}T{taken[11:-3]}Z",
                            "image": {
                                "url": f"{MEDIA}/media/{digest}/320.webp",
                                "thumbhash": thumbhash,
                            },
                        }
                        if digest is not None
                        else None,
                    }
                    for code, name, status, taken, digest, thumbhash in orjson.loads(cameras)
                ],
            }
            for site, latitude, longitude, cameras in await fetch(CAMERAS)
        ]
    }


async def _reports(fetch: Fetch, variables: Variables) -> Any:
    first = variables["first"]
    rows = await fetch(REPORTS, first + 1)
    more, rows = len(rows) > first, rows[:first]
    end = encode_cursor("newest", _instant(rows[-1][4]), rows[-1][0]) if rows else None
    shown = _PUBLIC_STATUS
    return {
        "reports": {
            "nodes": [
                {
                    "id": "rep_" + id_,
                    "ticket": ticket,
                    "title": title,
                    "status": shown[status],
                    "submittedAt": f"{submitted[:10]}T{submitted[11:-3]}Z",
                    "category": {"name": category, "icon": icon},
                    "updates": {
                        "nodes": [
                            {
                                "status": shown.get(state, "WAITING"),
                                "note": note,
                                "createdAt": f"{created[:10]}T{created[11:-3]}Z",
                            }
                            for state, note, created in orjson.loads(updates)
                        ]
                    },
                }
                for id_, ticket, title, status, submitted, category, icon, updates in rows
            ],
            "pageInfo": {"hasNextPage": more, "endCursor": end},
        }
    }


async def _report(fetch: Fetch, variables: Variables) -> Any:
    rows = await fetch(REPORT, variables["id"].removeprefix("rep_"))
    if not rows:
        return {"report": None}
    (id_, ticket, title, description, status, submitted, joined, latitude, longitude, category,
     icon, area) = rows[0]  # fmt: skip
    return {
        "report": {
            "id": "rep_" + id_,
            "ticket": ticket,
            "title": title,
            "description": description,
            "status": _PUBLIC_STATUS[status],
            "submittedAt": _instant(submitted),
            "joinedCount": joined,
            "point": {"latitude": latitude, "longitude": longitude},
            "category": {"name": category, "icon": icon},
            "area": None if area is None else {"name": area},
        }
    }


_ANSWERS: Final = {
    "Articles": _articles,
    "Cameras": _cameras,
    "Reports": _reports,
    "Report": _report,
}


class Hand:
    """The ASGI application: as many connections as our server has, statements prepared once."""

    def __init__(self, options: Mapping[str, Any], connections: int) -> None:
        self._options = options
        self._free: asyncio.LifoQueue[dict[str, Any] | None] = asyncio.LifoQueue()
        for _ in range(connections):
            self._free.put_nowait(None)

    async def _fetch(self, text: str, *values: Any) -> list[Any]:
        prepared = await self._free.get()
        try:
            if prepared is None:
                connection = await asyncpg.connect(**self._options, server_settings=dict(OPTIONS))
                prepared = {
                    one: await connection.prepare(one)
                    for one in (ARTICLES, CAMERAS, REPORTS, REPORT)
                }
            rows: list[Any] = await prepared[text].fetch(*values)
            return rows
        finally:
            self._free.put_nowait(prepared)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        message = await receive()
        asked = orjson.loads(message["body"])
        answer = await _ANSWERS[asked["operationName"]](self._fetch, asked["variables"])
        body = orjson.dumps({"data": answer})
        headers = [
            (b"content-length", str(len(body)).encode()),
            (b"content-type", b"application/json"),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})
