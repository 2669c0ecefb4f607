"""Photos that come with a report or with an update of its history."""

from api.db.session import WriteSession
from api.identity.values import Viewer
from api.kit.problems import ProblemCode, invalid
from api.reports.values import MOST_PHOTOS
from api.uploads.service import claim_uploads


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
            f"Anda memilih {len(uploads)} foto. Pilih paling banyak {MOST_PHOTOS}.",
            f"You chose {len(uploads)} photos. Choose at most {MOST_PHOTOS}.",
            code=ProblemCode.TOO_MANY_ITEMS,
        )
    if len(set(uploads)) < len(uploads):
        raise invalid(
            path,
            "Ada foto yang dipilih dua kali. Hapus salah satunya.",
            "One photo was chosen twice. Remove one of the two.",
            code=ProblemCode.REPEATED,
        )
    return list(await claim_uploads(session, viewer, list(uploads), path)) if uploads else []
