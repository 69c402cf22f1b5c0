"""The charts as Vega-Lite specifications, made by Altair; the page's script brings each its rows, width and colours.

Belongs here: what is drawn against what. Does not: numbers, colours of themes, tables.
"""

import altair as alt

_SHARE = "%"
_MONTH = "%B %Y"
Drawing = alt.Chart | alt.LayerChart | alt.FacetChart


def specifications() -> dict[str, dict[str, object]]:
    """Each chart by the name that the page knows it by."""
    charts: dict[str, Drawing] = {
        "lines": _lines(),
        "stack": _stack(),
        "bars": _bars(),
        "pay": _pay(),
        "ranks": _ranks(),
    }
    return {name: _bare(chart) for name, chart in charts.items()}


def _bare(chart: Drawing) -> dict[str, object]:
    """The specification without the address of its schema and the theme that Altair would set."""
    specification: dict[str, object] = chart.properties(width="container").to_dict()
    return {name: part for name, part in specification.items() if name not in {"$schema", "config"}}


def _lines() -> Drawing:
    """Shares month by month, faint, and of twelve months, bold; dots where no line can be; a rule tells the numbers."""
    months = alt.X("month:T", title=None, axis=alt.Axis(format="%Y"))
    share = alt.Y("share:Q", title=None, axis=alt.Axis(format=_SHARE, tickCount=5), scale=alt.Scale(zero=True))
    smooth = share.copy()
    smooth.shorthand = "mean:Q"
    dots = share.copy()
    dots.shorthand = "dot:Q"
    base = alt.Chart(alt.NamedData("long")).encode(x=months, color=alt.Color("color:N", scale=None), detail="name:N")
    pointed = alt.selection_point(
        name="pointed", fields=["month"], nearest=True, on="pointerover", clear="pointerout", empty=False
    )
    rule = (
        alt.Chart(alt.NamedData("wide"))
        .mark_rule(strokeWidth=1)
        .encode(x=months, opacity=alt.when(pointed).then(alt.value(0.8)).otherwise(alt.value(0)))
        .add_params(pointed)
    )  # fmt: skip - reads as one sentence
    return alt.layer(
        base.mark_line(strokeWidth=1, opacity=0.3).encode(y=share),
        base.mark_line(strokeWidth=2.5).encode(y=smooth),
        base.mark_circle(size=40, opacity=1).encode(y=dots),
        rule,
    )


def _stack() -> Drawing:
    """Shares that add up to one, month by month."""
    bars: alt.Chart = (
        alt.Chart(alt.NamedData("long"))
        .mark_bar(binSpacing=0.3)
        .encode(
            x=alt.X("yearmonth(month):T", title=None, axis=alt.Axis(format="%Y", grid=False)),
            y=alt.Y("share:Q", title=None, axis=alt.Axis(format=_SHARE, tickCount=5), scale=alt.Scale(domain=[0, 1])),
            color=alt.Color("color:N", scale=None),
            order="slot:Q",
        )
    )
    return bars


def _bars() -> Drawing:
    """A count, month by month."""
    bars: alt.Chart = (
        alt.Chart(alt.NamedData("long"))
        .mark_bar(binSpacing=0.3)
        .encode(
            x=alt.X("yearmonth(month):T", title=None, axis=alt.Axis(format="%Y", grid=False)),
            y=alt.Y("posts:Q", title=None, axis=alt.Axis(format=",d", tickCount=5)),
            color=alt.Color("color:N", scale=None),
            tooltip=[
                alt.Tooltip("month:T", title="Month", format=_MONTH),
                alt.Tooltip("posts:Q", title="Posts", format=",d"),
                alt.Tooltip("replies:Q", title="Replies", format=",d"),
            ],
        )
    )
    return bars


def _pay() -> Drawing:
    """Quartiles year by year: a band from the first to the third, a mark at the median."""
    told = [
        alt.Tooltip("year:O", title="Year"),
        alt.Tooltip("p75:Q", title="75th percentile", format=",.4~r"),
        alt.Tooltip("median:Q", title="Median", format=",.4~r"),
        alt.Tooltip("p25:Q", title="25th percentile", format=",.4~r"),
        alt.Tooltip("posts:Q", title="Posts", format=",d"),
    ]
    base = alt.Chart(alt.NamedData("long")).encode(
        x=alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0), scale=alt.Scale(paddingInner=0.45)),
        color=alt.Color("color:N", scale=None),
        tooltip=told,
    )
    height = alt.Y("p25:Q", title=None, axis=alt.Axis(format="~s", tickCount=5), scale=alt.Scale(zero=True))
    return alt.layer(
        base.mark_bar(opacity=0.35, cornerRadius=3).encode(y=height, y2="p75:Q"),
        base.mark_tick(thickness=3, opacity=1).encode(y=alt.Y("median:Q", title=None)),
    )


def _ranks() -> Drawing:
    """Named amounts, one below the other in the order of the rows, each with its words right of its bar."""
    base = alt.Chart(alt.NamedData("long")).encode(
        y=alt.Y(
            "name:N", title=None, sort=None, axis=alt.Axis(labelLimit=150, grid=False), scale=alt.Scale(padding=0.3)
        ),
        x=alt.X("value:Q", title=None, axis=None),
    )
    # The words stand within the view, so the axis keeps room for them; `end` is the bar's right end, or zero.
    return alt.layer(
        base.mark_bar(cornerRadius=3, height=alt.RelativeBandSize(0.62)).encode(color=alt.Color("color:N", scale=None)),
        base.mark_text(align="left", dx=6).encode(x=alt.X("end:Q", title=None, axis=None), text="words:N"),
    )
