"""Whether an agency and an area are among those of the city, and which is meant where not."""

import asyncio
import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from api.areas.models import Area
from api.db.engine import is_sqlite
from api.db.session import Database
from api.identity.models import Agency


@dataclass(frozen=True, slots=True)
class Known:
    """The agencies and areas of a store: names by code."""

    agencies: Mapping[str, str]
    areas: Mapping[str, str]

    def faults(self, agency: str | None, area: str | None) -> list[str]:
        """What is wrong with these codes, a sentence for each; empty if both are known."""
        faults = []
        if agency is not None and agency not in self.agencies:
            faults.append(
                f"--agency: {agency!r} is not an agency of this city."
                f"{_nearest(agency, self.agencies)} Choose {', '.join(sorted(self.agencies))}."
            )
        if area is not None and area not in self.areas:
            # Too many villages to list: the districts show what a code looks like.
            districts = sorted(code for code in self.areas if code.count(".") == 2)
            faults.append(
                f"--area: {area!r} is not an area of this city.{_nearest(area, self.areas)} Choose"
                f" a district ({', '.join(districts)}), or the code of a village, as the query"
                " `areas` lists them."
            )
        return faults


def _nearest(text: str, known: Mapping[str, str]) -> str:
    """`` Did you mean …?`` by code or by name, or nothing if neither is near.

    A district and a village may share a name: then both are shown, the larger one first.
    """
    by_word: dict[str, list[str]] = {}
    for code, name in sorted(known.items()):
        for word in {name.lower(), code.lower()}:
            by_word.setdefault(word, []).append(code)
    near = difflib.get_close_matches(text.strip().lower(), by_word, n=1, cutoff=0.6)
    if not near:
        return ""
    return f" Did you mean {' or '.join(f'{code} ({known[code]})' for code in by_word[near[0]])}?"


def known(url: str) -> Known | None:
    """What a store knows; None if it is not there, cannot be reached, or has no city."""
    if is_sqlite(url) and not Path(url.partition(":///")[2]).exists():
        return None
    return asyncio.run(_known(url))


async def _known(url: str) -> Known | None:
    database = Database(url)
    try:
        async with database.read() as session:
            agencies = (await session.scalars(select(Agency))).all()
            areas = (await session.scalars(select(Area))).all()
    except (DBAPIError, OSError):
        return None
    finally:
        await database.close()
    if not agencies or not areas:
        return None
    return Known({one.code: one.name_id for one in agencies}, {one.code: one.name for one in areas})
