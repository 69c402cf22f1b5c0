"""The first base pay that a post states.

Belongs here: periods, and what is money but no pay. Does not: sums (`money.py`), equity (`terms.py`).
"""

import re

from techpulse.job_post_parser.money import Sum, sums
from techpulse.job_post_parser.records import Period, Salary

_HUGE = re.compile(
    r"\s?(?:[mMbB]\b|MM\b|mm\b|[mb]il\b|mln\b|m\+|M\+|B\+|million|billion|[mM]illions?|[bB]illions?|trillion|\+?\s?%)"
)
_PERIOD = re.compile(
    r"[\s)+]*(?:(?:USD|EUR|GBP|CAD|AUD|SGD|gross|brutto|net|base|before tax|\(gross\)|euros?|"
    r"salary)[\s,]*){0,2}(?:/|\bper\b|\ban?\b|\bp\.?\s?/?(?=[ahdmw]\b)|each|every|,)?\s?"
    r"(?P<unit>years?\b|yr\b|y\b|annum|annually|yearly|annual\b|a\b\.?|p\.?a\b|months?\b|mo\b|mth\b|m\b|monthly|"
    r"weeks?\b|wk\b|weekly|days?\b|d\b|daily|hours?\b|hr\b|hrs\b|h\b|hourly)",
    re.IGNORECASE,
)
_UNITS: dict[str, Period] = {"y": "year", "a": "year", "p": "year", "m": "month", "w": "week", "d": "day", "h": "hour"}
_NO_PAY_BEFORE = re.compile(
    r"\b(?:rais\w*|fund(?:ing|ed|s|raise|raising)?|series [a-e]|seed|round|valu\w+|arr|revenue|revenues|sales|"
    r"profits?(?!\s?shar)|profitable|invest\w*|backed|"
    r"grant|bonus(?:es)?(?: of)?|referral|reward|stipend|budget|credits?|allowance|prize|worth|market|save[sd]?|"
    r"saving|spend\w*|gmv|"
    r"processed|processing|processes|transactions|cost\w*|price[sd]?|pricing|exceed\w*|401|contribution|loan\w*|"
    r"pledge|bounty|"
    r"reimburse\w*|match\w*|donat\w*|assets|aum|insurance|over|deductible|perk\w*|equipment|customers|brings in|"
    r"making|makes|generat\w+|turnover|earned|payments?|sold|goe?s? for)"
    r"\b(?:[^.;|\n]{0,14})$"
)
_PAY_BEFORE = re.compile(
    r"\b(?:salar\w+|compensation|comp|pay|(?<!user )(?<!customer )(?<!client )(?<!code )base|paying|"
    r"pays|rate|ote|range|remuneration|wage|offering)\b[^.;|\n]{0,30}$"
)
_NO_PAY_AFTER = re.compile(
    r"\s*(?:(?!plus|and|with|or)\w+\s){0,2}?(?:in (?:funding|revenue|venture|seed|capital|sales|arr|financing|"
    r"stock|equity|bonus)|funding|raised|seed|series|"
    r"(?:annual )?revenue|arr\b|mrr\b|valuation|referral|signing|sign-on|sign on|relocation|stipend|bonus|reward|"
    r"bounty|"
    r"(?:learning|education|training|conference|equipment|home office|hardware|travel|personal)|allowance|credit|"
    r"market|users|"
    r"customers|per user|per seat|requests|fund\b|round\b|grant|prize|investment|in savings|of equity|employees|people|"
    r"(?:/\s?|per |a )?(?:month(?:ly)?|mo|year(?:ly)?) (?:for|towards?) (?:groceries|food|lunch|gym|fitness|wellness|"
    r"health|books|learning|internet|phone|commut\w+|travel)|"
    r"loc\b|lines|stars|downloads|developers|companies|clients|businesses|followers|members|subscribers|transactions|"
    r"events|qps|rps|records|rows|nodes|servers|sq|ft|km|miles|orders|items|products|queries|views|contribution)\b"
)
_PLAUSIBLE = {"year": (8e3, 3e6), "month": (300, 400e3), "week": (100, 30e3), "day": (30, 10e3), "hour": (4, 1000)}
_WEAK_MONEY = {"JPY", "INR", "KRW", "HUF", "IDR", "THB", "CZK", "TWD", "PHP"}
_PENSION_PLAN = 401_000
_LEAST_A_YEAR, _LEAST_A_YEAR_IN_THOUSANDS = 15_000, 8_000
_BEFORE, _AFTER = 40, 48
_UP_TO = re.compile(r"(?:up to|upto|to|max(?:imum)?:?|until|<|≤)\s*$")
_FROM = re.compile(r"(?:from|start(?:ing|s)? at|starting|min(?:imum)?:?|at least|>|≥|north of)\s*$")
_BETWEEN = re.compile(r"/\s?(?P<unit>yr|year|hr|hour|mo|month)")
_A_PROJECT = re.compile(r"\bproject\b[^.|\n]{0,12}$")
_ALONE = re.compile(r"(?:^|[|(])\s*(?:up )?(?:to|from)?\s*$")
_WITH_SHARES = re.compile(r"\s*(?:\+|&|and|plus)\s?(?:\w+\s)?(?:equity|options|stock|bonus|benefits)", re.IGNORECASE)
_LED = re.compile(r"\b(?P<unit>hourly|daily|monthly|weekly|day rate)\b[^.|\n]{0,24}$")


