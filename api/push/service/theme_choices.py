"""The themes and areas that people, and devices on which nobody is signed in, have chosen."""

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
from api.kit.problems import FieldFault, ProblemCode, Words
from api.push.models import AreaChoice, ThemeChoice
from api.push.push_rules.topics import Areas, ThemePreference
from api.push.values import CITY_THEMES, ENABLED_BY_DEFAULT, Theme

MAX_AREAS: Final = 20
_THEMES: Final = table(ThemeChoice)
_AREAS: Final = table(AreaChoice)
_AREA: Final = table(Area)
_BELOW_CITY: Final = (AreaLevel.DISTRICT, AreaLevel.VILLAGE)

ThemePreferences = Mapping[Theme, ThemePreference]
DEFAULT_PREFERENCES: Final[ThemePreferences] = {
    theme: ThemePreference(theme in ENABLED_BY_DEFAULT) for theme in Theme
}


@dataclass(frozen=True, slots=True)
class ThemeRequest:
    """What a client asks for one theme; `areas` are keys."""

    theme: Theme
    enabled: bool
    areas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose choices they are: a person's, or those of a device on which nobody is signed in."""

    kind: Literal["person_id", "device_id"]
    id: str


async def area_tree(session: AsyncSession) -> Areas:
    """The city's districts and villages."""
    found = await session.execute(
        select(_AREA.c.id, _AREA.c.code, _AREA.c.parent_id).where(_AREA.c.level.in_(_BELOW_CITY))
    )
    rows = found.all()
    return Areas({row.id: row.code for row in rows}, {row.id: row.parent_id for row in rows})


async def preferences_of(
    session: AsyncSession, people: Collection[str], devices: Collection[str] = ()
) -> dict[str, ThemePreferences]:
    """The preferences of each of these people and devices, by their ids; defaults included."""
    owners = {*people, *devices}
    enabled = {
        owner: {theme: default.enabled for theme, default in DEFAULT_PREFERENCES.items()}
        for owner in owners
    }
    areas: dict[tuple[str, Theme], set[str]] = {}
    if owners:
        for row in await session.execute(select(_THEMES).where(_owned(_THEMES, people, devices))):
            enabled[row.person_id or row.device_id][row.theme] = row.enabled
        for row in await session.execute(select(_AREAS).where(_owned(_AREAS, people, devices))):
            areas.setdefault((row.person_id or row.device_id, row.theme), set()).add(row.area_id)
    return {
        owner: {
            theme: ThemePreference(is_enabled, frozenset(areas.get((owner, theme), ())))
            for theme, is_enabled in enabled[owner].items()
        }
        for owner in owners
    }


def _owned(
    choices: Table, people: Collection[str], devices: Collection[str]
) -> ColumnElement[bool]:
    parts = [
        choices.c[name].in_(keys)
        for name, keys in (("person_id", people), ("device_id", devices))
        if keys
    ]
    return or_(*parts)


async def people_opted_out(
    session: AsyncSession, people: Collection[str], theme: Theme
) -> set[str]:
    """Those of these people who have a theme disabled, by choice or by default."""
    found = await session.execute(
        select(_THEMES.c.person_id, _THEMES.c.enabled).where(
            _THEMES.c.person_id.in_(people), _THEMES.c.theme == theme
        )
    )
    chosen = {row.person_id: row.enabled for row in found}
    return {person for person in people if not chosen.get(person, theme in ENABLED_BY_DEFAULT)}


async def save_choices(
    session: WriteSession, owner: Owner, requests: Sequence[ThemeRequest]
) -> None:
    """Replaces the choices of an owner for each of these themes; other themes stay unchanged."""
    themes = [request.theme for request in requests]
    if not themes:
        return
    for choices in (_THEMES, _AREAS):
        await session.execute(
            delete(choices).where(choices.c[owner.kind] == owner.id, choices.c.theme.in_(themes))
        )
    own: dict[str, Any] = {owner.kind: owner.id}
    await session.execute(
        insert(_THEMES),
        [{"id": ids.uuid7(), "theme": r.theme, "enabled": r.enabled, **own} for r in requests],
    )
    areas = [
        {"id": ids.uuid7(), "theme": r.theme, "area_id": area, **own}
        for r in requests
        for area in dict.fromkeys(r.areas)
    ]
    if areas:
        await session.execute(insert(_AREAS), areas)


async def delete_choices_of_devices(session: WriteSession, devices: Collection[str]) -> None:
    """Deletes the choices of devices that are about to be deleted."""
    for choices in (_THEMES, _AREAS):
        await session.execute(delete(choices).where(choices.c.device_id.in_(devices)))


async def choice_faults(
    session: AsyncSession, path: str, requests: Sequence[ThemeRequest]
) -> list[FieldFault]:
    """What is wrong with requested choices; `path` is that of the list in the input."""
    faults = []
    seen: set[Theme] = set()
    wanted = {area for request in requests for area in request.areas}
    found = await session.execute(select(_AREA.c.id).where(_AREA.c.id.in_(wanted)))
    known = set(found.scalars()) if wanted else set()
    for index, request in enumerate(requests):
        if request.theme in seen:
            faults.append(
                FieldFault(
                    f"{path}.{index}.theme",
                    Words("Tema ini dipilih dua kali.", "This topic is chosen twice."),
                    ProblemCode.REPEATED,
                )
            )
        seen.add(request.theme)
        faults += _area_faults(f"{path}.{index}.areas", request, known)
    return faults


def _area_faults(path: str, request: ThemeRequest, known: set[str]) -> list[FieldFault]:
    if request.areas and request.theme not in CITY_THEMES:
        code = ProblemCode.NOT_APPLICABLE
        words = Words(
            "Kabar laporan tidak dibatasi menurut wilayah. Kosongkan pilihan wilayahnya.",
            "News about reports is not limited to areas. Leave the areas empty.",
        )
    elif len(request.areas) > MAX_AREAS:
        code = ProblemCode.TOO_MANY_ITEMS
        words = Words(
            f"Pilih paling banyak {MAX_AREAS} wilayah; sekarang ada {len(request.areas)}.",
            f"Choose at most {MAX_AREAS} areas; there are {len(request.areas)} now.",
        )
    elif set(request.areas) - known:
        code = ProblemCode.UNKNOWN_REFERENCE
        words = Words(
            "Salah satu wilayah tidak ada. Pilih wilayah dari daftar.",
            "One of the areas does not exist. Choose areas from the list.",
        )
    else:
        return []
    return [FieldFault(path, words, code)]
