"""The figures as the page's script gets them: short names, whole numbers instead of shares where both say the same.

Belongs here: shrinking and cleaning. Does not: serializing (`texts.py`), drawing (`report.js`).
"""

from collections.abc import Iterator

from techpulse.trend_report.figures import Company, Country, GoldFigures, Month, Technology
from techpulse.trend_report.texts import shown

_LINES = 8
_DEFAULT_PICKS = ("python", "javascript", "typescript", "java", "go", "rust")
FEWEST_MENTIONS = 10
_MOVERS = 8
_COMPANIES = 20
Growth = dict[str, str | float | int]


def page_data(gold: GoldFigures) -> dict[str, object]:
    """What the script draws; every share is the quotient of two of its whole numbers."""
    return {
        "months": [f"{month.month:%Y-%m}" for month in gold.months],
        "posts": [month.posts for month in gold.months],
        "replies": [month.replies for month in gold.months],
        "policies": [list(_policies(month)) for month in gold.months],
        "technologies": [
            [shown(known.key), shown(known.name), shown(known.category), known.mentions] for known in gold.technologies
        ],
        "picks": default_picks(gold),
        "pay": [
            [pay.year, shown(pay.currency), shown(pay.period), pay.posts, pay.p25, pay.median, pay.p75]
            for pay in gold.pay
        ],
        "movers": {"year": _movers(gold, back=12), "month": _movers(gold, back=1)},
        "companies": [_company(company) for company in gold.companies],
        "countries": [[shown(country.country), country.posts] for country in _by_posts(gold)],
        "roles": [[shown(role.role), role.posts] for role in gold.roles],
        "most": {"lines": _LINES, "bars": _COMPANIES},
    }


def default_picks(gold: GoldFigures) -> list[str]:
    """The technologies shown first: the usual six, or else those that the newest month names most."""
    known = {technology.key for technology in gold.technologies if any(technology.mentions)}
    usual = [key for key in _DEFAULT_PICKS if key in known]
    others = sorted(gold.technologies, key=lambda found: (-(found.share or 0), found.key))
    rest = [found.key for found in others if found.key in known and found.key not in usual]
    return [shown(key) for key in (*usual, *rest)][: len(_DEFAULT_PICKS)]


def _policies(month: Month) -> Iterator[float | None]:
    yield from (month.remote_share, month.hybrid_share, month.onsite_share, month.unsaid_share)


def _company(company: Company) -> list[str | int]:
    ends = (f"{company.first_month:%Y-%m}", f"{company.last_month:%Y-%m}")
    streaks = (company.longest_streak_months, company.current_streak_months)
    return [shown(company.company), company.posts, company.months, *ends, *streaks]


def _by_posts(gold: GoldFigures) -> list[Country]:
    return sorted(gold.countries, key=lambda country: (-sum(country.posts), country.country))


def _movers(gold: GoldFigures, *, back: int) -> list[Growth]:
    """Those that grew and those that shrank most, in order of growth; without those too seldom named to tell."""
    grown = [growth for technology in gold.technologies if (growth := _growth(gold, technology, back=back))]
    grown.sort(key=lambda found: (-float(found["growth"]), found["name"]))
    return grown if len(grown) <= 2 * _MOVERS else [*grown[:_MOVERS], *grown[-_MOVERS:]]


def _growth(gold: GoldFigures, technology: Technology, *, back: int) -> Growth | None:
    growth = technology.yoy_growth if back > 1 else technology.mom_growth
    if gold.newest is None or growth is None or gold.newest < back:
        return None
    now, then = technology.mentions[gold.newest], technology.mentions[gold.newest - back]
    if max(now, then) < FEWEST_MENTIONS:
        return None
    return {"name": shown(technology.name), "growth": growth, "now": now, "then": then}
