"""WikiCFP: lists in rows of two, by category with pages and by search, and the page of one event.

Here: HTML as that site builds it.
Not here: addresses (`endpoints`).
"""

from collections.abc import Sequence
from datetime import date
from html import escape
from typing import NamedTuple
from urllib.parse import quote

from techpulse.conference_simulator.records import Conference, Due

PAGE_SIZE = 20
_EVENT_PATH = "/cfp/servlet/event.showcfp"
_GREYS = ("#f6f6f6", "#e6e6e6")
_ROWS = (
    ("Abstract Registration Due", "abstract"),
    ("Submission Deadline", "submission"),
    ("Notification Due", "notification"),
    ("Final Version Due", "camera_ready"),
)


class Listed(NamedTuple):
    """One page of a category: its number, how many there are, and how many events they hold in all."""

    category: str
    page: int
    pages: int
    total: int


def category_page(conferences: Sequence[Conference], listed: Listed) -> bytes:
    """A page of a category's list, with the way to the others."""
    rows = "".join(_two_rows(each, grey=_GREYS[place % 2], has_box=True) for place, each in enumerate(conferences))
    body = f"""<center><form name="myform" method="get" action="">
<table cellpadding="0" cellspacing="0" align="center" width="100%">
<tr><td align="left"><h2> {escape(listed.category.title())} </h2>
<span class="vague">(ordered by deadline)</span></td></tr>
<tr><td align="center"><table cellpadding="3" cellspacing="1" align="center" width="100%">
{_HEADING_WITH_BOX}{rows}</table></td></tr>
<tr><td><table cellpadding="2" cellspacing="2" align="center" width="100%"><tr>
<td nowrap align="left">{_ways(listed)}</td>
<td align="center">Total of {listed.total} CFPs in {listed.pages} pages</td>
</tr></table></td></tr>
</table></form></center>"""
    return _framed(f"{listed.category.title()} Call For Papers", body)


def search_page(conferences: Sequence[Conference], *, wanted: str) -> bytes:
    """What is found; a table without a row where it is nothing."""
    rows = "".join(_two_rows(each, grey=_GREYS[place % 2]) for place, each in enumerate(conferences))
    body = f"""<table cellpadding="5" cellspacing="2" align="center" width="100%">
<tr><td align="center"><h3><span class="theme">Matched Call For Papers for "{escape(wanted)}"</span><h3></td></tr>
<tr><td align="left"><table cellpadding="2" cellspacing="1" align="center" width="100%">
{_HEADING + rows if rows else ""}
</table></td></tr></table>"""
    return _framed("WikiCFP : Call For Papers of Conferences", body)


def event_page(each: Conference) -> bytes:
    """The page of one event, with those of its deadlines that are known."""
    title = f"{each.acronym} {each.year} : {_long_name(each)}"
    dues = [(name, due) for name, kind in _ROWS if (due := each.due(kind))]
    cells = [("When", _when(each)), ("Where", escape(each.place)), *((name, _marked(name, due)) for name, due in dues)]
    rows = "".join(
        f'<tr bgcolor="{_GREYS[(place + 1) % 2]}"><th>{name}</th>\n<td align="center">{cell}</td></tr>\n'
        for place, (name, cell) in enumerate(cells)
    )
    subjects = "&nbsp;&nbsp; ".join(f'<a href="../call?conference={name}">{escape(name)}</a>' for name in each.subjects)
    body = f"""<center><table cellpadding="0" cellspacing="0" width="100%">
<tr><td align="center"><h2><span xmlns:v="http://rdf.data-vocabulary.org/#" typeof="v:Event">
<span property="v:summary" content="{escape(each.acronym)} {each.year}"></span>
<span property="v:startDate" content="{each.starts_date}T00:00:00"></span>
<span property="v:endDate" content="{each.ends_date}T23:59:59"></span>
<span property="v:description"> {escape(title)}</span></span></h2></td></tr>
<tr><td align="center">Link: <a href="{escape(each.url)}" target="_newtab">{escape(each.url)}</a></td></tr>
<tr><td><table class="gglu" cellpadding="3" cellspacing="1" align="center">
{rows}</table>
<table class="gglu"><tr><td></td></tr><tr bgcolor="#f6f6f6"><td align="center">
<h5><a class="blackbold" href="/cfp/allcat"><b>Categories</b></a>&nbsp;&nbsp;&nbsp; {subjects}</h5>
</td></tr></table></td></tr>
<tr><td align="center"><h3>Call For Papers</h3><div class="cfp" align="left">{escape(each.note)}<br></div></td></tr>
</table></center></div>
<div class="contsec"><center><h3> Related Resources </h3></center><div class="cfp" align="left"><table><tr><td>
<a href="{_EVENT_PATH}?eventid=1">ELSEWHERE 2016</a>&nbsp;&nbsp; Another event altogether</td></tr></table></div>"""
    return _framed(title, body)


