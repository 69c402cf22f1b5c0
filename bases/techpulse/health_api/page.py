"""A report as one HTML page, for people: the verdict at a glance, then every check in words. No script, no request.

Here: markup and style. Not here: titles and numbers in words (`wording.py`), what is wrong (`service_health`).
"""

from base64 import b64encode
from collections.abc import Iterable
from datetime import UTC
from hashlib import sha256
from html import escape
from itertools import groupby

from techpulse.health_api.wording import observed_in_words, words_for
from techpulse.service_health import Check, HealthReport

_VERDICTS = {"pass": "All is well", "warn": "Needs a look", "fail": "Failing"}
_BADGES = {"pass": "ok", "warn": "warning", "fail": "failing"}
_WORST_FIRST = ("fail", "warn")
_OF_THE_LAKE = frozenset({"database", "disk", "clock", "ledger"})

_STYLE = """
:root { color-scheme: light dark; --ink: #1b1f24; --quiet: #57606a; --paper: #fff; --line: #d8dee4;
  --pass: #116329; --warn: #7a4b00; --fail: #a40e26; --pass-wash: #dafbe1; --warn-wash: #fff3c4; --fail-wash: #ffe3e1 }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --quiet: #9da7b3; --paper: #0d1117; --line: #30363d;
  --pass: #7ee2a0; --warn: #f0c75e; --fail: #ff9a93; --pass-wash: #0f2d1a; --warn-wash: #352a07;
  --fail-wash: #3d1215 } }
* { box-sizing: border-box }
body { margin: 0 auto; padding: 1rem; max-width: 60rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.45 system-ui, sans-serif; overflow-wrap: anywhere }
header { padding: 1rem 1.25rem; border-radius: .5rem; border-left: .5rem solid }
h1 { margin: 0; font-size: 1.75rem } header p, header ul { margin: .4rem 0 0; color: var(--ink) }
header ul { padding-left: 1.2rem }
.pass { color: var(--pass) } .warn { color: var(--warn) } .fail { color: var(--fail) }
header.pass { background: var(--pass-wash) } header.warn { background: var(--warn-wash) }
header.fail { background: var(--fail-wash) }
table { width: 100%; margin-top: 1.25rem; border-collapse: collapse }
caption { padding-bottom: .25rem; text-align: left; font-weight: 600; font-size: 1.1rem }
th, td { padding: .45rem .5rem; border-top: 1px solid var(--line); text-align: left; vertical-align: top }
th { width: 45%; font-weight: 400 } td.value { width: 20%; font-variant-numeric: tabular-nums }
th small, td small { display: block; color: var(--quiet) } td b { font-weight: 600 }
footer { margin-top: 1.5rem; color: var(--quiet); font-size: .875rem } footer a { color: inherit }
@media (max-width: 40rem) { body { padding: .75rem } th, td { padding: .4rem .25rem } th { width: 42% } th small {
  display: none } }
"""
STYLE_HASH = "sha256-" + b64encode(sha256(_STYLE.encode()).digest()).decode()
"""What a Content-Security-Policy needs to let this one style through."""


def page(report: HealthReport) -> str:
    """The whole document; all that comes from the ledger is escaped."""
    verdict = _VERDICTS[report.status]
    tables = "\n".join(_table(group, checks) for group, checks in groupby(report.checks, _group))
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="30">
<title>{verdict} – TechPulse health</title>
<link rel="icon" href="data:,">
<style>{_STYLE}</style>
</head>
<body>
<header class="{report.status}">
<h1>{verdict}</h1>
{_complaints(report)}
</header>
<main>
{tables}
</main>
<footer>As of {_moment(report)}; the page renews itself every 30 seconds.
For machines: <a href="/health">/health</a>, <a href="/metrics">/metrics</a>.</footer>
</body>
</html>
"""


def _group(check: Check) -> str:
    return "the lake" if check.component in _OF_THE_LAKE else check.component


def _moment(report: HealthReport) -> str:
    return f"{report.checks[0].observed_at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def _complaints(report: HealthReport) -> str:
    bad = [check for status in _WORST_FIRST for check in report.checks if check.status == status]
    if not bad:
        return "<p>The database can be read, and every source is as fresh and whole as expected.</p>"
    items = "\n".join(
        f'<li><b class="{check.status}">{escape(check.component)}</b>: {escape(check.output or "")}</li>'
        for check in bad
    )
    return f"<ul>\n{items}\n</ul>"


def _table(group: str, checks: Iterable[Check]) -> str:
    rows = "\n".join(map(_row, checks))
    return f"<table>\n<caption>{escape(group)}</caption>\n<tbody>\n{rows}\n</tbody>\n</table>"


def _row(check: Check) -> str:
    title, meaning = words_for(check.measurement)
    why = f"<small>{escape(check.output)}</small>" if check.output else ""
    return (
        f'<tr><th scope="row">{escape(title)}<small>{escape(meaning)}</small></th>'
        f'<td class="value">{escape(observed_in_words(check))}</td>'
        f'<td><b class="{check.status}">{_BADGES[check.status]}</b>{why}</td></tr>'
    )
