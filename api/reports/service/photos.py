"""Photos that come with a report or with a step of its history."""

from api.db.session import WriteSession
from api.identity.values import Viewer
from api.kit.problems import invalid
from api.reports.values import MOST_PHOTOS
from api.storage.uploads import claim_uploads


async def photos_of(
    session: WriteSession, viewer: Viewer, uploads: tuple[str, ...], path: str
) -> list[str]:
    """The image digests of the viewer's finished uploads, which are used up by this.

    Raises InvalidInput: too many, one twice, or one that `claim_uploads` refuses (unknown, somebody
    else's, unfinished, used before).
    """
    if len(uploads) > MOST_PHOTOS:
        raise invalid(
            path,
            f"{path}: {len(uploads)} foto; paling banyak {MOST_PHOTOS}.",
            f"{path}: {len(uploads)} photos; at most {MOST_PHOTOS}.",
        )
    if len(set(uploads)) < len(uploads):
        raise invalid(
            path,
            f"{path}: ada foto yang dikirim dua kali.",
            f"{path}: one photo is there twice.",
        )
    return list(await claim_uploads(session, viewer, list(uploads), path)) if uploads else []
