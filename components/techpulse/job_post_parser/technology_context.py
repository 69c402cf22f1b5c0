"""The words and marks that tell a technology from an English word or a company of the same name.

Belongs here: those words. Does not: how they are weighed (`technology_evidence.py`).
"""

from techpulse.job_post_parser.technology_forms import LINE_END


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


BULLETS = frozenset("•*·-–")
LIST_MARKS = frozenset({",", "/", "+", "&", "and", "or", "(", ")", ";", "[", "]", ">", "→", LINE_END, "plus"}) | BULLETS
"""What stands between the items of a list."""
FILLERS = _words(
    "ci cd etc e.g eg i.e some mostly mainly modern vanilla possibly maybe especially preferably either both vs "
    "with on via using over"
)
"""Words that may stand there, too."""
BOUNDARIES = LIST_MARKS | frozenset({".", "!", "?", ":", "|", "", "…", "—", "'", "’", '"'})
"""What may follow a form that stands there as a noun by itself; "" is the end of the text."""
FULL_STOPS = frozenset({".", "!", "?", LINE_END})
SENTENCE_ENDS = FULL_STOPS | frozenset(":|•*")
OPENINGS = frozenset("(,/")
NEVER_BEFORE = frozenset("'’@#$")

BEFORE_HEADER = frozenset({LINE_END, '"', "*", "-", "["})
FIELD_ENDS = frozenset("|(–—")
FIELD_ENDS_WITHOUT_BAR = frozenset("(–—-")
SUFFIXES = _words(
    "inc labs ltd limited gmbh llc technologies technology software computing ag corp corporation co . , io ai"
)
"""What may follow an employer's name in its field."""

CRAFT = _words(
    "developer developers engineer engineers programmer programmers programming dev devs code codebase coder coders "
    "hacker hackers lang"
)
"""Words that make even a lower-case word before them a technology."""
TRADES = _words(
    "software backend frontend mobile web game games ui application applications platform core systems fullstack"
)
"""Words that may stand between it and them."""
BUILT = CRAFT | _words(
    "framework backend services service microservices api apis app apps application applications stack scripts script "
    "scripting experience expert experts expertise cluster clusters pipelines queries plugins plugin extension "
    "extensions server servers skills knowledge library libraries development client clients sdk module modules role "
    "ecosystem engineering specialist architect package packages contracts shop projects blockchain "
)
"""Words that make a capitalised word before them a technology."""
OFFERED = _words("api apis integration integrations developer developers admin apps plugins extension")
"""Words that make a vendor's name before them its product."""
USING = _words(
    "using use uses used leveraging leverage love learn know knows write writing deploy modern idiomatic run runs "
    "running"
)
"""Words that make a capitalised word after them a technology."""
PREPOSITIONS = frozenset(
    {"with", "in", "of", "on", "like", "is", "are", "include", "includes", "as", ":", "for", "by", "through"}
)
HOSTED = _words("hosted host deployed deploy deploys built build builds running run runs infrastructure based")
"""Words after which a vendor is where something runs, rather than where it can be read."""
LOWER_PREPOSITIONS = frozenset({"with", "in", "on"})
SKILL = _words(
    "written write writing wrote experience experienced knowledge proficient proficiency familiar familiarity fluent "
    "fluency expertise expert skilled skills built build building program programming code coded coding powered "
    "develop developed developing development developers background based work working stack tech technologies "
    "language languages framework frameworks backend frontend tools technology comfortable understanding "
    "implemented entirely mostly mainly primarily exclusively hosted deployed such things systems infrastructure "
    "servers deploy orchestration automation automated management testing tests migrate migrating moving move "
    "rely relies relying users"
)
"""Words that do so with one of the prepositions between."""
ABILITIES = _words(
    "skills experience knowledge proficient proficiency familiar familiarity fluent expertise experienced"
)
"""Those that may stand far before the last item of a list of skills."""
TASKS = _words(
    "source version ci continuous deployment deployments monitoring logging logs metrics hosting caching queues "
    "queueing messaging orchestration analytics testing builds provisioning configuration storage persistence styling "
    "alerting containerization containerisation workflow automation search payments billing tracing observability"
)
"""What a tool is named for: `X for version control`."""
COMPANY = _words(
    "customers customer clients investors investor backed founders founder founded cofounded alumni alums ex formerly "
    "former previously veterans companies trusted acquired partners partnered funded funding hires executives leaders "
    "brands employees joined left invested places"
)
"""Words after which a vendor's name is that of an employer, a customer or an investor."""
