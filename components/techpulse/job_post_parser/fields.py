"""What kind of thing a field of the head is.

Belongs here: telling places, terms, titles, amounts and addresses from names. Does not: reading any of them.
"""

import re

from techpulse.job_post_parser.places import places
from techpulse.job_post_parser.roles import is_title

_TERMS = re.compile(
    r"\b(?:100%|fully|full|part|time|fulltime|parttime|ft|pt|fte|permanent|perm|contract|contractors?|freelance|freelancers?|intern|interns|internship|internships|"
    r"remote|remotely|remotes|remote-first|remote-friendly|onsite|on-site|on|site|hybrid|in|office|in-office|person|local|locals|only|visa|visas|sponsorship|h1b|relocation|"
    r"ok|okay|possible|friendly|preferred|allowed|available|welcome|option|optional|first|no|not|and|or|the|of|for|to|with|near|from|"
    r"multiple|various|several|many|all|positions?|roles?|jobs?|openings?|levels?|hiring|salary|equity|competitive|compensation|"
    r"apply|link|website|careers?|usa?|uk|eu|europe|european|emea|apac|latam|asia|africa|americas?|worldwide|global|anywhere|international|countries|"
    r"area|region|time\s?zones?|timezones?|tz|utc|gmt|est|pst|cet|et|pt|us-based|based|flexible|hours|days|week|per|stealth|startup|"
    r"seed|series|funded|stage|early|senior|junior|mid|level|mid-level|experienced|greater|downtown|metro|new|north|south|east|west|city|"
    r"relocate|must|be|plus|offices?|headquarters|hq|location|locations|salaried|wfh|w2|c2c|yc|ny|sf|la|dc|distributed|team)\b|[\W\d_]+",
    re.IGNORECASE,
)
_AMOUNT = re.compile(r"[$€£]\s?\d|\b\d{2,3}\s?k\b", re.IGNORECASE)


def is_no_name(field: str, name: str) -> bool:
    """Whether the field is surely no company: a place, terms of work, an amount, or a title."""
    return _AMOUNT.search(name) is not None or _is_terms_or_places(name) or is_title(name)


def without_place(field: str) -> str:
    """The field without a place at its end, if something else stands before it: `Acme` of `Acme, San Francisco`."""
    found = places(field)
    before = field[: found[-1].start].rstrip(" ,(-–@") if found and found[-1].end >= len(field) - 1 else ""
    return before.removesuffix(" in") or field


def _is_terms_or_places(field: str) -> bool:
    """Whether nothing is left of the field without places and terms of work."""
    rest = field
    for place in reversed(places(field)):
        rest = rest[: place.start] + " " + rest[place.end :]
    return not _TERMS.sub("", rest)
