"""What WordPress itself says of a page, a post, a file and any other content, before plugins add to it.

Here: the fields of core with their usual values, in core's order. All pure.
Not here: made-up content (`generator`), clocks and ids (`site`).
"""

from typing import Any, NamedTuple, TypeAlias

Fields: TypeAlias = dict[str, Any]

_TYPES = {"pages": "page", "posts": "post", "media": "attachment"}


class Identity(NamedTuple):
    """What sets one record apart: where it belongs, its id, and its site's address."""

    endpoint: str
    id: int
    site_url: str

    @property
    def type(self) -> str:
        """The post type: `page`, `post`, `attachment`, or the endpoint's name in the singular."""
        return _TYPES.get(self.endpoint) or self.endpoint.removesuffix("s")


class Times(NamedTuple):
    """A record's four times as WordPress writes them."""

    date: str
    date_gmt: str
    modified: str
    modified_gmt: str


def record_fields(identity: Identity, times: Times, *, content: Fields) -> Fields:
    """All fields of a record; those in `content` replace or follow core's."""
    own = _OWN_FIELDS.get(identity.type, _text_fields)(identity)
    fields = {**_first_fields(identity, times), **own, **content}
    links = fields.pop("_links", None)
    return fields | {"_links": _links(identity) if links is None else links}


def _first_fields(identity: Identity, times: Times) -> Fields:
    slug = f"{identity.type}-{identity.id}"
    return {
        "id": identity.id,
        "date": times.date,
        "date_gmt": times.date_gmt,
        "guid": {"rendered": f"{identity.site_url}/?p={identity.id}"},
        "modified": times.modified,
        "modified_gmt": times.modified_gmt,
        "slug": slug,
        "status": _status(identity),
        "type": identity.type,
        "link": f"{identity.site_url}/{slug}/",
        "title": {"rendered": f"{identity.type.title()} {identity.id}"},
    }


def _status(identity: Identity) -> str:
    return "inherit" if identity.type == "attachment" else "publish"


def _text_fields(identity: Identity) -> Fields:
    return _first_text_fields() | _last_fields(identity)


def _page_fields(identity: Identity) -> Fields:
    return _first_text_fields() | {"parent": 0, "menu_order": 0} | _last_fields(identity)


def _post_fields(identity: Identity) -> Fields:
    more = {"sticky": False, "format": "standard", "categories": [1], "tags": []}
    return _first_text_fields() | more | _last_fields(identity)


def _first_text_fields() -> Fields:
    return {
        "content": {"rendered": "", "protected": False},
        "excerpt": {"rendered": "", "protected": False},
        "author": 1,
        "featured_media": 0,
    }


def _file_fields(identity: Identity) -> Fields:
    return {
        "author": 1,
        "featured_media": 0,
        **_last_fields(identity),
        "description": {"rendered": ""},
        "caption": {"rendered": ""},
        "alt_text": "",
        "media_type": "file",
        "mime_type": "application/octet-stream",
        "media_details": {},
        "post": None,
        "source_url": f"{identity.site_url}/files/{identity.id}",
    }


def _last_fields(identity: Identity) -> Fields:
    status = f"status-{_status(identity)}"
    names = (f"post-{identity.id}", identity.type, f"type-{identity.type}", status, "hentry")
    return {"comment_status": "closed", "ping_status": "closed", "template": "", "meta": [], "class_list": list(names)}


_OWN_FIELDS = {"page": _page_fields, "post": _post_fields, "attachment": _file_fields}


def _links(identity: Identity) -> Fields:
    api = f"{identity.site_url}/wp-json/wp/v2"
    own = f"{api}/{identity.endpoint}/{identity.id}"
    return {
        "self": [{"href": own, "targetHints": {"allow": ["GET"]}}],
        "collection": [{"href": f"{api}/{identity.endpoint}"}],
        "about": [{"href": f"{api}/types/{identity.type}"}],
        "author": [{"embeddable": True, "href": f"{api}/users/1"}],
        "replies": [{"embeddable": True, "href": f"{api}/comments?post={identity.id}"}],
        "version-history": [{"count": 0, "href": f"{own}/revisions"}],
        "wp:attachment": [{"href": f"{api}/media?parent={identity.id}"}],
        "curies": [{"name": "wp", "href": "https://api.w.org/{rel}", "templated": True}],
    }
