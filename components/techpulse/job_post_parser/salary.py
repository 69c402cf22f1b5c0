"""The first base pay that a post states.

Belongs here: amounts, ranges, currencies, periods, and what is money but no pay. Does not: equity (`terms.py`).
"""

import re
from collections.abc import Iterator

from techpulse.job_post_parser.records import Period, Salary

_SIGNS = {
    "$": "USD", "US$": "USD", "USD$": "USD", "C$": "CAD", "CA$": "CAD", "CAD$": "CAD", "CDN$": "CAD", "A$": "AUD",
    "AU$": "AUD", "AUD$": "AUD", "NZ$": "NZD", "S$": "SGD", "SG$": "SGD", "SGD$": "SGD", "HK$": "HKD", "R$": "BRL",
    "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₪": "ILS", "zł": "PLN", "EURO": "EUR", "EUROS": "EUR",
    "DOLLARS": "USD", "POUNDS": "GBP", "CDN": "CAD", "SFR": "CHF", "RMB": "CNY", "NIS": "ILS",
}  # fmt: skip
_CODES = (
    "USD|EUR|GBP|CHF|CAD|AUD|NZD|SGD|HKD|SEK|NOK|DKK|PLN|CZK|HUF|RON|INR|JPY|CNY|BRL|MXN|ZAR|ILS|AED|THB|TWD|KRW|PHP|"
    "IDR|MYR"
)
_SIGN = rf"(?:US|USD|CA|CAD|CDN|C|AUD|AU|A|NZ|SGD|SG|S|HK|R)?\$|[€£¥₹₪]|\b(?:{_CODES})\b"
_AFTER = rf"(?:{_SIGN}|\b(?:euros?|dollars|pounds|CDN|RMB|NIS|zł)\b)"
_NUMBER = r"\d{1,3}(?:[,.'’  ]\d{3})+(?:\.\d\d)?(?!\d)|\d+(?:\.\d+)?"
_LEADING_CODES = ("EUR", "USD", "CHF", "GBP", "CAD", "AUD")
_K = r"\s?(?:[kK]\b|[kK](?=[€£$/+–-]|EUR|USD|GBP|CHF|CAD|AUD)|thousand\b)"
_UP_TO = r"(?:\s(?!bonus|equity|plus|commission|stock)[a-z]+){1,6}(?<= up to)"
_AMOUNT = re.compile(
    rf"(?<![\w.,])(?P<sign>{_SIGN})?\s?(?:\+/-\s?|"
    rf"~\s?)?(?<![.,\d])(?P<low>{_NUMBER})(?P<low_k>{_K})?(?P<low_sign>\s?{_AFTER})?(?P<open>\+)?"
    rf"(?:(?:\s?/\s?(?:yr|year|hr|hour|mo|month))?\s?(?:-{{1,2}}|[–—~]|\bto\b|\band\b|\.{{2,3}}|…|"
    rf"/|{_UP_TO})\s?(?:up to )?(?P<high_sign>{_SIGN})?\s?"
    rf"(?P<high>{_NUMBER})(?P<high_k>{_K})?)?(?P<end_sign>\s?\(?{_AFTER})?",
)
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
    r"(?:rais\w*|fund(?:ing|ed|s|raise|raising)?|series [a-e]|seed|round|valu\w+|arr|revenue|revenues|sales|"
    r"profit\w*|invest\w*|backed|"
    r"grant|bonus(?:es)?(?: of)?|referral|reward|stipend|budget|credits?|allowance|prize|worth|market|save[sd]?|"
    r"saving|spend\w*|gmv|"
    r"processed|processing|processes|transactions|cost\w*|price[sd]?|pricing|exceed\w*|401|contribution|loan\w*|"
    r"pledge|bounty|"
    r"reimburse\w*|match\w*|donat\w*|assets|aum|insurance|over|deductible|perk\w*|equipment|customers|brings in|"
    r"making|makes|generat\w+|turnover|earned|payments?|sold)"
    r"\b(?:[^.;|\n]{0,14})$"
)
_PAY_BEFORE = re.compile(
    r"(?:salar\w+|compensation|comp|pay|base|paying|pays|rate|ote|range|remuneration|wage|offering)\b[^.;|\n]{0,30}$"
)
_NO_PAY_AFTER = re.compile(
    r"\s*(?:(?!plus|and|with|or)\w+\s){0,2}?(?:in (?:funding|revenue|venture|seed|capital|sales|arr|financing|"
    r"stock|equity|bonus)|funding|raised|seed|series|"
    r"(?:annual )?revenue|arr\b|mrr\b|valuation|referral|signing|sign-on|sign on|relocation|stipend|bonus|reward|"
    r"bounty|"
    r"(?:learning|education|training|conference|equipment|home office|hardware|travel|personal)|allowance|credit|"
    r"market|users|"
    r"customers|per user|per seat|requests|fund\b|round\b|grant|prize|investment|in savings|of equity|employees|people|"
    r"loc\b|lines|stars|downloads|developers|companies|clients|businesses|followers|members|subscribers|transactions|"
    r"events|qps|rps|records|rows|nodes|servers|sq|ft|km|miles|orders|items|products|queries|views|contribution)\b"
)
_PLAUSIBLE = {"year": (8e3, 3e6), "month": (300, 400e3), "week": (100, 30e3), "day": (30, 10e3), "hour": (4, 1000)}
_BY_WEAK_MONEY = {"JPY", "INR", "KRW", "HUF", "IDR", "THB", "CZK", "TWD", "PHP"}
_EURO_COUNTRIES = "AT BE CY DE EE ES FI FR GR HR IE IT LT LU LV MT NL PT SI SK"
_MONEY_OF = {
    **dict.fromkeys(_EURO_COUNTRIES.split(), "EUR"), "GB": "GBP", "US": "USD", "CA": "CAD", "AU": "AUD",
    "NZ": "NZD", "SG": "SGD", "CH": "CHF", "HK": "HKD",
}  # fmt: skip
_DOLLARS = frozenset({"CAD", "AUD", "NZD", "SGD", "HKD"})
_REACH, _MOST_HINTS = 32, 100
_THOUSANDS = re.compile(rf"\d\s?(?:[kK]\b(?<!401k)(?<!401K)|(?:{_CODES}|[eE]uros?)\b)")
_MILLIONS = re.compile(r"\s?[\d.,]+\+?\s?(?:[mMbBtT]\b|[mM]{2}\b|[mM]il|[bB]il|[tT]ril|bn\b)")
_PENSION_PLAN = 401_000
_USUAL = (15_000, 600_000)
_THOUSAND = 1000
_THREE_DIGITS = 3
_MONEY = "$€£¥₹₪"


