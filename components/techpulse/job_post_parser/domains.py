"""Whose address a link or an e-mail is: the name behind a domain.

Belongs here: which domains are the company's own, and which are job boards and mail providers. Does not: choosing the
company (`company.py`).
"""

import re
from collections.abc import Iterator

_ADDRESS = re.compile(  # by a mark that the engine passes over all else to find
    r"[:@wW](?i:(?:(?<=http:)|(?<=https:))//|(?<=[\w.+-]@)|(?<=\bw)ww\.)"
    r"(?P<host>(?i:[a-z0-9-]+(?:\.[a-z0-9-]+)+))(?P<path>/[^\s)>\]|]*)?"
)
_BY_PATH = re.compile(
    r"(?:jobs|boards|job-boards|careers|apply|hire|api|jobs\.eu|boards\.eu|job-boards\.eu)\."
    r"(?:lever\.co|greenhouse\.io|eu\.greenhouse\.io|workable\.com|ashbyhq\.com|smartrecruiters\.com|"
    r"eu\.lever\.co|jobvite\.com|gem\.com|polymer\.co)"
    r"|(?:angel\.co|wellfound\.com|ashbyhq\.com|workatastartup\.com|linkedin\.com|jobscore\.com|"
    r"stackoverflow\.com|careers\.stackoverflow\.com)",
    re.IGNORECASE,
)
_BARE = re.compile(r"(?<![\w@./-])[a-z][a-z0-9-]+\.(?:com|io|co|net|org|ai)(?![\w.])", re.IGNORECASE)
_GENERATED = re.compile(r"[a-z]+-[a-z]+-[0-9a-f]{3}")
_PATH_NAME = re.compile(
    r"/(?:company/|companies/|careers/|jobs/|embed/job_board\?for=|jobs/companies/)?([a-z0-9][\w.-]*)", re.IGNORECASE
)
_BY_SUBDOMAIN = (
    "workable.com", "recruitee.com", "bamboohr.com", "breezy.hr", "teamtailor.com", "personio.de", "personio.com",
    "applytojob.com", "jobscore.com", "pinpointhq.com", "homerun.co", "theresumator.com", "recruiterbox.com",
    "jobvite.com", "myworkdayjobs.com", "zohorecruit.com", "welcomekit.co", "hire.trakstar.com", "freshteam.com",
    "comeet.co", "catsone.com", "crelate.com", "join.com", "notion.site", "factorialhr.com", "traffit.com",
    "jobs.personio.de", "jobs.personio.com",
)  # fmt: skip
_OTHER_HOSTS = """
gmail.com googlemail.com yahoo.com hotmail.com outlook.com protonmail.com proton.me fastmail.com icloud.com
me.com mac.com live.com aol.com github.com gist.github.com gitlab.com bitbucket.org linkedin.com twitter.com
x.com facebook.com youtube.com youtu.be instagram.com medium.com google.com goo.gl smrtr.io bit.ly grnh.se tinyurl.com
t.co ow.ly lnkd.in notion.so typeform.com airtable.com tally.so forms.gle docs.google.com drive.google.com
angel.co wellfound.com ycombinator.com workatastartup.com news.ycombinator.com lever.co greenhouse.io
workable.com ashbyhq.com smartrecruiters.com wikipedia.org techcrunch.com crunchbase.com forbes.com nytimes.com
wsj.com bloomberg.com theverge.com wired.com businessinsider.com venturebeat.com stackoverflow.com glassdoor.com
indeed.com craigslist.org monster.com jobscore.com jobvite.com jobs.com tech.co vimeo.com ted.com slideshare.net
itunes.apple.com apple.com play.google.com calendly.com dropbox.com quora.com reddit.com hackerrank.com
codility.com triplebyte.com hired.com meetup.com eventbrite.com arxiv.org producthunt.com python.org jobsco.re
hirebridge.com ultipro.com icims.com taleo.net myworkdayjobs.com workday.com adp.com paylocity.com rippling.com
gusto.com dover.com gem.com keyvalues.com builtin.com zoom.us substack.com cnn.com bbc.com bbc.co.uk
guardian.co.uk theguardian.com fortune.com inc.com fastcompany.com gigaom.com mashable.com readwriteweb.com
cnet.com vice.com posterous.com tumblr.com blogspot.com wordpress.com herokuapp.com appspot.com amazonaws.com
stripe.com docusign.com imgur.com loom.com
"""
_OTHERS = frozenset(_OTHER_HOSTS.split())
_BOARDS = frozenset(
    host.rsplit(".", 2)[-2] for host in (*_BY_SUBDOMAIN, "lever.co", "greenhouse.io", "joelonsoftware.com")
)
_SHORTEST, _NO_NAMES = 3, frozenset({"jobs", "job", "view", "company"})
_SECOND_LEVEL = frozenset({"co", "com", "org", "net", "ac", "gov", "edu", "or", "ne"})


def named_by_addresses(text: str) -> Iterator[str]:
    """Names, in lower case as in the address, of the companies whose sites and mailboxes the text gives, in order."""
    for found in _ADDRESS.finditer(text):
        host = found["host"].lower().rstrip(".").removeprefix("www.")
        name = _behind(host, found["path"] or "")
        if name:
            yield name


def named_by_domains(text: str) -> Iterator[str]:
    """The same for hosts that stand in the text by themselves."""
    yield from filter(None, (name_of_domain(found[0]) for found in _BARE.finditer(text)))


def name_of_domain(host: str) -> str | None:
    """`acme` of `www.acme.co.uk`; None for a mail provider, job board or the like."""
    host = host.lower().strip(".").removeprefix("www.")
    parts = host.split(".")
    if len(parts) == 1 or any(".".join(parts[i:]) in _OTHERS for i in range(len(parts) - 1)):
        return None
    is_second = parts[-2] in _SECOND_LEVEL and len(parts[-1]) == len("uk")
    own = parts[-3] if is_second and parts[:-2] else parts[-2]
    return own if len(own) > 1 and not own.isdigit() and own not in _BOARDS else None


def _behind(host: str, path: str) -> str | None:
    if _BY_PATH.fullmatch(host):
        named = _PATH_NAME.match(path)
        name = named[1].lower() if named else ""
        return name if len(name) >= _SHORTEST and not name.isdigit() and name not in _NO_NAMES else None
    for board in _BY_SUBDOMAIN:
        if host.endswith("." + board):
            name = host.removesuffix("." + board).split(".")[-1]
            return None if _GENERATED.fullmatch(name) else name
    return name_of_domain(host)
