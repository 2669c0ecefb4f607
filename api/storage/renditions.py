"""One photograph into its renditions. Imported by the worker processes of `images` alone.

Importing it lowers Pillow's pixel limit for the whole process.
"""

import base64
import hashlib
import importlib
import io
import warnings

import thumbhash
from PIL import Image, ImageCms, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

from api.storage.exif import taken_of
from api.storage.images import PHOTO, ImageRefused, Processed, Recipe, Refusal, Rendition, Taken
from api.storage.likeness import SIDE, Likeness
from api.storage.photo_limits import MAX_PIXELS, MAX_SLIMNESS

_PLUGINS = (
    JpegImagePlugin,
    PngImagePlugin,
    WebPImagePlugin,
)  # registered now, so none else will be
_ORIENTATION = 0x0112
_TURNS = {  # EXIF 2.32, 4.6.4: the value says how the picture lies; this is what sets it upright
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SIDEWAYS = {_TURNS[value] for value in (5, 6, 7, 8)}

Image.MAX_IMAGE_PIXELS = MAX_PIXELS


def render(data: bytes, decoder: str, recipe: Recipe = PHOTO) -> Processed:
    """Decode with the named Pillow decoder, and no other, and re-encode. Raises ImageRefused."""
    try:
        largest, taken = _upright(data, decoder, recipe)
    except ImageRefused:
        raise
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise ImageRefused(Refusal.TOO_MANY_PIXELS) from None
    except MemoryError:
        raise ImageRefused(Refusal.TOO_DEMANDING) from None
    except Exception as error:  # decoders raise whatever a hostile byte made them trip over
        raise ImageRefused(Refusal.BROKEN) from error
    renditions = tuple(
        _webp(largest, width, recipe)
        for width in (*(width for width in recipe.widths if width < largest.width), largest.width)
    )
    widest = renditions[-1]
    return Processed(
        digest=hashlib.sha256(widest.data).hexdigest(),
        width=widest.width,
        height=widest.height,
        thumbhash=_thumbhash(largest, recipe.hash_side),
        renditions=renditions,
        likeness=Likeness.of(greys_of(largest)).to_bytes() if recipe.comparable else None,
        taken=taken,
    )


def greys_of(picture: Image.Image) -> bytes:
    """The picture as `likeness.SIDE` squared greys, stretched to a square."""
    grey = picture.convert("L").resize(
        (SIDE, SIDE), Image.Resampling.BOX, reducing_gap=3.0 if picture.width > 4 * SIDE else None
    )
    return grey.tobytes()


def _upright(data: bytes, decoder: str, recipe: Recipe) -> tuple[Image.Image, Taken]:
    """The photograph at its largest rendition's size: upright, sRGB, on white, nothing attached.

    And when and where it was taken, read before that is gone.
    """
    if decoder == "HEIF":
        importlib.import_module("pillow_heif").register_heif_opener(thumbnails=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(io.BytesIO(data), formats=[decoder]) as picture:
            # Further frames of a JPEG are a phone's depth map or preview, of a HEIC its burst.
            if decoder in ("PNG", "WEBP") and getattr(picture, "n_frames", 1) > 1:
                raise ImageRefused(Refusal.ANIMATED)
            turn = _TURNS.get(_orientation(picture))
            taken = taken_of(picture) if recipe.comparable else Taken()
            widest, sideways = recipe.widths[-1], turn in _SIDEWAYS
            size = _fitted(picture.width, picture.height, widest, on_its_side=sideways)
            picture.draft(None, size)  # a JPEG shrinks while it is decoded; the others ignore it
            picture.load()
            profile = picture.info.get("icc_profile")
            image = _scalable(picture).resize(size, _filter(recipe), reducing_gap=2.0)
    if turn is not None:
        image = image.transpose(turn)
    alpha = image.getchannel("A") if image.mode in ("LA", "RGBA") else None
    colour = _srgb(image.convert(image.mode[:-1]) if alpha else image, profile)
    bare = Image.new("RGB", colour.size, "white")
    bare.paste(colour, mask=alpha)
    return bare, taken


def _fitted(width: int, height: int, widest: int, *, on_its_side: bool) -> tuple[int, int]:
    """The largest rendition's size as the file lies; never more than the photograph has."""
    tallest = MAX_SLIMNESS * widest
    room = (tallest, widest) if on_its_side else (widest, tallest)
    scale = min(1.0, room[0] / width, room[1] / height)
    return max(1, round(width * scale)), max(1, round(height * scale))


def _orientation(picture: Image.Image) -> int:
    """The EXIF orientation; 1, upright, when there is none or the block cannot be read."""
    try:
        return int(picture.getexif().get(_ORIENTATION, 1))
    except Exception:  # whatever a damaged block makes the reader raise; the pixels may be good
        return 1


def _scalable(picture: Image.Image) -> Image.Image:
    """The same picture in L, LA, RGB, RGBA or CMYK: palettes and 16-bit greys cannot be scaled."""
    if picture.mode.startswith("I"):  # 16-bit grey, which convert("L") would clip instead of scale
        return picture.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    if picture.has_transparency_data:
        return picture if picture.mode == "LA" else picture.convert("RGBA")
    if picture.mode in ("L", "RGB", "CMYK"):
        return picture
    return picture.convert("L" if picture.mode == "1" else "RGB")


def _srgb(colour: Image.Image, profile: bytes | None) -> Image.Image:
    """RGB by the embedded ICC profile; one that is damaged or of another space is passed over."""
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(colour, source, target, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            converted = None
        if converted is not None:
            return converted
    return colour.convert("RGB")


def _filter(recipe: Recipe) -> Image.Resampling:
    return Image.Resampling.LANCZOS if recipe.fine else Image.Resampling.BILINEAR


def _webp(largest: Image.Image, width: int, recipe: Recipe) -> Rendition:
    height = max(1, round(largest.height * width / largest.width))
    scaled = largest.resize((width, height), _filter(recipe), reducing_gap=3.0)
    file = io.BytesIO()
    scaled.save(file, "WEBP", quality=recipe.quality, method=recipe.effort)
    return Rendition(width, height, file.getvalue())


def _thumbhash(picture: Image.Image, side: int) -> str:
    """Base64 of the ThumbHash. It keeps 7 x 7 waves, so 100 px, its limit, would add only time."""
    small = picture.copy()
    small.thumbnail((side, side))
    return base64.b64encode(
        bytes(thumbhash.rgba_to_thumb_hash(*small.size, small.convert("RGBA").tobytes()))
    ).decode()
