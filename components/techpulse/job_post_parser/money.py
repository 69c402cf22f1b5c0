"""Sums of money in a text: ranges, thousands, signs and codes.

Belongs here: where a sum stands, its figures and its currency. Does not: whether it is pay (`salary.py`).
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

_SIGNS = {
    "$": "USD", "US$": "USD", "USD$": "USD", "C$": "CAD", "CA$": "CAD", "CAD$": "CAD", "CDN$": "CAD", "A$": "AUD",
    "AU$": "AUD", "AUD$": "AUD", "NZ$": "NZD", "NZD$": "NZD", "S$": "SGD", "SG$": "SGD", "SGD$": "SGD", "HK$": "HKD",
    "R$": "BRL", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₪": "ILS", "zł": "PLN", "EURO": "EUR", "EUROS": "EUR",
    "DOLLARS": "USD", "POUNDS": "GBP", "CDN": "CAD", "SFR": "CHF", "RMB": "CNY", "NIS": "ILS",
}  # fmt: skip
_CODES = (
    "USD|EUR|GBP|CHF|CAD|AUD|NZD|SGD|HKD|SEK|NOK|DKK|PLN|CZK|HUF|RON|INR|JPY|CNY|BRL|MXN|ZAR|ILS|AED|THB|TWD|KRW|PHP|"
    "IDR|MYR"
)
_SIGN = rf"(?:(?:USD|CAD|CDN|AUD|NZD|SGD)\s?|US|CA|C|AU|A|NZ|SG|S|HK|R)?\$|[€£¥₹₪]|\b(?:{_CODES})(?![a-zA-Z])"
_AFTER = rf"(?:{_SIGN}|\b(?:[eE]uros?|dollars|pounds|CDN|RMB|NIS|zł)\b)"
_NUMBER = r"\d{1,3}(?:[,.'’  ]\d{3})+(?:\.\d\d)?(?![.,]?\d)|\d+(?:\.\d+)?(?!\d|[,.'’]\d{3}|\.\d)"
_LEADING_CODES = {code: re.compile(code) for code in ("EUR", "USD", "CHF", "GBP", "CAD", "AUD")}
_K = r"\s?(?:[kK]\b|[kK](?=[€£$/+–-]|EUR|USD|GBP|CHF|CAD|AUD)|thousand\b)"
_UP_TO = r"(?:\s(?!bonus|equity|plus|commission|stock)[a-z]+){1,6}(?<= up to)"
_AMOUNT = re.compile(
    rf"(?<![\w.,])(?P<sign>{_SIGN})?\s?(?:\+/-\s?|"
    rf"~\s?)?(?<![.,\d])(?P<low>{_NUMBER})(?P<low_k>{_K})?(?P<low_sign>\s?{_AFTER})?(?P<open>\+)?"
    rf"(?:(?:\s?/\s?(?:yr|year|hr|hour|mo|month))?\s?(?:-{{1,2}}|[–—~]|\bto\b|\band\b|\.{{2,3}}|…|"
    rf"/|{_UP_TO})\s?(?:up to )?(?P<high_sign>{_SIGN})?\s?"
    rf"(?P<high>{_NUMBER})(?P<high_k>{_K})?)?(?P<end_sign>\s?\(?{_AFTER})?",
)
_EURO_COUNTRIES = "AT BE CY DE EE ES FI FR GR HR IE IT LT LU LV MT NL PT SI SK"
_MONEY_OF = {
    **dict.fromkeys(_EURO_COUNTRIES.split(), "EUR"), "GB": "GBP", "US": "USD", "CA": "CAD", "AU": "AUD",
    "NZ": "NZD", "SG": "SGD", "CH": "CHF", "HK": "HKD",
}  # fmt: skip
_DOLLARS = frozenset({"CAD", "AUD", "NZD", "SGD", "HKD"})
_REACH, _MOST_HINTS = 32, 100
# By their letter, which is found many times faster than any digit.
_THOUSANDS = {k: re.compile(rf"{k}\b(?:(?<=\d{k})|(?<=\d\s{k}))(?<!401{k})") for k in "kK"}
_FOLLOWED_BY_CODE = re.compile(rf"\d\s?(?=[eEA-Z])(?:{_CODES}|[eE]uros?)\b")
_NO_CAPITALS = bytes({*range(128)} - {*b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"})
_SQUEEZED_CODE = re.compile(rf"[0-9\x80-\xff](?=[A-Z])(?:{_CODES})")
_EURO = re.compile(r"uros?\b")
_MILLIONS = re.compile(r"\s?[\d.,]+\+?\s?(?:[mMbBtT]\b|[mM]{2}\b|[mM]il|[bB]il|[tT]ril|bn\b)")
_USUAL = (15_000, 600_000)
_THOUSAND = 1000
_THREE_DIGITS = 3
_MONEY = {sign: re.compile(re.escape(sign)) for sign in "$€£¥₹₪"}
_TELLING = ("sign", "low_sign", "high_sign", "end_sign", "low_k", "high_k")


class Sum(NamedTuple):
    """A sum or a range of sums, and where in its text it stands.

    `high` equals `low` but for a range; `currency` is None where only a thousand's k tells that it may be money.
    """

    text: str
    start: int
    end: int
    low: float
    high: float
    is_range: bool
    is_open: bool
    has_k: bool
    currency: str | None

    @property
    def written(self) -> str:
        """The sum as it stands in the text."""
        return self.text[self.start : self.end]

    @property
    def is_range_of_thousands(self) -> bool:
        """`75k-100k`: few other things come in tens of thousands to tens of thousands."""
        is_joined = self.is_range and self.has_k and " to " not in self.written
        return is_joined and _USUAL[0] <= self.low < self.high <= min(_USUAL[1], 6 * self.low)

    def currency_in(self, countries: tuple[str, ...]) -> str:
        """The currency; of a bare `$`, or of no sign at all, the only country's, else the first that the text names."""
        own = _MONEY_OF.get(countries[0]) if len(countries) == 1 else None
        if self.currency == "USD":
            is_said = "US$" in self.text or "USD" in self.text
            return own if own in _DOLLARS and not is_said else self.currency
        return self.currency or own or next((_SIGNS[sign] for sign in "€£¥₹₪" if sign in self.text), "USD")


