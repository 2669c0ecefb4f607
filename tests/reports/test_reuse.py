"""The index of completion photos finds what comparing with every one of them finds."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.dialects import postgresql, sqlite

from api.db.session import Database
from api.reports.models import ReportPhoto
from api.reports.service import reuse
from api.storage.likeness import HASH_BITS, SIDE, WINDOWS, Likeness
from api.storage.models import StoredImage
from tests.reports.scene import Scene, submit

HASHES = st.integers(0, (1 << HASH_BITS) - 1)


@given(value=HASHES, flipped=st.sets(st.integers(0, 63), max_size=7), kind=st.integers(0, 2))
def test_a_band_matches_whenever_few_bits_differ(value: int, flipped: set[int], kind: int) -> None:
    """Up to five bits, wherever they are, leave a band with at most one of them."""
    other = value
    for bit in flipped:
        other ^= 1 << bit
    probes, held = reuse.neighbours(value, kind), reuse.bands(other, kind)
    meets = any(band in asked for band, asked in zip(held, probes, strict=True))
    near = [sum(first <= bit < first + size for bit in flipped) for first, size in reuse.BANDS]
    assert meets == (min(near) <= 1)
    assert meets or len(flipped) > reuse.MOST_BITS
    for wrong in {0, 1, 2} - {kind}:
        held = reuse.bands(other, wrong)
        assert not any(band in asked for band, asked in zip(held, probes, strict=True))


def _made(chance: random.Random, gradient: int, middle: int, waves: int) -> Likeness:
    return Likeness(
        chance.randbytes(SIDE * SIDE),
        (waves, *(chance.getrandbits(HASH_BITS) for _ in WINDOWS[1:])),
        middle,
        gradient,
    )


def _near(chance: random.Random, value: int, bits: int) -> int:
    for bit in chance.sample(range(HASH_BITS), bits):
        value ^= 1 << bit
    return value


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
async def test_the_bands_find_what_brute_force_finds(
    database: Database, scene: Scene, seed: int
) -> None:
    """Hashes around one another, the highest bit set and not, at every distance up to nine."""
    chance = random.Random(seed)
    centers = [chance.getrandbits(HASH_BITS) for _ in range(3)]
    kept: dict[str, Likeness] = {}
    report = (await submit(database, scene)).report
    async with database.write() as session:
        for number in range(120):
            digest = f"{seed}{number:063d}"
            session.add(
                StoredImage(digest=digest, width=8, height=8, thumbhash="3OcRJYB4d3h", byte_size=9)
            )
            await session.flush()
            photo = ReportPhoto(report_id=report.id, image_digest=digest, position=number)
            session.add(photo)
            await session.flush()
            kept[photo.id] = _made(
                chance,
                *(_near(chance, chance.choice(centers), chance.randrange(10)) for _ in range(3)),
            )
        await reuse.remember(session, kept.items())
        for center in centers:
            new = _made(chance, *(_near(chance, center, 1) for _ in range(3)))
            wanted: dict[str, int] = {}
            for id, old in kept.items():
                bits = [(old.gradient ^ new.gradient).bit_count()]
                bits += [(old.middle ^ new.middle).bit_count()]
                bits += [(waves ^ new.waves[0]).bit_count() for waves in old.waves]
                if min(bits) <= reuse.MOST_BITS:
                    wanted[id] = min(bits)
            found = await reuse.candidates(session, new)
            assert {id: min(windows.values()) for id, windows in found.items()} == wanted
            assert len(wanted) > 10, "otherwise it proves nothing"


async def test_hashes_are_compared_without_reading_their_rows(
    database: Database, scene: Scene
) -> None:
    """Of a million photos a common band has thousands of rows: each would be a page to read."""
    chance = random.Random(8)
    photos = await _photos(database, scene, 40, None)
    async with database.write() as session:
        kept = [(id, _made(chance, *(chance.getrandbits(64) for _ in range(3)))) for id in photos]
        await reuse.remember(session, kept)
        await session.execute(text("ANALYZE"))
    dialect = sqlite.dialect() if database.is_sqlite else postgresql.dialect()
    statement = reuse.sharing(kept[0][1])
    written = str(statement.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
    async with database.read() as session:
        if not database.is_sqlite:
            for way in ("seqscan", "bitmapscan"):
                await session.execute(text(f"SET LOCAL enable_{way} = off"))
        explain = "EXPLAIN QUERY PLAN" if database.is_sqlite else "EXPLAIN"
        plan = "\n".join(str(line) for line in await session.execute(text(f"{explain} {written}")))
    way = "COVERING INDEX" if database.is_sqlite else "Index Only Scan using"
    for n in range(3):
        assert f"{way} ix_completion_hash_band_{n}" in plan, plan
    assert "SCAN completion_hash" not in plan and "Seq Scan" not in plan, plan


async def test_a_picture_sent_over_and_over_is_found_at_once(
    database: Database, scene: Scene
) -> None:
    """More rows are near than are compared: 90 photos of one picture, 13 hashes each."""
    chance = random.Random(9)
    waves = chance.getrandbits(HASH_BITS)
    greys = chance.randbytes(SIDE * SIDE)
    picture = Likeness(greys, (waves,) * len(WINDOWS), waves, waves)
    photos = await _photos(database, scene, 90, picture.to_bytes())
    async with database.write() as session:
        await reuse.remember(session, ((id, picture) for id in photos))
        found = await reuse.candidates(session, picture)
        assert len(found) >= 70 and sum(map(len, found.values())) < 90 * len(WINDOWS)
        assert {min(windows.values()) for windows in found.values()} == {0}
        assert await reuse.similar_earlier(session, picture) in photos


async def _photos(
    database: Database, scene: Scene, number: int, likeness: bytes | None
) -> list[str]:
    """So many photos of one picture."""
    report = (await submit(database, scene)).report
    async with database.write() as session:
        digest = f"{number:064d}"
        session.add(
            StoredImage(digest=digest, width=8, height=8, thumbhash="3OcRJYB4d3h", byte_size=9,
                        likeness=likeness)
        )  # fmt: skip
        await session.flush()
        photos = [
            ReportPhoto(report_id=report.id, image_digest=digest, position=n) for n in range(number)
        ]
        ids = [photo.id for photo in photos]
        session.add_all(photos)
        await session.flush()
    return ids
