"""Ready-made texts of broadcasts: seeded from the city's pack, kept by admins."""

import re
from dataclasses import dataclass
from typing import Final

from sqlalchemy import delete

from api.db.base import insert, table
from api.db.session import WriteSession
from api.identity.service import require
from api.identity.values import Role, Viewer
from api.kit import ids
from api.kit.problems import FieldFault, InvalidInput, NotFound, ProblemCode, Words
from api.push.models import BroadcastTemplate
from api.push.service.broadcast_content import (
    MAX_BODY,
    MAX_TITLE,
    line,
    text_faults,
    theme_faults,
)
from api.push.values import Theme, Urgency

_TEMPLATE: Final = table(BroadcastTemplate)
_CODE: Final = re.compile(r"(?=.{1,64}$)[a-z0-9]+(-[a-z0-9]+)*")
_GREATEST_POSITION: Final = 10_000
_BAD_CODE: Final = Words(
    "Tulis nama singkat dari huruf kecil, angka, dan tanda hubung, seperti banjir-surut.",
    "Write a short name of small letters, digits and hyphens, such as flood-over.",
)
_BAD_POSITION: Final = Words(
    f"Pilih urutan dari 0 sampai {_GREATEST_POSITION}.",
    f"Choose a position from 0 to {_GREATEST_POSITION}.",
)
_NO_TEMPLATE: Final = Words("Contoh siaran tidak ditemukan.", "The template was not found.")


@dataclass(frozen=True, slots=True)
class TemplateContent:
    """A ready-made text of a broadcast; `code` is its short, stable name."""

    code: str
    theme: Theme
    urgency: Urgency
    title_id: str
    title_en: str
    body_id: str
    body_en: str
    position: int = 0


async def save_broadcast_template(
    session: WriteSession, viewer: Viewer, content: TemplateContent
) -> str:
    """Adds a template, or changes the one with this code; returns its key.

    Raises NotAllowed for anyone but admins, and InvalidInput with every fault at once.
    """
    require(viewer, Role.ADMIN)
    titles, bodies = (content.title_id, content.title_en), (content.body_id, content.body_en)
    texts = [line(text) for text in (*titles, *bodies)]
    faults = text_faults(
        [
            ("input.title.indonesian", texts[0], MAX_TITLE),
            ("input.title.english", texts[1], MAX_TITLE),
            ("input.body.indonesian", texts[2], MAX_BODY),
            ("input.body.english", texts[3], MAX_BODY),
        ],
        blanks=True,
    )
    faults += theme_faults(content.theme, content.urgency, "input")
    if not _CODE.fullmatch(content.code):
        faults.append(FieldFault("input.code", _BAD_CODE, ProblemCode.WRONG_FORMAT))
    if not 0 <= content.position <= _GREATEST_POSITION:
        faults.append(FieldFault("input.position", _BAD_POSITION, ProblemCode.OUT_OF_RANGE))
    if faults:
        raise InvalidInput(*faults)
    values = {
        "theme": content.theme, "urgency": content.urgency, "title_id": texts[0],
        "title_en": texts[1], "body_id": texts[2], "body_en": texts[3],
        "position": content.position,
    }  # fmt: skip
    saved = await session.execute(
        insert(session, _TEMPLATE)
        .values(id=ids.uuid7(), code=content.code, synthetic=False, **values)
        .on_conflict_do_update(index_elements=[_TEMPLATE.c.code], set_=values)
        .returning(_TEMPLATE.c.id)
    )
    return str(saved.scalar_one())


async def delete_broadcast_template(session: WriteSession, viewer: Viewer, key: str) -> None:
    """Deletes a template. Raises NotAllowed for anyone but admins, and NotFound."""
    require(viewer, Role.ADMIN)
    gone = await session.execute(
        delete(_TEMPLATE).where(_TEMPLATE.c.id == key).returning(_TEMPLATE.c.id)
    )
    if gone.scalar() is None:
        raise NotFound(_NO_TEMPLATE)
