"""Made-up files of a media library: images with their sizes, documents, sounds, and files WordPress knows nothing of.

Here: what `media` says of a file.
Not here: words (`vocabulary`), ids and times (`generator`).
"""

from collections.abc import Callable
from random import Random
from typing import NamedTuple

from techpulse.wordpress_simulator import vocabulary as words
from techpulse.wordpress_simulator.shapes import Fields
from techpulse.wordpress_simulator.texts import Heading, meta, rare_fields, search_fields

_WIDTHS = {"thumbnail": 150, "medium": 300, "medium_large": 768, "large": 1024, "1536x1536": 1536}
_SHARE_WITH_CAPTION = 0.3
_BLANK_IMAGE_META = {
    "aperture": "0",
    "credit": "",
    "camera": "",
    "caption": "",
    "created_timestamp": "0",
    "copyright": "",
    "focal_length": "0",
    "iso": "0",
    "shutter_speed": "0",
    "title": "",
    "orientation": "0",
    "keywords": [],
}


class _File(NamedTuple):
    """A file in its folder of year and month."""

    folder: str
    name: str
    extension: str
    url: str

    @property
    def path(self) -> str:
        return f"{self.folder}/{self.name}.{self.extension}"


def file_content(rng: Random, *, number: int, site_url: str, post: int | None) -> Fields:
    """The fields of a made-up file; `number` makes its name its own, `post` is the page it was uploaded to."""
    extension, mime_type, details = rng.choices(_KINDS, _KIND_WEIGHTS)[0]
    folder = f"{rng.randrange(2012, 2026)}/{rng.randrange(1, 13):02}"
    name = f"{rng.choice(words.FILE_NAMES)}-{number}"
    file = _File(folder, name, extension, f"{site_url}/academics/files/{folder}/{name}.{extension}")
    named = Heading(name.replace("-", " "), name, f"{site_url}/academics/{name}/")
    caption = f"<p>{rng.choice(words.SENTENCES)}</p>\n" if rng.random() < _SHARE_WITH_CAPTION else ""
    content: Fields = {
        "slug": named.slug,
        "link": named.link,
        "guid": {"rendered": file.url},
        "title": {"rendered": named.title},
        "author": rng.randrange(1, 40),
        "meta": meta(rng),
        "acf": [],
        "description": {"rendered": f"<p class=\"attachment\"><a href='{file.url}'>{named.title}</a></p>\n"},
        "caption": {"rendered": caption},
        "alt_text": rng.choice(words.ALT_TEXTS),
        "media_type": "image" if mime_type.startswith("image/") else "file",
        "mime_type": mime_type,
        "media_details": details(file, rng),
        "post": post,
        "source_url": file.url,
    }
    rare = rare_fields(named, rng)
    if rare:
        rare |= {"excerpt": {"text": caption}, "content_media": []}
    return content | search_fields(named, rng) | rare


def _image(file: _File, rng: Random) -> Fields:
    width = rng.choice((1, 225, 640, 1920, 4000))
    height = max(1, width * 2 // 3)
    sizes = {name: _size(file, size, height=height * size // width) for name, size in _WIDTHS.items() if size < width}
    return {
        "width": width,
        "height": height,
        "file": file.path,
        "filesize": width * height // 5,
        "sizes": sizes | {"full": _size(file, width, height=height)},
        "image_meta": _BLANK_IMAGE_META,
    }


def _size(file: _File, width: int, *, height: int) -> Fields:
    name = f"{file.name}-{width}x{height}.{file.extension}"
    return {
        "file": name,
        "width": width,
        "height": height,
        "mime_type": "image/jpeg",
        "source_url": f"{file.url.rpartition('/')[0]}/{name}",
    }


def _document(_file: _File, rng: Random) -> Fields:
    return {"filesize": rng.randrange(10_000, 9_000_000), "sizes": {}}


def _sound(_file: _File, rng: Random) -> Fields:
    seconds = rng.randrange(20, 4000)
    return {
        "dataformat": "mp3",
        "channels": 2,
        "bitrate": 128000,
        "lossless": False,
        "length": seconds,
        "length_formatted": f"{seconds // 60}:{seconds % 60:02}",
        "sizes": [],
    }


def _unknown(_file: _File, _rng: Random) -> Fields:
    return {}


_Details = Callable[[_File, Random], Fields]
_KINDS: tuple[tuple[str, str, _Details], ...] = (
    ("jpg", "image/jpeg", _image),
    ("png", "image/png", _image),
    ("pdf", "application/pdf", _document),
    ("mp3", "audio/mpeg", _sound),
    ("svg", "image/svg+xml", _unknown),
)
_KIND_WEIGHTS = (60, 15, 15, 3, 7)
