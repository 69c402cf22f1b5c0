"""Made-up pages and posts, as WordPress and its plugins render them.

Here: titles, HTML, custom fields and what search plugins add.
Not here: words (`vocabulary`), files (`files`), ids and times (`generator`).
"""

import re
from html import unescape
from random import Random
from typing import NamedTuple

from techpulse.wordpress_simulator import vocabulary as words
from techpulse.wordpress_simulator.shapes import Fields

_SHARE_WITH_SEARCH_FIELDS = 0.9
_SHARE_WITH_RARE_FIELDS = 0.02
_SHARE_WITH_META = 0.6
_SHARE_WITHOUT_CUSTOM_FIELDS = 0.4
_SHARE_WITH_AN_EXTRA = 0.3
_LINE_SEPARATOR, _EMOJI = "\u2028", "\U0001f393"


class Heading(NamedTuple):
    """Where a page stands and what it is called; the title is HTML."""

    title: str
    slug: str
    link: str


def heading(rng: Random, *, number: int, site_url: str) -> Heading:
    """A made-up title and an address that holds `number`, so no two pages share one."""
    school_slug, school = rng.choice(words.SCHOOLS)
    title = rng.choice(words.TITLES).format(subject=rng.choice(words.SUBJECTS), school=school)
    slug = f"{re.sub('[^a-z0-9]+', '-', unescape(title).lower()).strip('-')}-{number}"
    return Heading(title, slug, f"{site_url}/academics/{school_slug}/{slug}/")


def text_content(rng: Random, *, number: int, site_url: str) -> Fields:
    """The fields of a made-up page or post."""
    named = heading(rng, number=number, site_url=site_url)
    excerpt = " ".join(rng.choices(words.SENTENCES, k=2))
    content: Fields = {
        "slug": named.slug,
        "link": named.link,
        "title": {"rendered": named.title},
        "content": {"rendered": html(rng), "protected": False},
        "excerpt": {"rendered": f"<p>{excerpt} [&hellip;]</p>\n", "protected": False},
        "author": rng.randrange(1, 40),
        "template": rng.choice(("", "", "page-templates/no-sidebars.php")),
        "meta": meta(rng),
        "acf": _custom_fields(rng),
    }
    return content | search_fields(named, rng) | rare_fields(named, rng)


def html(rng: Random) -> str:
    """Paragraphs, headings, and now and then a list, a table or a character that trips readers of lines."""
    parts = []
    for _ in range(rng.randrange(2, 9)):
        parts.append(f"<p>{' '.join(rng.choices(words.SENTENCES, k=rng.randrange(2, 6)))}</p>\n")
        if rng.random() < _SHARE_WITH_AN_EXTRA:
            parts.append(rng.choice((_heading_html, _list_html, _table_html, _odd_html))(rng))
    return "".join(parts)


def meta(rng: Random) -> Fields | list[object]:
    """Registered meta fields; where there are none PHP makes an empty list of what is a dictionary elsewhere."""
    return {"footnotes": "", "_banner_title": ""} if rng.random() < _SHARE_WITH_META else []


def search_fields(named: Heading, rng: Random) -> Fields:
    """What a search plugin adds to nearly every record."""
    if rng.random() >= _SHARE_WITH_SEARCH_FIELDS:
        return {}
    title = f"{unescape(named.title)} | The University"
    return {
        "yoast_head": f'<title>{title}</title>\n<link rel="canonical" href="{named.link}" />',
        "yoast_head_json": {
            "title": title,
            "robots": {"index": "index", "follow": "follow", "max-snippet": "max-snippet:-1"},
            "canonical": named.link,
            "og_locale": "en_US",
            "og_title": title,
            "og_url": named.link,
            "twitter_misc": {"Est. reading time": f"{rng.randrange(1, 9)} minutes"},
        },
    }


def rare_fields(named: Heading, rng: Random) -> Fields:
    """What plugins of old add to a few records."""
    if rng.random() >= _SHARE_WITH_RARE_FIELDS:
        return {}
    return {"latest": ["page"], "yoast_meta": {"title": named.title}, "yst_prominent_words": [rng.randrange(1, 900)]}


def _custom_fields(rng: Random) -> Fields | list[object]:
    if rng.random() < _SHARE_WITHOUT_CUSTOM_FIELDS:
        return []
    return {
        "course_code": rng.choice(words.COURSE_CODES),
        "credits": rng.choice((2, 4, 4, 4, "4", "var")),
        "related": rng.choice((False, None, [], [rng.randrange(1, 5000)])),
    }


def _heading_html(rng: Random) -> str:
    return f'<h2 class="wp-block-heading">{rng.choice(words.HEADINGS)}</h2>\n'


def _list_html(rng: Random) -> str:
    entries = rng.choices(words.COURSE_CODES, k=rng.randrange(2, 6))
    return "<ul>\n" + "".join(f"<li><strong>{entry}</strong>&nbsp;4 cr.</li>\n" for entry in entries) + "</ul>\n"


def _table_html(rng: Random) -> str:
    rows = "".join(f"<tr><td>{code}</td><td>&#8211;</td></tr>" for code in rng.sample(words.COURSE_CODES, 3))
    return f'<figure class="wp-block-table"><table><tbody>{rows}</tbody></table></figure>\n'


def _odd_html(rng: Random) -> str:
    return f"<p>{rng.choice(words.SENTENCES)}{rng.choice((_LINE_SEPARATOR, _EMOJI))}</p>\n\n\n\n"
