"""POST of a service request: from a form to a report, by the rules of every other report.

Only the token says who reports: first_name, last_name, email, phone, device_id and account_id are
ignored, and the reporter's name stays hidden, since the standard has no way to ask whether it may
be shown.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from urllib.parse import parse_qsl

from starlette.datastructures import QueryParams
from starlette.requests import Request

from api.areas.service import AreaIndex
from api.db.session import Database
from api.http.auth import Authenticator
from api.http.open311 import parameters
from api.http.open311.replies import Refused
from api.identity.tokens import BadToken
from api.identity.values import Viewer
from api.kit import ids
from api.kit.problems import Conflict, InvalidInput, NotAllowed, Problem, Words
from api.kit.text import clean
from api.reports.models import Report
from api.reports.service import SubmitReport, submit_report

_FORM: Final = "application/x-www-form-urlencoded"
_MOST_FIELDS: Final = 200
_LONGEST_TITLE: Final = 140
_SHORTEST_TITLE: Final = 5
_OURS: Final = (
    "api_key", "jurisdiction_id", "service_code", "lat", "long", "address_string", "description",
)  # fmt: skip
"""What may be written once only. A media_url is written for each photo."""
_AS_SENT: Final = {
    "input.idempotencyKey": "Idempotency-Key",
    "input.category": "service_code",
    "input.point": "lat, long",
    "input.title": "description",
    "input.description": "description",
    "input.address": "address_string",
}
"""Open311's names for the input fields of the graph."""

_NO_KEY: Final = Words(
    "api_key belum ada. Kirim token warga sebagai api_key di dalam isi permintaan, atau sebagai"
    " header Authorization: Bearer <token>; jangan di alamat (URL), karena alamat tercatat di"
    " banyak tempat.",
    "The api_key is missing. Send a citizen's token as api_key in the body, or in the header"
    " Authorization: Bearer <token>; not in the URL, since URLs are written down in many places.",
)
_NOT_A_FORM: Final = Words(
    f"Content-Type harus {_FORM}. Foto tidak dapat ikut di sini: tambahkan lewat aplikasi kota.",
    f"The Content-Type must be {_FORM}. Photos cannot come along here: add them with the city's"
    " app.",
)
_UNREADABLE: Final = Words(
    f"Isi permintaan tidak dapat dibaca sebagai {_FORM} dalam UTF-8.",
    f"The body cannot be read as {_FORM} in UTF-8.",
)
_TOO_LARGE: Final = Words(
    "Isi permintaan lebih dari {most} byte.", "The body is longer than {most} bytes."
)
_TWICE: Final = Words("{name}: tulis satu kali saja.", "{name}: write it once only.")
_NO_CODE: Final = Words("service_code belum ada.", "The service_code is missing.")
_NO_PLACE: Final = Words(
    "lat dan long belum ada: laporan memerlukan titik di peta. address_string menerangkannya, dan"
    " tidak menggantikannya.",
    "lat and long are missing: a report needs a point on the map. An address_string explains it,"
    " and does not replace it.",
)
_NOT_FETCHED: Final = Words(
    "Foto pada media_url tidak diambil; tambahkan foto lewat aplikasi kota.",
    "The photo at media_url was not fetched; add photos with the city's app.",
)
_NOT_PUBLIC: Final = Words(
    "Laporan ini tidak ditampilkan kepada umum: hanya Anda dan petugas yang melihatnya, di"
    " aplikasi kota.",
    "This report is not shown to the public: only you and officers see it, in the city's app.",
)

Form = QueryParams


async def form_of(request: Request, most: int) -> Form:
    """The fields of the body. Raises Refused: no form, too long, not UTF-8, or one field twice."""
    declared = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if declared != _FORM:
        raise Refused((415, _NOT_A_FORM))
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise Refused((413, _TOO_LARGE.fill(most=most)), headers={"Connection": "close"})
    try:
        pairs = parse_qsl(
            bytes(body).decode(),
            keep_blank_values=True,
            max_num_fields=_MOST_FIELDS,
            errors="strict",
        )
    except ValueError:
        raise Refused((400, _UNREADABLE)) from None
    form = Form(pairs)
    for name in _OURS:
        if len(form.getlist(name)) > 1:
            raise Refused((400, _TWICE.fill(name=name)))
    return form


