"""What a picture looks like: which changes its hashes and its blocks bear, and which they tell."""

import io
import random
from collections.abc import Callable

import pytest
from PIL import Image, ImageDraw, ImageEnhance

from api.storage.likeness import (
    MIDDLE,
    SIDE,
    WINDOWS,
    Likeness,
    Shot,
    Window,
    compare_shots,
    is_cut_of,
    part,
)
from api.storage.renditions import greys_of
from scripts.benchmark.proof_scenes import SIZE, scene

NUMBERS = (0, 1, 2, 3, 4, 5, 6, 13)
"""One scene of each kind, and two more."""
WIDE, TALL = SIZE


def likeness(picture: Image.Image) -> Likeness:
    return Likeness.of(greys_of(picture))


def recompressed(picture: Image.Image, quality: int) -> Image.Image:
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=quality)
    return Image.open(file).convert("RGB")


def stamped(picture: Image.Image) -> Image.Image:
    picture = picture.copy()
    pen = ImageDraw.Draw(picture)
    pen.rectangle((WIDE * 0.5, TALL * 0.9, WIDE * 0.98, TALL * 0.98), fill="black")
    pen.text((WIDE * 0.52, TALL * 0.91), "23-11-2026 11:40", fill="orange", font_size=15)
    return picture


def filled(picture: Image.Image) -> Image.Image:
    """The hole is "repaired" on the picture: a third of it gets the colour of the ground."""
    picture = picture.copy()
    ground = picture.getpixel((5, TALL - 5))
    ImageDraw.Draw(picture).ellipse((WIDE * 0.3, TALL * 0.4, WIDE * 0.6, TALL * 0.8), fill=ground)
    return picture


CHANGES: dict[str, Callable[[Image.Image], Image.Image]] = {
    "smaller": lambda picture: picture.resize((200, 150)),
    "recompressed": lambda picture: recompressed(picture, 40),
    "brighter": lambda picture: ImageEnhance.Brightness(picture).enhance(1.15),
    "darker": lambda picture: ImageEnhance.Brightness(picture).enhance(0.85),
    "stamped": stamped,
    "cut at a corner": lambda picture: picture.crop((20, 15, WIDE, TALL)),
    "cut at each side": lambda picture: picture.crop((20, 15, WIDE - 20, TALL - 15)),
}


def nearest(new: Likeness, kept: Likeness) -> int:
    """In how many bits the hashes by which it is searched differ, at least."""
    waves = min((new.waves[0] ^ other).bit_count() for other in kept.waves)
    middle, gradient = new.middle ^ kept.middle, new.gradient ^ kept.gradient
    return min(waves, middle.bit_count(), gradient.bit_count())


@pytest.mark.slow
@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_copy_is_found_and_known_again(change: str) -> None:
    for number in NUMBERS:
        picture = scene(number)
        kept, copy = likeness(picture), likeness(CHANGES[change](picture))
        assert nearest(copy, kept) <= 5, number
        assert is_cut_of(copy.greys, kept.greys, range(len(WINDOWS))), number


def test_a_line_of_print_at_the_top_and_a_map_at_the_foot_leave_the_middle_alike() -> None:
    for number in NUMBERS:
        picture = scene(number)
        kept = likeness(picture)
        pen = ImageDraw.Draw(picture)
        pen.rectangle((0, 0, WIDE, TALL * 0.14), fill="white")
        pen.rectangle((0, TALL * 0.77, WIDE, TALL), fill="black")
        copy = likeness(picture)
        assert (copy.middle ^ kept.middle).bit_count() <= 5, number
        assert (copy.waves[0] ^ kept.waves[0]).bit_count() > 5, "else it proves nothing"


@pytest.mark.slow
def test_other_scenes_are_not_taken_for_each_other() -> None:
    # Holes in asphalt and lamps at night: the most alike.
    known = [likeness(scene(number)) for number in (*range(0, 60, 6), *range(4, 60, 6))]
    for place, new in enumerate(known):
        for kept in known[:place]:
            assert not is_cut_of(new.greys, kept.greys, (0, 5, 10))
            assert compare_shots(new, kept) is Shot.OTHER


@pytest.mark.slow
def test_the_same_shot_and_an_altered_one_are_told_apart() -> None:
    for number in NUMBERS:
        picture = scene(number)
        kept = likeness(picture)
        assert compare_shots(kept, kept) is Shot.SAME
        assert compare_shots(likeness(CHANGES["brighter"](picture)), kept) is Shot.SAME
        assert compare_shots(likeness(filled(picture)), kept) is Shot.ALTERED, number


def test_a_picture_without_anything_in_it_is_like_nothing() -> None:
    grey = likeness(Image.new("RGB", SIZE, (90, 90, 90)))
    assert not is_cut_of(grey.greys, grey.greys, (0,))
    assert compare_shots(grey, grey) is Shot.OTHER


def test_it_is_stored_and_read_as_it_was() -> None:
    kept = likeness(scene(3))
    assert Likeness.from_bytes(kept.to_bytes()) == kept
    assert len(kept.to_bytes()) == SIDE * SIDE + 8 * (2 + len(WINDOWS))
    with pytest.raises(ValueError, match="instead of 4096"):
        Likeness.of(b"too few")


@pytest.mark.parametrize("window", (*WINDOWS, MIDDLE))
def test_a_part_has_the_means_of_its_pixels(window: Window) -> None:
    """Against Pillow on the same picture, 20 times as large: there every edge is a pixel's."""
    greys = random.Random(5).randbytes(SIDE * SIDE)
    left, top, width, height = window
    box = tuple(round(20 * SIDE * at) for at in (left, top, left + width, top + height))
    large = Image.frombytes("L", (SIDE, SIDE), greys).convert("F")
    large = large.resize((20 * SIDE, 20 * SIDE), Image.Resampling.NEAREST).crop(box)  # type: ignore[arg-type]
    wanted = large.resize((32, 32), Image.Resampling.BOX)
    found = part(greys, window)
    for place in range(32 * 32):
        value = wanted.getpixel((place % 32, place // 32))
        assert isinstance(value, float) and abs(found[place] - value) < 0.01
