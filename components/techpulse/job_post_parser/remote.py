"""Whether the work may be done from elsewhere, and from where.

Belongs here: the words for remote, hybrid and on-site work. Does not: places (`places.py`).
"""

import re

from techpulse.job_post_parser.records import Remote
from techpulse.job_post_parser.vicinity import around, holds_any

_NOT = (
    r"\b(?:no|not|non|isn't|isn’t|aren't|aren’t|can't|can’t|cannot|don't|don’t|won't|won’t|without|unable|sorry)\b"
    r"[\s-]*(?:[a-z/,]+\s){0,4}?"
)
_REMOTE = r"(?:remot(?:e|es|ely)|telecommut\w*|tele-?work\w*|wfh|work(?:ing)? from home|off-?site)\b"
_REFUSED = re.compile(
    rf"{_NOT}{_REMOTE}|{_REMOTE}(?:\s(?:work|working|is|are|ok|option|candidates?|positions?|"
    rf"applicants?)){{0,2}}[\s:=?-]*"
    rf"(?:sorry[,\s]*)?(?:no\b|not\b|n/a\b|none\b|isn't|unfortunately not)(?:\s{_REMOTE}(?: work)?)?|"
    r"\b(?:on-?site|locals?|in[\s-]office) only\b|\b(?:local|area) (?:candidates|applicants|residents|people) only\b"
)
_REFUSING = ("no", "n't", "n’t", "unable", "sorry", "without", "n/a", " only")  # one of these in each refusal
_REFUSABLE = (" only", "remot", "home", "tele", "wfh", "offsite", "off-site")  # so is one of these
_PARTLY = re.compile(
    r"\b(?:part(?:ial(?:ly)?|ly|[\s-]time)?|semi|some|occasional(?:ly)?|limited|half|flexible|mixed?)[\s-]*"
    r"(?:onsite[\s-]*)?remote|hybrid[ -](?:(?:majority|mostly|mainly|primarily)[ -])?remote|hybrid \(remote|"
    r"remote[ -]hybrid|\bup to \d\d% remote|\b[1-8]\d% remote|"
    r"remote[\s-]*(?:days?|partial(?:ly)?|part of|some|occasional(?:ly)?|flexib|\d\s?days|"
    r"\d+%|friendly (?:office|hybrid))|\b[1-4](?:\s?[-–/]\s?[1-4])?\+?\s?(?:days?|x)\s?(?:[a-z/]+\s?){0,3}\s?"
    r"(?:remote|wfh|from home|(?:in|from|at)[\s-](?:the\s|our\s)?(?:\w+\s)?office|on-?site|in[ -]person)|"
    r"(?:on-?site|in[ -](?:the )?office|in[ -]person)[ ,(:-]{1,3}(?:at least |min(?:imum)? )?"
    r"[1-4](?:\s?[-–]\s?[1-4])?\+?\s?(?:x|days?)\b"
)
_LIMITING = (  # one of these in each limit
    "day", "part", "flexib", "some", "occasional", "limited", "half", "semi", "mix", "%", "friendly", "x", "hybrid",
)  # fmt: skip
_REMOTE_ITSELF = re.compile(r"remote(?:s|ly)?\b")
_POSSIBLE = re.compile(
    _REMOTE + r"|\bwork from anywhere\b|\banywhere\b|\bdistributed (?:team|company)\b|"
    r"(?:[|/,(&-]|\band|\bor|\bfully)\s?distributed\s?(?:[|/,)&]|$)|[|/,]\s?remove\s?(?:[|/,]|$)"
)
_FLEXIBLE_OFFICE = re.compile(r"\b(?:on-?site|in[ -](?:the )?office)[ ,(]{1,2}(?:with )?(?:some )?flexib")
_HYBRID_WORK = re.compile(
    r"hybrid[\s-](?:work\w*|model\b(?! of)|roles?|positions?|jobs?|schedule|office|remote|setup|policy|environment|"
    r"arrangement|in\b|onsite|on-site|from\b|\()|(?:\b(?:are|is|be|work|on-?site|remote|office|or|else|"
    r"location:?)|[|/(:])\s?hybrid\b"
    r"(?! (?:cloud|app|mobile|systems?|and native))|hybrid\s?[|/)(]"
)
_ON_SITE = re.compile(
    r"\bon[\s-]?sites?\b(?! (?:training|support|services?|gym))|\bin[\s-](?:the[\s-])?office\b|\bin[\s-]person\b|"
    r"\bin[\s-]house\b|\boffice[ -]based\b"
)
_LOCAL = re.compile(
    r"\blocals? only\b|\b(?:local|area) (?:candidates|applicants|residents|people) only\b|[|(,]\s?local\s?(?:[|),]|$)"
)
_ON_SITE_JOB = re.compile(
    r"\b(?:is|are|be|work(?:ing)?|position|role|job|all|fully|100%|strictly|currently|"
    r"an)[\s,:-]+(?:\w+ )?(?:on[\s-]?site|in[\s-](?:the[\s-])?office|in[\s-]person)\b"
    r"|\bon[\s-]?site[\s-]*(?:positions?|roles?|only|jobs?|required|in (?!the)|at (?!the)|work(?:ing)?\b|full)|"
    r"^\W*on-?site\W|[(|,/:>-]\s?on-?site\s?(?:[)|,/.]|$)|\blocals? only\b|"
    r"\bmust be local\b",
    re.MULTILINE,
)
_HOME = (
    r"(?:wfh|work(?:ing)? (?:remotely|(?:from|at) home)|telecommut\w+|tele-?work\w*|home[ -]office|remote work\w*)\b"
)
_AT_HOME = re.compile(
    r"\b(?:flexib\w+|options?|ability|able|opportunit\w+|possib\w+|occasional\w*|feel free|freedom|you can|some|"
    r"allow\w*|often|sometimes|mostly|generous|welcome|friendly|policy|hours|days?|weekly|support)\b"
    rf"[^.\n]{{0,40}}?\b{_HOME}|{_HOME}[^.\n]{{0,30}}?\b(?:options?|polic\w+|days?|flexib\w+|"
    r"(?:mon|tues|wednes|thurs|fri)days?|occasional\w*|sometimes|once|twice|possible|allowed|available|opportunit\w+|"
    r"friendly|ok)\b|\bremote days?\b"
)
_INTERVIEW = re.compile(r"[^\n]*\binterview[^\n]*")
_OPEN_TO = re.compile(
    r"\bopen to (?:\w+ |100% )?remote|[(,|/]\s?remote\s?(?:\)|$)|\bor remote\b(?! \w)|"
    r"\bconsider(?:ing)? (?:fully |100% )?remote|\bremote (?:work )?"
    r"(?:is |may be |also |is also )?(?:ok|okay|possible|considered|an option|a possibility|welcome)\b",
    re.MULTILINE,
)
_OFFERED = re.compile(
    r"\b(?:fully|100%|full|completely|entirely|all|primarily|mostly|work(?:ing)?|be|are|is|or|from|allow|support|"
    r"offer|consider|"
    r"welcome|open to|possibly|also|either|hiring|for|prefer|and)[\s,:-]+(?:work(?:ing)? |based |a |an |fully |"
    r"100% )?remot(?:e|ely)\b"
    r"|\bremote(?:ly)?[\s-]*(?:\w+\s|and [\w-]+ )?(?:ok|okay|fine|negotiable|optional|encouraged|acceptable|"
    r"possible|a possibility|friendly|first|only|work|working|workers?|position|positions|"
    r"job|jobs|role|roles|team|company|candidates?|applicants?|considered|welcome|allowed|an option|is|are|available|"
    r"opportunity|opportunities|culture|from|within|employees?|developers?|engineers?|hires?|options?|preferred|in)\b"
    r"|\bremote\s*[(:/,]|[(:/,]\s*remote\b|^[\s*-]*remote\b|\bremote[.!]?\s*$|\bwork(?:ing)? from (?:home|anywhere)\b|"
    r"\btelecommut\w+ "
    r"(?:ok|okay|fine|possible|welcome|considered|an option|is|available)|\bdistributed (?:team|company)\b|"
    r"\b(?:from|located|live|be) anywhere\b",
    re.MULTILINE,
)
_NOT_OUR_WORK = re.compile(
    r"\b(?:some|several|many|a few) (?:fully )?remote (?:folks?|people|employees|staff|members|colleagues|coworkers)|"
    r"\b(?:for|manage|managing|support|supporting|of|connect|hire|other|with|our) remote (?:teams?|workers?|"
    r"workforce|employees|"
    r"sites?|locations?|data|servers?|desktops?|devices?|sensing|access|control)|remotely[\s-](?:operated|"
    r"controlled|managed|access\w*|piloted)|remote[\s-](?:sensing|control\w*|"
    r"access|"
    r"desktop|procedure|monitoring|health|patient|learning|care|server|locations?|sites?|diagnos\w+|support|data|"
    r"areas?|(?:mobile )?interaction|pair|interviews?|"
    r"communit\w+|api|repositor\w+|debug\w*|code execution|management|sensors?|devices?|"
    r"work(?:force)? (?:software|tool|platform))"
)
_REMOTE_THING = re.compile(r"remote(?:ly)?[\s-]\w")
_WIDE = re.compile(
    r"\b(?:europe|eu|emea|eea|uk|us|usa|u\.s\.|united states|canada|north america|latin america|latam|"
    r"south america|americas?|"
    r"asia|apac|africa|middle east|worldwide|global(?:ly)?|international|germany|france|india|australia|brazil|spain|"
    r"poland|portugal|ireland|israel|netherlands|california|new york|texas)\b|"
    r"\b(?:utc|gmt|cet|cest|est|edt|et|pst|pdt|pt|cst|mst|bst)\b(?:\s?[+\-–±/]+\s?\d+(?:\s?(?:h|hrs?|hours))?)?|"
    r"\b(?:us|american|european|eastern|pacific|central|eu)\s(?:[a-z]+\s)?time\s?-?zones?",
)
_STEMS = ("remot", "telecommut", "telework", "wfh", "from home", "anywhere", "distributed team", "distributed company")
_HEAD_STEMS = (*_STEMS, "distributed", "remove")
_HOME_STEMS = ("remotely", "remote work", "remote day", "telecommut", "telework", "wfh", "from home", "home office")
_HOMELY = ("remote", "home", "wfh", "tele")  # one of these in each of them
_ON_SITE_STEMS = (
    "onsite",
    "on-site",
    "on site",
    "in office",
    "in-office",
    "in the office",
    "in person",
    "in-person",
    "local only",
    "locals only",
    "must be local",
)
_LIMITED = re.compile(rf"{_REMOTE}(?P<limit>[^|\n]{{0,60}})")
_SHORT = {
    "usa": "US", "u.s.": "US", "united states": "US", "europe": "EU", "latin america": "LATAM", "america": "Americas",
    "north america": "North America", "south america": "South America", "middle east": "Middle East",
    "worldwide": "", "global": "", "globally": "", "international": "",
}  # fmt: skip