async def viewer_of(request: Request, form: Form, authenticator: Authenticator) -> Viewer:
    """The reporter, by the Authorization, else by the body's api_key. Raises Refused."""
    headers: list[tuple[bytes, bytes]] = list(request.scope["headers"])
    if "authorization" not in request.headers:
        key = form.get("api_key", "").strip()
        if not key:
            raise Refused((403, _NO_KEY))
        headers.append((b"authorization", b"Bearer " + key.encode()))
    try:
        return await authenticator.viewer_of(headers)
    except BadToken as bad:
        # To a wrong key the standard answers 403, and knows no 401.
        raise Refused((503 if bad.status == 503 else 403, bad.words)) from None


async def submit(
    database: Database,
    viewer: Viewer,
    places: AreaIndex,
    services: Sequence[Any],
    form: Form,
    key: str | None,
    now: datetime,
) -> tuple[Report, list[Words]]:
    """The report of a form, and what its sender should know. Raises Refused.

    Without an Idempotency-Key the same words by the same person about the same place are one report
    within a day of the city: a client that did not hear the answer may send them again.
    """
    category = _category(form, services)
    point = parameters.point(form)
    assert point is not None  # `_category` asks for all that is missing
    title, description = split(form.get("description", ""))
    address = form.get("address_string", "").strip() or None
    day = now.astimezone(places.city.time_zone).date().isoformat()
    sent = (category.id, form["lat"].strip(), form["long"].strip(), form.get("description", ""))
    wanted = SubmitReport(
        idempotency_key=key or f"open311:{ids.fingerprint(day, *sent, address or '')}",
        category_id=category.id,
        point=point,
        title=title or category.name_id,
        description=description,
        address=address,
        hide_name=True,
    )
    try:
        async with database.write() as session:
            report = (await submit_report(session, viewer, places, wanted, now)).report
    except InvalidInput as problem:
        raise Refused(*((400, _named_as_sent(f.path, f.words)) for f in problem.faults)) from None
    except NotAllowed as problem:
        raise Refused((403, problem.words)) from None
    except Conflict as problem:
        # Whatever cannot be done is 400 in the standard; the code in the body may say more.
        raise Refused((409, problem.words), status=400) from None
    except Problem as problem:
        raise Refused((404, problem.words)) from None
    return report, _notices(report, category, form)


def split(text: str) -> tuple[str, str | None]:
    """(title, the rest) of one text: its first line, or as many of its first words as fit."""
    text = clean(text)
    line, _, rest = text.partition("\n")
    line = " ".join(line.split())
    if _SHORTEST_TITLE <= len(line) <= _LONGEST_TITLE:
        return line, rest.strip() or None
    line = " ".join(text.split())
    if len(line) <= _LONGEST_TITLE:
        return line, text if line != text else None
    return line[: _LONGEST_TITLE - 1].rsplit(" ", 1)[0] + "…", text


def _category(form: Form, services: Sequence[Any]) -> Any:
    missing = []
    if not form.get("service_code", "").strip():
        missing.append((400, _NO_CODE))
    if not form.get("lat", "").strip() and not form.get("long", "").strip():
        missing.append((400, _NO_PLACE))
    if missing:
        raise Refused(*missing)
    return parameters.service(form["service_code"].strip(), services)


def _named_as_sent(path: str, words: Words) -> Words:
    """A fault with the name that its field has here."""
    name = _AS_SENT.get(path, path)
    return Words(f"{name}: {words.id}", f"{name}: {words.en}")


def _notices(report: Report, category: Any, form: Form) -> list[Words]:
    notices = []
    if category.emergency_notice_id:
        notices.append(Words(category.emergency_notice_id, category.emergency_notice_en))
    if not report.is_public:
        notices.append(_NOT_PUBLIC)
    if any(url.strip() for url in form.getlist("media_url")):
        notices.append(_NOT_FETCHED)
    return notices
