"""The list of files that GitHub gives of a folder. Pure.

Belongs here: which of its files hold conferences, and where each can be had. Does not: what is in them.
"""

import json
from urllib.parse import urlsplit

from techpulse.http_client import BadPayloadError

YAML_ENDINGS = (".yml", ".yaml")
_MOST_FILES = 1_000  # GitHub cuts a longer list off without a word


def file_urls(body: bytes) -> list[str]:
    """The addresses of the folder's YAML files, in the list's order, each once.

    Raises:
        BadPayloadError: it is no such list, names no YAML file, or may be cut off.
    """
    try:
        entries = json.loads(body)
        named = [(entry["type"], entry["name"], entry["download_url"]) for entry in entries]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise _unreadable(body, f"it is no list of files ({type(error).__name__})") from error
    if len(entries) >= _MOST_FILES:
        raise _unreadable(body, f"it holds {len(entries)} entries, and GitHub gives {_MOST_FILES:,} at most")
    urls = [url for kind, name, url in named if kind == "file" and str(name).lower().endswith(YAML_ENDINGS)]
    if not urls:
        raise _unreadable(body, "it names no YAML file")
    if odd := [url for url in urls if not _is_address(url)]:
        raise _unreadable(body, f"it names {odd[0]!r} as an address")
    return list(dict.fromkeys(urls))


def _is_address(url: object) -> bool:
    try:
        return isinstance(url, str) and urlsplit(url).scheme in {"http", "https"}
    except ValueError:
        return False


def _unreadable(body: bytes, reason: str) -> BadPayloadError:
    return BadPayloadError(f"the list of conference files can't be used: {reason}; check its address", body=body)