def first_salary(text: str, *, countries: tuple[str, ...] = ()) -> Salary | None:
    """The first pay of the text; None where no amount is sure to be pay.

    A bare `$`, and a range of thousands without any sign, are in the money of the only country of the job.
    """
    return next(_salaries(text, countries), None)


def _salaries(text: str, countries: tuple[str, ...]) -> Iterator[Salary]:
    """The pay that the text states, looked for only where a sign, a code or a thousand's k stands."""
    done = 0
    for hint in _hints(text):
        found = _AMOUNT.search(text, max(done, hint - _REACH), hint + 2 * _REACH) if hint >= done else None
        while found and not _has_money(found):
            found = _AMOUNT.search(text, found.end(), hint + 2 * _REACH)
        if found:
            done = found.end()
            salary = _salary(found, text=text, countries=countries)
            if salary:
                yield salary


def _hints(text: str) -> list[int]:
    """Where money may be named, from left to right; sums of millions, the commonest, are no pay."""
    spots = [spot.start() for spot in _THOUSANDS.finditer(text)]
    for sign in _MONEY:
        if sign in text:
            spots += [
                spot.start() for spot in re.finditer(re.escape(sign), text) if not _MILLIONS.match(text, spot.end())
            ]
    spots += [spot.start() for code in _LEADING_CODES if code in text for spot in re.finditer(code, text)]
    return sorted(spots)[:_MOST_HINTS]


def _has_money(found: re.Match[str]) -> bool:
    return any(found[name] for name in ("sign", "low_sign", "high_sign", "end_sign", "low_k", "high_k"))


