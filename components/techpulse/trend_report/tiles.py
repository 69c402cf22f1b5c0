"""The figures at the top of the page: what a reader should know before any chart.

Belongs here: which figures, and their words. Does not: the rest of the page.
"""

from techpulse.trend_report.figures import GoldFigures, YearOfPay
from techpulse.trend_report.texts import in_html


def tiles(gold: GoldFigures) -> str:
    """Each figure as a term and its description, as many as Gold can answer."""
    found = [_posts(gold), *_newest(gold), *_pay(gold)]
    return "\n".join(
        f"<div><dt>{term}</dt><dd>{figure}<small>{note}</small></dd></div>" for term, figure, note in found
    )


def _posts(gold: GoldFigures) -> tuple[str, str, str]:
    loaded = sum(1 for month in gold.months if month.posts)
    return (
        "Posts",
        f"{sum(month.posts for month in gold.months):,}",
        f"in {loaded:,} {'thread' if loaded == 1 else 'threads'}",
    )


def _newest(gold: GoldFigures) -> list[tuple[str, str, str]]:
    if gold.newest is None:
        return []
    month = gold.months[gold.newest]
    when = f"{month.month:%B %Y}"
    found = [("Newest thread", f"{month.posts:,}", f"posts, {when}")]
    if month.remote_share is not None:
        found.append(("Remote", f"{month.remote_share:.0%}", f"of posts, {when}"))
    named = [technology for technology in gold.technologies if technology.share]
    if named:
        first = max(named, key=lambda technology: technology.share or 0)
        found.append(("Named most", in_html(first.name), f"in {first.share:.0%} of posts, {when}"))
    return found


def _pay(gold: GoldFigures) -> list[tuple[str, str, str]]:
    dollars = [pay for pay in gold.pay if (pay.currency, pay.period) == ("USD", "year")]
    if not dollars:
        return []
    newest: YearOfPay = dollars[-1]
    return [("Median pay", f"${newest.median / 1000:,.0f}k", f"a year, {newest.posts:,} posts of {newest.year}")]