def sums(text: str) -> Iterator[Sum]:
    """The sums of the text from left to right, looked for only where a sign, a code or a thousand's k stands."""
    done = 0
    for hint in _hints(text):
        found = _AMOUNT.search(text, max(done, hint - _REACH), hint + 2 * _REACH) if hint >= done else None
        while found and not any(found[name] for name in _TELLING):
            found = _AMOUNT.search(text, found.end(), hint + 2 * _REACH)
        if found:
            done = found.end()
            yield _sum(found)


def _hints(text: str) -> list[int]:
    """Where money may be named, from left to right; sums of millions, the commonest, are no pay."""
    spots = [
        spot.start() - (2 if text[spot.start() - 1].isspace() else 1)
        for k, thousands in _THOUSANDS.items()
        if k in text
        for spot in thousands.finditer(text)
    ]
    for sign, pattern in _MONEY.items():
        if sign in text:
            spots += [spot.start() for spot in pattern.finditer(text) if not _MILLIONS.match(text, spot.end())]
    capitals = _capitals(text)
    if _SQUEEZED_CODE.search(capitals) or _EURO.search(text):
        spots += [spot.start() for spot in _FOLLOWED_BY_CODE.finditer(text)]
    for code, pattern in _LEADING_CODES.items():
        if code in capitals:
            spots += [spot.start() for spot in pattern.finditer(text)]
    return sorted(spots)[:_MOST_HINTS]


def _capitals(text: str) -> str:
    """Its capitals, digits and bytes beyond ASCII alone: they are few, so that it is soon seen which codes it lacks."""
    return text.encode(errors="surrogatepass").translate(None, _NO_CAPITALS).decode("latin-1")


def _sum(found: re.Match[str]) -> Sum:
    low, high = _figures(found)
    return Sum(
        text=found.string,
        start=found.start(),
        end=found.end(),
        low=low,
        high=max(low, high),  # a lower figure behind it is no range's end
        is_range=found["high"] is not None,
        is_open=found["open"] is not None,
        has_k=bool(found["low_k"] or found["high_k"]),
        currency=_currency(found),
    )


def _currency(found: re.Match[str]) -> str | None:
    """The ISO code; a code behind the amount tells which dollars are meant."""
    signs = [found[name] for name in ("sign", "low_sign", "high_sign", "end_sign")]
    written = [sign.strip(" (").upper().replace(" ", "") for sign in signs if sign]
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
    """`70.000`, `70,000`, `110'000` and `1.000 000` are thousands; `62.5` and `1234.50` are not."""
    whole, dot, cents = number.rpartition(".")
    if dot and cents.isdecimal() and len(cents) != _THREE_DIGITS:
        return float("".join(filter(str.isdigit, whole)) + "." + cents)
    return float("".join(filter(str.isdigit, number)))
