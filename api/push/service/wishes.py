"""What people, and devices of nobody, want to hear of."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Table, delete, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.areas.models import Area
from api.areas.values import AreaLevel
from api.db.base import table
from api.db.session import WriteSession
from api.kit import ids
from api.kit.problems import FieldFault, Words
from api.push.models import AreaChoice, ThemeChoice
from api.push.push_rules.topics import Areas, Wish
from api.push.values import CITY_THEMES, ON_AT_FIRST, Theme

MOST_AREAS: Final = 20
_THEMES: Final = table(ThemeChoice)
_AREAS: Final = table(AreaChoice)
_AREA: Final = table(Area)
_BELOW: Final = (AreaLevel.DISTRICT, AreaLevel.VILLAGE)

Wishes = Mapping[Theme, Wish]
AT_FIRST: Final[Wishes] = {theme: Wish(theme in ON_AT_FIRST) for theme in Theme}


@dataclass(frozen=True, slots=True)
class Choice:
    """What a client asks for one theme; `areas` are keys."""

    theme: Theme
    is_on: bool
    areas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose choices they are."""

    kind: Literal["person_id", "device_id"]
    id: str


async def area_tree(session: AsyncSession) -> Areas:
    """The city's districts and villages."""
    found = await session.execute(
        select(_AREA.c.id, _AREA.c.code, _AREA.c.parent_id).where(_AREA.c.level.in_(_BELOW))
    )
    rows = found.all()
    return Areas({row.id: row.code for row in rows}, {row.id: row.parent_id for row in rows})


async def wishes_of(
    session: AsyncSession, people: Collection[str], devices: Collection[str] = ()
) -> dict[str, Wishes]:
    """The wishes of each of these people and devices, by their ids."""
    owners = {*people, *devices}
    on = {owner: {theme: wish.is_on for theme, wish in AT_FIRST.items()} for owner in owners}
    areas: dict[tuple[str, Theme], set[str]] = {}
    if owners:
        for row in await session.execute(select(_THEMES).where(_owned(_THEMES, people, devices))):
            on[row.person_id or row.device_id][row.theme] = row.is_on
        for row in await session.execute(select(_AREAS).where(_owned(_AREAS, people, devices))):
            areas.setdefault((row.person_id or row.device_id, row.theme), set()).add(row.area_id)
    return {
        owner: {
            theme: Wish(is_on, frozenset(areas.get((owner, theme), ())))
            for theme, is_on in on[owner].items()
        }
        for owner in owners
    }


def _owned(chosen: Table, people: Collection[str], devices: Collection[str]) -> ColumnElement[bool]:
    parts = [
        chosen.c[name].in_(ids_)
        for name, ids_ in (("person_id", people), ("device_id", devices))
        if ids_
    ]
    return or_(*parts)


async def silent_people(session: AsyncSession, people: Collection[str], theme: Theme) -> set[str]:
    """Those of these people who do not want to be disturbed with a theme."""
    found = await session.execute(
        select(_THEMES.c.person_id, _THEMES.c.is_on).where(
            _THEMES.c.person_id.in_(people), _THEMES.c.theme == theme
        )
    )
    said = {row.person_id: row.is_on for row in found}
    return {person for person in people if not said.get(person, theme in ON_AT_FIRST)}


async def choose(session: WriteSession, owner: Owner, choices: Sequence[Choice]) -> None:
    """Replaces what somebody wants of each of these themes; other themes stay as they are."""
    themes = [choice.theme for choice in choices]
    if not themes:
        return
    for chosen in (_THEMES, _AREAS):
        await session.execute(
            delete(chosen).where(chosen.c[owner.kind] == owner.id, chosen.c.theme.in_(themes))
        )
    own: dict[str, Any] = {owner.kind: owner.id}
    await session.execute(
        insert(_THEMES),
        [{"id": ids.uuid7(), "theme": c.theme, "is_on": c.is_on, **own} for c in choices],
    )
    areas = [
        {"id": ids.uuid7(), "theme": c.theme, "area_id": area, **own}
        for c in choices
        for area in dict.fromkeys(c.areas)
    ]
    if areas:
        await session.execute(insert(_AREAS), areas)


async def forget(session: WriteSession, devices: Collection[str]) -> None:
    """Drops the choices of devices that are about to go."""
    for chosen in (_THEMES, _AREAS):
        await session.execute(delete(chosen).where(chosen.c.device_id.in_(devices)))


async def faults_of(
    session: AsyncSession, path: str, choices: Sequence[Choice]
) -> list[FieldFault]:
    """What is wrong with choices, each with its place in the input."""
    faults = []
    seen: set[Theme] = set()
    wanted = {area for choice in choices for area in choice.areas}
    found = await session.execute(select(_AREA.c.id).where(_AREA.c.id.in_(wanted)))
    known = set(found.scalars()) if wanted else set()
    for place, choice in enumerate(choices):
        here = f"{path}.{place}"
        if choice.theme in seen:
            faults.append(
                FieldFault(
                    f"{here}.theme",
                    Words(
                        f"{here}.theme: tema ini sudah disebut; sebut satu kali saja.",
                        f"{here}.theme: this theme was named before; name it once.",
                    ),
                )
            )
        seen.add(choice.theme)
        faults += _area_faults(f"{here}.areas", choice, known)
    return faults


def _area_faults(path: str, choice: Choice, known: set[str]) -> list[FieldFault]:
    if choice.areas and choice.theme not in CITY_THEMES:
        words = Words(
            f"{path}: tema ini mengikuti laporan, bukan wilayah; kosongkan.",
            f"{path}: this theme follows reports, not areas; leave it empty.",
        )
    elif len(choice.areas) > MOST_AREAS:
        words = Words(
            f"{path}: {len(choice.areas)} wilayah; paling banyak {MOST_AREAS}.",
            f"{path}: {len(choice.areas)} areas; at most {MOST_AREAS}.",
        )
    elif set(choice.areas) - known:
        words = Words(
            f"{path}: ada wilayah yang tidak dikenal; kueri `areas` memuat daftarnya.",
            f"{path}: an area is not known; the query `areas` lists them.",
        )
    else:
        return []
    return [FieldFault(path, words)]
