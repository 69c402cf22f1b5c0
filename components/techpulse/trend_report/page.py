"""The page: its parts put into `report.html`, all of them inline, under a policy that lets nothing else run or load.

Belongs here: words and the order of parts. Does not: numbers for the charts (`payload.py`), the charts (`charts.py`).
"""

from base64 import b64encode
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from importlib import resources
from string import Template

from techpulse.trend_report import themes
from techpulse.trend_report.coverage import calendar, coverage_in_words, freshness_in_words
from techpulse.trend_report.figures import GoldFigures
from techpulse.trend_report.payload import FEWEST_MENTIONS, page_data
from techpulse.trend_report.scores import Score, shipped_scores
from techpulse.trend_report.texts import in_html, in_script
from techpulse.trend_report.tiles import tiles

_SNIPPET = "window.vegaEmbed = vegaEmbed;"


def render_report(gold: GoldFigures, *, built_at: datetime, scores: Sequence[Score] | None = None) -> str:
    """The whole document, which loads nothing; whatever posts say in it is text.

    `scores` tells how right the figures are; None means those that ship with this version.
    """
    library, script = _library(), _part("report.js")
    return Template(_part("report.html")).substitute(
        policy=_policy(library, script),
        style=_part("report.css"),
        span=_span(gold),
        tiles=tiles(gold),
        freshness=freshness_in_words(gold),
        movers=_movers_in_words(gold),
        coverage=coverage_in_words(gold),
        calendar=calendar(gold.coverage),
        scores=_scores(shipped_scores() if scores is None else scores),
        built=f"{built_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC",
        data=in_script({**page_data(gold), "charts": _charts(), "themes": _themes()}),
        library=library,
        script=script,
    )


def _part(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")


@cache
def _library() -> str:
    """Vega, Vega-Lite and Vega-Embed as one script; importing what makes it takes a while, so only when asked."""
    from vl_convert import javascript_bundle  # noqa: PLC0415 - see above

    return javascript_bundle(_SNIPPET).replace("</script", "<\\/script").replace("\r", "")


@cache
def _charts() -> dict[str, dict[str, object]]:
    from techpulse.trend_report.charts import specifications  # noqa: PLC0415 - Altair's import takes a second

    return specifications()


def _themes() -> dict[str, object]:
    by_name = {"light": themes.LIGHT, "dark": themes.DARK}
    return {name: {"lines": theme.lines, "config": themes.config(theme)} for name, theme in by_name.items()}


def _policy(*scripts: str) -> str:
    """No address may be asked for anything, and no script may run but these."""
    hashes = " ".join(f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'" for script in scripts)
    return f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data:; base-uri 'none'"


def _span(gold: GoldFigures) -> str:
    with_posts = [month.month for month in gold.months if month.posts]
    if not with_posts:
        return "of which none is loaded yet"
    first, last = f"{with_posts[0]:%B %Y}", f"{with_posts[-1]:%B %Y}"
    return first if first == last else f"{first} to {last}"


def _movers_in_words(gold: GoldFigures) -> str:
    if gold.newest is None:
        return "Once months are loaded, this tells whose share has changed most."
    month = gold.months[gold.newest].month
    return (
        f"Whose share of posts has changed most, {month:%B %Y} against the same month a year before, and against the "
        f"month before. Technologies that neither month names in {FEWEST_MENTIONS} posts are left out; no bar is "
        "longer than that of +300 %."
    )


def _scores(scores: Sequence[Score]) -> str:
    method = (
        "<p>Posts drawn at random over all years were labelled by reading each one; what the parser makes of them is "
        "scored by <code>test/bench</code> of the project, against labels in <code>test/bench/labels</code>.</p>"
    )
    if not scores:
        return method + "<p>This version ships no figures of that: run the score to see them.</p>"
    rows = "".join(
        f'<tr><th scope="row">{in_html(score.measure)}</th><td>{score.value:.1%}</td>'
        f"<td>{'–' if score.target is None else f'{score.target:.0%}'}</td><td>{in_html(score.sample)}</td></tr>"
        for score in scores
    )
    heads = "".join(f'<th scope="col">{head}</th>' for head in ("Measure", "Score", "Target", "Counted"))
    return f'{method}<div class="scroll"><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'
