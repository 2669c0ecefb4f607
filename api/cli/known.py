"""Whether a token would name an agency and an area that the city has."""

import asyncio
from pathlib import Path

from sqlalchemy.exc import DBAPIError
from sqlmodel import col, select

from api.areas.models import Area
from api.db.engine import is_sqlite
from api.db.session import Database
from api.identity.models import Agency
from api.kit.nearest import nearest


def unknown(url: str, agency: str | None, area: str | None) -> list[str] | None:
    """What is wrong with these codes, in words; None where no store says which ones there are."""
    if is_sqlite(url) and not Path(url.partition(":///")[2]).exists():
        return None
    return asyncio.run(_unknown(url, agency, area))


async def _unknown(url: str, agency: str | None, area: str | None) -> list[str] | None:
    database = Database(url)
    try:
        async with database.read() as session:
            agencies = sorted((await session.execute(select(col(Agency.code)))).scalars())
            areas = sorted((await session.execute(select(col(Area.code)))).scalars())
    except (DBAPIError, OSError):
        return None
    finally:
        await database.close()
    if not agencies or not areas:
        return None
    faults = []
    if agency is not None and agency not in agencies:
        faults.append(
            f"--agency: there is no agency {agency!r}; choose {', '.join(agencies)}."
            + nearest(agency, agencies).en
        )
    if area is not None and area not in areas:
        # Too many villages to list: the districts show what a code looks like.
        districts = [code for code in areas if code.count(".") == 2]
        faults.append(
            f"--area: there is no area {area!r}; a district ({', '.join(districts)}) or the code"
            " of a village, as the query `areas` lists them." + nearest(area, areas).en
        )
    return faults