def no_event_page() -> bytes:
    """What is said with status 200 of an id that there is not."""
    return _framed("WikiCFP", "<center><h3>This item has been deleted or does not exist.</h3></center>")


def deadline_order(each: Conference) -> tuple[str, int]:
    """Lists are ordered by the submission deadline, those that are to come last."""
    due = each.due("submission")
    return (str(due.at) if due and due.at else "9999", each.id)


_CELLS = "<td> Event </td><td> When </td><td> Where </td><td> Deadline</td>"
_HEADING = f'<tr align="center" bgcolor="#bbbbbb" >{_CELLS}</tr>'
_BOX = '<td><input type="checkbox" name="checkall" onClick="CheckAll()" ></td>'
_HEADING_WITH_BOX = f'<tr align="center" bgcolor="#bbbbbb" >{_CELLS}{_BOX}</tr>'


def _two_rows(each: Conference, *, grey: str, has_box: bool = False) -> str:
    box = f'<td align="center" rowspan="2"><input type="checkbox" name="eventid_{each.id}"></td>\n' if has_box else ""
    link = f'<a href="{_EVENT_PATH}?eventid={each.id}&amp;copyownerid=7">{escape(each.acronym)} {each.year}</a>'
    return f"""<tr bgcolor="{grey}">
<td rowspan="2" align="left">{link}</td>
<td align="left" colspan="3">{escape(_long_name(each))}</td>{box}</tr>
<tr bgcolor="{grey}">
<td align="left">{_when(each)}</td>
<td align="left">{escape(each.place)}</td>
<td align="left">{_deadline(each)}</td>
</tr>
"""


def _long_name(each: Conference) -> str:
    ending = "th" if 10 < each.ordinal % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(each.ordinal % 10, "th")  # noqa: PLR2004 - eleventh to thirteenth
    return f"The {each.ordinal}{ending} {each.full_name}"


def _deadline(each: Conference) -> str:
    submission, abstract = each.due("submission"), each.due("abstract")
    if submission is None:
        return "N/A"
    return f"{_day(submission)} ({_day(abstract)})" if abstract else _day(submission)


def _when(each: Conference) -> str:
    return f"{_date(each.starts_date)} - {_date(each.ends_date)}"


def _day(due: Due) -> str:
    return _date(due.at) if due.at else "TBD"


def _marked(name: str, due: Due) -> str:
    if due.at is None:
        return "TBD"
    return f"""<span xmlns:v="http://rdf.data-vocabulary.org/#" typeof="v:Event">
<span property="v:summary" content="{name}"></span>
<span property="v:startDate" content="{due.at:%Y-%m-%d}T00:00:00">{_day(due)}</span></span>"""


def _date(day: date) -> str:
    return f"{day:%b} {day.day}, {day.year}"


def _ways(listed: Listed) -> str:
    def way(name: str, page: int) -> str:
        return f'<a href="/cfp/call?conference={quote(listed.category)}&amp;page={page}">{name}</a>'

    before = way("previous", listed.page - 1) if listed.page > 1 else '<span class="vague"> previous </span>'
    after = way("next", listed.page + 1) if listed.page < listed.pages else '<span class="vague"> next </span>'
    return f"{way('first', 1)} | {before} | Page {listed.page} | {after} | {way('last', listed.pages)}"


def _framed(title: str, body: str) -> bytes:
    return f"""<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN" "http://www.w3.org/TR/html4/loose.dtd">
<html><head><title>{escape(title)}</title>
<meta http-equiv="Content-Type" content="text/html; charset=UTF-8"></head><body bgcolor="#ffffee">
<div class="navsec"><div class="menusec"><a class="nav" href="/cfp/home">Home</a>
<a class="nav" href="/cfp/servlet/user.regin?mode=login">Login</a>
<form method="get" action="/cfp/servlet/tool.search">
<table><tr><td><input name="q" type="text"></td></tr></table></form>
</div></div>
<div class="contsec">
{body}
</div>
<div class="footer"><table><tr><td><a href="/cfp/about.jsp">About Us</a></td></tr></table></div>
</body></html>
""".encode()