def remote_policy(head: str, body: str) -> Remote | None:
    """What the post says about remote work, by its head (both in lower case) or, where that says nothing, its body."""
    said = _by_head(head)
    if said == "no" and not (holds_any(head, _REFUSABLE) and _REFUSED.search(head)):
        if "remote" in body and _is_open_to_remote(body):
            return "yes"
        return "hybrid" if _is_partly_at_home(body) else "no"
    return said or _by_body(body)


def _is_open_to_remote(body: str) -> bool:
    """Whether a body says plainly that remote work is possible, though the head says on-site."""
    near = around(body, "remote")
    return _OPEN_TO.search(near) is not None and _REFUSED.search(near) is None


def _is_partly_at_home(body: str) -> bool:
    """Whether a body grants some days at home, though the head says on-site."""
    if "hybrid" in body and _HYBRID_WORK.search(body):
        return True
    near = _of_our_work(around(body, *_HOME_STEMS)) if holds_any(body, _HOMELY) else ""
    return bool(near) and _AT_HOME.search(near) is not None and _REFUSED.search(near) is None


def _by_head(head: str) -> Remote | None:
    refused = partly = False
    if holds_any(head, _HEAD_STEMS):
        refused, partly, rest = _without_limits(_of_our_work(head))
        if _REMOTE_ITSELF.search(rest) or _POSSIBLE.search(rest):
            return "yes"
    if (
        partly
        or "hybrid" in head
        or ("day" in head and _PARTLY.search(head))
        or ("flexib" in head and _FLEXIBLE_OFFICE.search(head))
    ):
        return "hybrid"
    is_local = ("local" in head or " only" in head) and _LOCAL.search(head) is not None
    return "no" if refused or is_local or _ON_SITE.search(head) else None


