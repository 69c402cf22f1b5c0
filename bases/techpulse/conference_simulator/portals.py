"""ACL, ELRA and ChairingTool: one page each.

Here: HTML as those sites build it; of ELRA and ChairingTool as it is described, for no page of theirs was at hand.
Not here: addresses and cookies (`endpoints`).
"""

from collections.abc import Iterable
from datetime import date
from html import escape

from techpulse.conference_simulator.records import Conference, Due

_LABELS = {
    "abstract": "Abstract deadline",
    "submission": "Submission deadline",
    "notification": "Notification of acceptance",
    "camera_ready": "Camera-ready deadline",
}
HUMAN_CHECK = b"""<html><body><script>document.cookie = "humans_21909=1"; document.location.reload(true)</script>
</body></html>"""


def acl_page(conferences: Iterable[Conference]) -> bytes:
    """ACL's sponsored events: a row for each submission deadline that an event has, or one."""
    rows = "".join(_acl_row(each, text) for each in conferences for text in _acl_deadlines(each))
    names = ("Title", "Location", "City", "Country", "Submission Deadline", "Event Dates")
    heading = "".join(f'<th class="views-field">{name}</th>' for name in names)
    return _framed(
        "ACL Sponsored Events | ACL Member Portal",
        f"""<div class="view-content"><table class="views-table cols-6"><thead><tr>{heading}</tr></thead>
<tbody>
{rows}</tbody></table></div>""",
    )


def elra_page(conferences: Iterable[Conference]) -> bytes:
    """ELRA's events: an article each, its deadlines in the text."""
    return _framed("Events – ELRA", "".join(_elra_article(each) for each in conferences))


def chairing_page(conferences: Iterable[Conference]) -> bytes:
    """ChairingTool's conferences as a browser would show them: a card each, its deadlines with their zones."""
    cards = "".join(_chairing_card(each) for each in conferences)
    return _framed("Conferences | ChairingTool", f'<div id="root"><div class="conference-list">{cards}</div></div>')


def _acl_deadlines(each: Conference) -> list[str]:
    days = [due.at for due in each.dues if due.kind in {"abstract", "submission"} and due.at]
    # One site writes both ways, by the year that somebody typed it in.
    return [f"{day.day} {day:%b %Y}" if each.id % 2 else f"{day:%Y-%m-%d}" for day in days] or [""]


def _acl_row(each: Conference, deadline: str) -> str:
    title = f'<a href="{escape(each.url)}">{escape(each.acronym)} {each.year}: {escape(each.full_name)}</a>'
    cells = (title, "", escape(each.city), escape(each.country), deadline, _between(each, "to"))
    return "<tr>" + "".join(f'<td class="views-field">{cell}</td>' for cell in cells) + "</tr>\n"


def _elra_article(each: Conference) -> str:
    lines = "".join(f"<li>{_LABELS[due.kind]}: {_long(due)}</li>" for due in each.dues)
    title = f"{escape(each.acronym)} {each.year} – {escape(each.full_name)}"
    return f"""<article class="post event"><h2 class="entry-title"><a href="{escape(each.url)}">{title}</a></h2>
<div class="event-date">{_between(each, "-")}</div><div class="event-place">{escape(each.place)}</div>
<div class="entry-content"><p>{escape(each.note)}</p><ul>{lines}</ul></div></article>
"""


def _chairing_card(each: Conference) -> str:
    lines = "".join(f'<div class="deadline">{_LABELS[due.kind]}: {_short(due)}</div>' for due in each.dues)
    return f"""<div class="conference-card"><h3 class="name">{escape(each.acronym)} {each.year}</h3>
<p class="full-name">{escape(each.full_name)}</p><a class="website" href="{escape(each.url)}">Website</a>
<div class="date">{each.starts_date} - {each.ends_date}</div><div class="location">{escape(each.place)}</div>
{lines}</div>
"""


def _between(each: Conference, word: str) -> str:
    return f"{_day(each.starts_date)} {word} {_day(each.ends_date)}"


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def _long(due: Due) -> str:
    return f"{due.at.day} {due.at:%B %Y}" if due.at else "TBA"


def _short(due: Due) -> str:
    return f"{due.at:%Y-%m-%d %H:%M} {due.zone}" if due.at else "TBD"


def _framed(title: str, body: str) -> bytes:
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title></head><body>
<nav><a href="/">Home</a> <a href="/user/login">Log in</a></nav>
<main>
{body}
</main><footer><p>Contact</p></footer></body></html>
""".encode()