def first_salary(text: str, *, countries: tuple[str, ...] = ()) -> Salary | None:
    """The first pay of the text; None where no amount is sure to be pay.

    A bare `$`, and a range of thousands without any sign, are in the money of the only country of the job.
    """
    return next((pay for found in sums(text) if (pay := _pay(found, countries=countries))), None)


def _pay(found: Sum, *, countries: tuple[str, ...]) -> Salary | None:
    """The sum as pay if it is: money is named, nothing beside it speaks of other money, the size fits."""
    before = found.text[max(0, found.start - _BEFORE) : found.start].lower()
    after = found.text[found.end : found.end + _AFTER]
    is_said = _PAY_BEFORE.search(before) is not None or _is_field(found, before, after=after)
    if not (found.currency or (found.has_k and (is_said or found.is_range_of_thousands))) or found.low == _PENSION_PLAN:
        return None
    if _HUGE.match(after) or _NO_PAY_AFTER.match(after.lower()) or (not is_said and _NO_PAY_BEFORE.search(before)):
        return None
    period, currency = _period(found, before, after=after.lower()), found.currency_in(countries)
    if period is None or not _fits(found, period=period, currency=currency):
        return None
    minimum, maximum = _bounds(found, before)
    return Salary(minimum, maximum, currency, period)


def _is_field(found: Sum, before: str, *, after: str) -> bool:
    """Whether the sum begins a field of its own that goes on as pay does: `| to 80k + equity`."""
    return found.has_k and _WITH_SHARES.match(after) is not None and _ALONE.search(before) is not None


def _period(found: Sum, before: str, *, after: str) -> Period | None:
    """As it is said behind the sum, between its ends, or before it; a sum that only a year pays, by its size."""
    said = _PERIOD.match(after) or _BETWEEN.search(found.written) or _LED.search(before)
    if said:
        return _UNITS[said["unit"][0].lower()]
    if _A_PROJECT.search(before):
        return "project"
    return "year" if found.low >= (_LEAST_A_YEAR_IN_THOUSANDS if found.has_k else _LEAST_A_YEAR) else None


def _fits(found: Sum, *, period: Period, currency: str) -> bool:
    least, most = _PLAUSIBLE.get(period, (1, 1e7))
    return least <= found.low <= found.high <= (100 * most if currency in _WEAK_MONEY else most)


def _bounds(found: Sum, before: str) -> tuple[float | None, float | None]:
    if found.is_range:
        return found.low, found.high
    if _UP_TO.search(before):
        return None, found.high
    return found.low, None if found.is_open or _FROM.search(before) else found.high
