"""A small city for the tests of reports: two villages, three agencies, five categories, people."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from api.areas.models import Area, City
from api.areas.service import AreaIndex
from api.areas.values import AreaLevel
from api.db.session import Database, WriteSession
from api.identity.models import Agency
from api.identity.values import Role, Viewer, agency_id
from api.kit import ids
from api.kit.geo import Point
from api.reports.models import Report, ReportCategory
from api.reports.service import (
    AdvanceReport,
    SubmitReport,
    Submitted,
    advance_report,
    submit_report,
)
from api.storage.images import Taken
from api.storage.models import StoredImage
from api.uploads.models import Upload
from api.uploads.values import UploadState

NOW = datetime(2026, 11, 23, 3, 40, tzinfo=UTC)
"""A Monday, 11:40 in Badung."""
WITA = ZoneInfo("Asia/Makassar")
KUTA = Point(-8.7177123456, 115.1687123456)
OUTSIDE = Point(-8.6570, 115.2160)


def viewer(
    role: Role,
    name: str = "somebody",
    *,
    agency: str | None = None,
    area: str | None = None,
    language: str = "ID",
) -> Viewer:
    signed_in = role is not Role.ANONYMOUS
    return Viewer(
        role=role,
        language=language,
        person_id=ids.named("person", "test", name) if signed_in else None,
        agency_id=agency_id(agency) if agency else None,
        agency=agency,
        now=NOW,
        subject=f"test:{name}" if signed_in else None,
        name=name.title() if signed_in else None,
        area_id=area,
    )


ANONYMOUS = viewer(Role.ANONYMOUS)
SARI = viewer(Role.CITIZEN, "sari")
WAYAN = viewer(Role.CITIZEN, "wayan")
ROADS = viewer(Role.OFFICER, "roads officer", agency="pupr")
POLICE = viewer(Role.OFFICER, "order officer", agency="satpolpp")
EDITOR = viewer(Role.EDITOR, "editor")
PARTNER = viewer(Role.PARTNER, "newspaper")
ADMIN = viewer(Role.ADMIN, "admin")
EVERYBODY = (ANONYMOUS, SARI, WAYAN, ROADS, POLICE, EDITOR, PARTNER, ADMIN)


NO_METADATA = Taken()
"""What is known of a photo whose metadata do not say when and where it was taken."""


@dataclass(frozen=True)
class Scene:
    """The IDs of the rows that the tests name, and the places in memory."""

    places: AreaIndex
    roads: str
    noise: str
    levies: str
    violence: str
    holes: str
    """The category whose completions need a photo."""
    village: str
    district: str


_MADE = {
    name: ids.named("category", "scene", name)
    for name in ("roads", "noise", "levies", "violence", "holes")
}
_VILLAGE, _OTHER_VILLAGE, _DISTRICT = (
    ids.named("area", "scene", name) for name in ("village", "other village", "district")
)


async def open_scene(session: WriteSession) -> Scene:
    """The scene of a store in which the city was built.

    Not by a reader: its connection would keep what statistics SQLite has now.
    """
    places = await AreaIndex.load(session)
    return Scene(places=places, village=_VILLAGE, district=_DISTRICT, **_MADE)


async def build(database: Database) -> Scene:
    """Writes the city into an empty store."""
    made, village, district = _MADE, _VILLAGE, _DISTRICT
    async with database.write() as session:
        session.add(
            City(
                code="badung", name_id="Kabupaten Badung", name_en="Badung Regency",
                ticket_prefix="BDG", time_zone="Asia/Makassar", languages=["ID", "EN"],
                area_code="51.03", latitude=-8.58285, longitude=115.18838, map_zoom=10,
            )
        )  # fmt: skip
        for code in ("pupr", "satpolpp", "dp3a"):
            session.add(
                Agency(id=agency_id(code), code=code, name_id=code, name_en=code, kind="dinas")
            )
        session.add(
            Area(
                id=district, code="51.03.01", level=AreaLevel.DISTRICT, kind="kecamatan",
                name="Kuta", latitude=-8.72629, longitude=115.17337,
            )
        )  # fmt: skip
        await session.flush()
        for id, code, latitude, longitude in (
            (village, "51.03.01.1002", -8.72546, 115.17688),
            (_OTHER_VILLAGE, "51.03.01.1004", -8.70378, 115.17282),
        ):
            session.add(
                Area(
                    id=id, code=code, level=AreaLevel.VILLAGE, kind="kelurahan", name=code,
                    parent_id=district, latitude=latitude, longitude=longitude,
                )
            )  # fmt: skip
        for name, agency, days, sensitive, personal, radius in (
            ("roads", "pupr", 10, False, False, 60),
            ("noise", "satpolpp", 3, False, False, 100),
            ("levies", "satpolpp", 5, False, True, 100),
            ("violence", "dp3a", 1, True, True, 50),
            ("holes", "pupr", 10, False, False, 60),
        ):
            session.add(
                ReportCategory(
                    id=made[name], code=name, name_id=name, name_en=name,
                    agency_id=agency_id(agency), sla_working_days=days, is_sensitive=sensitive,
                    person_related=personal, needs_completion_photo=name == "holes",
                    join_radius_m=radius, icon="dot", position=1,
                )
            )  # fmt: skip
        await session.flush()
        return await open_scene(session)


def request(scene: Scene, **changes: object) -> SubmitReport:
    """A valid report of a broken road, with a new key."""
    valid = SubmitReport(
        idempotency_key=ids.uuid7(),
        category_id=scene.roads,
        point=KUTA,
        title="Lubang di jalan Pantai Kuta",
    )
    return replace(valid, **changes)  # type: ignore[arg-type]


async def submit(
    database: Database,
    scene: Scene,
    by: Viewer = SARI,
    *,
    now: datetime = NOW,
    **changes: object,
) -> Submitted:
    """Submits in a transaction of its own."""
    async with database.write() as session:
        return await submit_report(session, by, scene.places, request(scene, **changes), now)


async def advance(
    database: Database, scene: Scene, by: Viewer, input: AdvanceReport, now: datetime = NOW
) -> Report:
    """Advances in a transaction of its own."""
    async with database.write() as session:
        return await advance_report(session, by, scene.places, input, now)


async def upload(
    session: WriteSession,
    owner: Viewer,
    state: UploadState = UploadState.READY,
    *,
    likeness: bytes | None = None,
    digest: str | None = None,
    taken: Taken = NO_METADATA,
) -> tuple[str, str]:
    """(upload id, image digest) of a photo that somebody sent; `digest` of one that is there."""
    id = ids.uuid7()
    known, digest = digest is not None, digest or ids.fingerprint(id)
    ready = state in (UploadState.READY, UploadState.USED)
    if ready and not known:
        session.add(
            StoredImage(
                digest=digest,
                width=8,
                height=8,
                thumbhash="3OcRJYB4d3h",
                byte_size=99,
                likeness=likeness,
            )
        )
        await session.flush()
    assert owner.person_id is not None
    session.add(
        Upload(
            id=id, person_id=owner.person_id, content_type="image/jpeg", byte_size=99,
            state=state, image_digest=digest if ready else None,
            created_at=NOW, expires_at=NOW + timedelta(hours=1),
            keeps_taken=owner.role is Role.OFFICER, taken_at=taken.at,
            taken_latitude=taken.latitude, taken_longitude=taken.longitude,
        )
    )  # fmt: skip
    await session.flush()
    return id, digest


async def count(database: Database, model: type) -> int:
    """How many rows a table has."""
    async with database.read() as session:
        return int((await session.execute(select(func.count()).select_from(model))).scalar_one())