def _by_body(body: str) -> Remote | None:
    """A body names remote machines and customers, too: only what reads as an offer or a refusal counts."""
    near = around(body, *_STEMS)
    if near:
        refused, partly, rest = _without_limits(_of_our_work(near))
        if _OFFERED.search(rest):
            return "yes"
        if partly or refused:
            return "hybrid" if partly else "no"
    if "hybrid" in body and _HYBRID_WORK.search(body):
        return "hybrid"
    on_site = around(body, *_ON_SITE_STEMS)
    return "no" if on_site and _ON_SITE_JOB.search(_INTERVIEW.sub(" ", on_site)) else None


def _of_our_work(said: str) -> str:
    """What is said without remote machines and customers, which a word right behind tells."""
    return _NOT_OUR_WORK.sub(" ", said) if _REMOTE_THING.search(said) else said


def _without_limits(said: str) -> tuple[bool, bool, str]:
    """Whether remote work is refused, whether it is for a part of the time only, and the rest of what is said."""
    refused = holds_any(said, _REFUSING) and _REFUSED.search(said) is not None
    rest = _REFUSED.sub(" ", said) if refused else said
    partly = holds_any(rest, _LIMITING) and _PARTLY.search(rest) is not None
    return refused, partly, _PARTLY.sub(" ", rest) if partly else rest


def remote_region(head: str, body: str) -> str | None:
    """The limit of remote work in short words; None where none is named right behind the word."""
    for text in (head, around(body[:3000], "remote")):
        for found in _LIMITED.finditer(text):
            limits = [_short(name) for name in _WIDE.findall(found["limit"])]
            if any(limits):
                return ", ".join(dict.fromkeys(limit for limit in limits if limit))
    return None


def _short(name: str) -> str:
    name = " ".join(name.split())
    return _SHORT.get(name, name.upper() if len(name) <= len("emea") or name[:3] in {"utc", "gmt"} else name.title())