def _salary(found: re.Match[str], *, text: str, countries: tuple[str, ...]) -> Salary | None:
    """What the match says, if it is pay: money is named, nothing beside it speaks of other money, the size fits."""
    currency = _currency(found)
    before = text[max(0, found.start() - 40) : found.start()].lower()
    is_said = _PAY_BEFORE.search(before) is not None
    has_k = bool(found["low_k"] or found["high_k"])
    if not (currency or (has_k and (is_said or _is_range_of_thousands(found)))):
        return None
    currency, end = _meant(currency, text=text, countries=countries), found.end()
    after = text[end : end + 48].lower()
    if _HUGE.match(text, end) or _NO_PAY_AFTER.match(after) or (not is_said and _NO_PAY_BEFORE.search(before)):
        return None
    low, high = _figures(found)
    high = max(low, high)  # a lower figure behind it is no range's end
    if low == _PENSION_PLAN:
        return None
    period = _period(found, after=after, low=low, before=before)
    if period is None or not _fits(low, high, period=period, currency=currency):
        return None
    minimum, maximum = _bounds(found, before, low=low, high=high)
    return Salary(minimum, maximum, currency, period)


def _is_range_of_thousands(found: re.Match[str]) -> bool:
    """`75k-100k`: few other things come in tens of thousands to tens of thousands."""
    low, high = _figures(found)
    is_joined = found["high"] is not None and " to " not in found[0]
    return is_joined and found["high_k"] is not None and _USUAL[0] <= low < high <= min(_USUAL[1], 6 * low)


def _meant(currency: str | None, *, text: str, countries: tuple[str, ...]) -> str:
    """The currency of a bare `$`, or of no sign at all: the only country's, else the first that the text names."""
    own = _MONEY_OF.get(countries[0]) if len(countries) == 1 else None
    if currency == "USD":
        return own if own in _DOLLARS and "US$" not in text and "USD" not in text else currency
    return currency or own or next((_SIGNS[sign] for sign in _MONEY if sign in text and sign != "$"), "USD")


def _currency(found: re.Match[str]) -> str | None:
    """The ISO code; a code behind the amount tells which dollars are meant."""
    signs = [found[name] for name in ("sign", "low_sign", "high_sign", "end_sign")]
    written = [sign.strip(" (").upper() for sign in signs if sign]
    codes = [_SIGNS.get(sign, _SIGNS.get(sign.lower(), sign)) for sign in written]
    return next((code for code, sign in zip(codes, written, strict=True) if sign != "$"), codes[0] if codes else None)


def _figures(found: re.Match[str]) -> tuple[float, float]:
    low, high = _figure(found["low"]), _figure(found["high"] or found["low"])
    if found["high"] is None:
        return (low * _THOUSAND, low * _THOUSAND) if found["low_k"] else (low, low)
    low_thousands = found["low_k"] or (found["high_k"] and low < _THOUSAND)
    high_thousands = found["high_k"] or (found["low_k"] and high < _THOUSAND)
    return low * (_THOUSAND if low_thousands else 1), high * (_THOUSAND if high_thousands else 1)


def _figure(number: str) -> float:
    """`70.000`, `70,000`, `110'000` are thousands; `62.5` and `1234.50` are not."""
    whole, dot, cents = number.rpartition(".")
    if dot and len(cents) != _THREE_DIGITS:
        return float("".join(filter(str.isdigit, whole)) + "." + cents)
    return float("".join(filter(str.isdigit, number)))


def _period(found: re.Match[str], *, after: str, low: float, before: str) -> Period | None:
    """As it is said behind the amount, between its ends, or before it; a sum that only a year pays, by its size."""
    said = _PERIOD.match(after) or re.search(r"/\s?(?P<unit>yr|year|hr|hour|mo|month)", found[0])
    if said:
        return _UNITS[said["unit"][0].lower()]
    led = re.search(r"\b(hourly|daily|monthly|weekly)\b[^.|\n]{0,24}$", before)
    if led:
        return _UNITS[led[1][0]]
    if re.search(r"\bday rate\b", before):
        return "day"
    return "year" if low >= (8000 if found["low_k"] or found["high_k"] else 15000) else None


def _fits(low: float, high: float, *, period: Period, currency: str) -> bool:
    least, most = _PLAUSIBLE.get(period, (1, 1e7))
    if currency in _BY_WEAK_MONEY:
        most *= 100
    return least <= low <= high <= most


def _bounds(
    found: re.Match[str], before: str, *, low: float, high: float
) -> tuple[float, None] | tuple[None, float] | tuple[float, float]:
    if found["high"]:
        return low, high
    if re.search(r"(?:up to|upto|to|max(?:imum)?:?|until|<|≤)\s*$", before):
        return None, high
    if found["open"] or re.search(
        r"(?:from|starting at|starts at|starting|min(?:imum)?:?|at least|>|≥|north of)\s*$", before
    ):
        return low, None
    return low, high
