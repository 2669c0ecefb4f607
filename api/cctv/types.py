"""Cameras, their places and their frames in the graph."""

from datetime import datetime

import strawberry

from api.areas.types import Area
from api.cctv import models, values
from api.cctv.values import CameraOwner, CameraStatus
from api.gql.common.connection import Connection
from api.gql.common.enums import described
from api.gql.common.types import Freshness, Image, Node, Point, Provenance, freshness
from api.gql.schema.fields import col, computed, gid, many, one, page, same, sort, table
from api.gql.schema.mapping import Order, everyone

described(
    CameraStatus,
    "Whether a camera should be giving pictures.",
    ACTIVE="It should.",
    MAINTENANCE="It is being repaired.",
    RETIRED="It is no longer in use.",
)
described(
    CameraOwner,
    "Who runs a camera.",
    CITY="The city.",
    POLICE="The police.",
    PROVINCE="The province.",
    VILLAGE="A village.",
)

_NOTICE = freshness("captured_at", values.STALE_AFTER, "camera")


@table(models.CameraSite, where=everyone, prefix="site", description="A place where cameras hang.")
class CameraSite(Node):
    id: strawberry.ID = gid("The place's id.")
    code: str = col(models.CameraSite.code, "A stable short name.")
    name: str = col(models.CameraSite.name, "What people call the place.")
    point: Point = same(lambda: Point, "Where it is; see its provenance for how exact.")
    village: Area | None = one(lambda: Area, models.CameraSite.village_id, "The village.")
    district: Area | None = one(lambda: Area, models.CameraSite.district_id, "The district.")
    cameras: list["Camera"] = many(
        lambda: Camera,
        "The cameras that hang there.",
        on=models.Camera.site_id,
        order=Order("code", (sort(models.Camera.code, "text"),)),
        limit=20,
    )
    provenance: Provenance = same(lambda: Provenance, "What of it is known, and from whom.")


@table(models.Snapshot, where=everyone, description="A frame of a camera, with how old it is.")
class Snapshot:
    captured_at: datetime = col(models.Snapshot.captured_at, "When the camera took it.")
    fetched_at: datetime = col(models.Snapshot.fetched_at, "When the city fetched it.")
    image: Image = one(lambda: Image, models.Snapshot.image_digest, "The picture.")
    freshness: Freshness = same(
        lambda: Freshness, "How old it is, and whether to trust it still.", fields=_NOTICE
    )
    mask_version: int | None = computed(
        [], lambda _args: lambda: None, "Which privacy mask was laid over it; null: none."
    )


@table(
    models.Camera,
    where=everyone,
    prefix="cam",
    description="A camera of the city, over public space.",
)
class Camera(Node):
    id: strawberry.ID = gid("The camera's id.")
    code: str = col(models.Camera.code, "A stable short name, such as KTA-001-A.")
    name: str = col(models.Camera.name, "What it looks at.")
    site: CameraSite = one(lambda: CameraSite, models.Camera.site_id, "Where it hangs.")
    bearing: int | None = col(models.Camera.bearing, "Where it looks, degrees from north.")
    range_metres: int | None = col(models.Camera.range_metres, "How far it sees, metres.")
    status: CameraStatus = col(models.Camera.status, "Whether it should be giving pictures.")
    owner: CameraOwner = col(models.Camera.owner, "Who runs it.")
    snapshot: Snapshot | None = same(
        lambda: Snapshot,
        "The latest good frame, with its age; null when there never was one.",
        present=lambda row, _v: row.image_digest.is_not(None),
    )
    history: Connection[Snapshot] = page(
        lambda: Snapshot,
        "Earlier frames that are still kept, newest first.",
        on=models.Snapshot.camera_id,
        order=Order("newest", (sort(models.Snapshot.captured_at, "instant", descending=True),)),
    )
    provenance: Provenance = same(lambda: Provenance, "What of it is known, and from whom.")
