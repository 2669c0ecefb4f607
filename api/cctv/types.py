"""Cameras, their places and their frames in the graph."""

from datetime import datetime
from typing import Final

import strawberry

from api.areas.types import Area
from api.cctv import models
from api.cctv.freshness import FRAME_FRESHNESS, Freshness
from api.cctv.values import CameraOwner, CameraStatus
from api.gql.common.connection import Connection
from api.gql.common.enums import described
from api.gql.common.types import Image, Node, Point, Provenance
from api.gql.schema.fields import col, computed, gid, many, one, page, same, sort, table
from api.gql.schema.mapping import Computed, Order, everyone

described(
    CameraStatus,
    "Whether a camera is in service.",
    ACTIVE="In service: frames are fetched.",
    MAINTENANCE="Out of service for maintenance or repair.",
    RETIRED="Permanently out of service.",
)
described(
    CameraOwner,
    "The owner of a camera.",
    CITY="The city.",
    POLICE="The police.",
    PROVINCE="The province.",
    VILLAGE="A village administration.",
)


@table(
    models.CameraSite,
    where=everyone,
    prefix="site",
    description="A place where cameras are mounted.",
)
class CameraSite(Node):
    id: strawberry.ID = gid("The site's ID.")
    code: str = col(models.CameraSite.code, "A stable short name.")
    name: str = col(models.CameraSite.name, "The name of the place.")
    point: Point = same(
        lambda: Point, "The position of the site; `provenance` says how exact it is."
    )
    village: Area | None = one(
        lambda: Area, models.CameraSite.village_id, "The village that the site is in."
    )
    district: Area | None = one(
        lambda: Area, models.CameraSite.district_id, "The district that the site is in."
    )
    cameras: list["Camera"] = many(
        lambda: Camera,
        "The cameras at this site, by code; at most 20.",
        on=models.Camera.site_id,
        order=Order("code", (sort(models.Camera.code, "text"),)),
        limit=20,
    )
    provenance: Provenance = same(lambda: Provenance, "The source of the facts.")


def _frame_id(camera: object, captured_at: str) -> str:
    """The id of a frame: the same for the latest frame of a camera and for its row in `snapshot`.

    It is not that row's key, since the latest frame outlives its row, which is pruned after a day.
    """
    return f"snap_{camera}_{captured_at.translate(_PUNCTUATION)}"


_PUNCTUATION: Final = str.maketrans("", "", "-:.TZ")
_ID_OF_LATEST: Final = Computed(
    (lambda row, _v: row.id, lambda row, _v: row.captured_at), lambda _args: _frame_id
)


@table(models.Snapshot, where=everyone, description="A frame of a camera.")
class Snapshot:
    id: strawberry.ID = computed(
        [models.Snapshot.camera_id, models.Snapshot.captured_at],
        lambda _args: _frame_id,
        "A stable ID of the frame, for caches; `node(id:)` does not take it.",
    )
    captured_at: datetime = col(
        models.Snapshot.captured_at,
        "When the camera took the frame, by its own clock if that is credible.",
    )
    fetched_at: datetime = col(models.Snapshot.fetched_at, "When the server fetched the frame.")
    image: Image = one(lambda: Image, models.Snapshot.image_digest, "The frame as an image.")
    freshness: Freshness = same(
        lambda: Freshness, "How old the frame is, and whether it is stale.", fields=FRAME_FRESHNESS
    )
    mask_version: int | None = computed(
        [],
        lambda _args: lambda: None,
        "The version of the privacy mask over the frame; null if there is no mask.",
    )


@table(
    models.Camera,
    where=everyone,
    prefix="cam",
    description="A camera that shows a public place.",
)
class Camera(Node):
    id: strawberry.ID = gid("The camera's ID.")
    code: str = col(models.Camera.code, "A stable short name, such as KTA-001-A.")
    name: str = col(models.Camera.name, "What the camera shows.")
    site: CameraSite = one(
        lambda: CameraSite, models.Camera.site_id, "The place where the camera is mounted."
    )
    bearing: int | None = col(
        models.Camera.bearing,
        "The direction that the camera faces, in degrees clockwise from north, 0 to 359; null if"
        " it is not known.",
    )
    range_metres: int | None = col(
        models.Camera.range_metres, "How far the camera sees, in metres; null if it is not known."
    )
    status: CameraStatus = col(models.Camera.status, "Whether the camera is in service.")
    owner: CameraOwner = col(models.Camera.owner, "The owner of the camera, which operates it.")
    snapshot: Snapshot | None = same(
        lambda: Snapshot,
        "The latest good frame; null if there has never been one.",
        present=lambda row, _v: row.image_digest.is_not(None),
        fields={"id": _ID_OF_LATEST},
    )
    history: Connection[Snapshot] = page(
        lambda: Snapshot,
        "The frames that are still kept, newest first: at most 50, from the last 24 hours.",
        on=models.Snapshot.camera_id,
        order=Order("newest", (sort(models.Snapshot.captured_at, "instant", descending=True),)),
    )
    provenance: Provenance = same(lambda: Provenance, "The source of the facts.")
