"""The words that made-up comments are made of, written for this project.

Here: phrases by name, and sentences whose named gaps they fill.
Not here: how a comment is put together (`postings`).
"""

PHRASES = {
    "start": ("Amber", "Brisk", "Cinder", "Delta", "Ember", "Fern", "Gable", "Heron", "Ivory", "Juniper"),
    "end": ("loop", "works", "grid", "field", "stack", "lane", "forge", "bay", "signal", " & Daughters", "'s Mill"),
    "level": ("Senior", "Staff", "Founding", "Junior", "Lead", "Principal"),
    "craft": ("Backend", "Full-Stack", "Data", "Platform", "Machine Learning", "Embedded", "iOS", "Security"),
    "city": ("Berlin", "Toronto", "New York", "Nairobi", "San Francisco", "Montréal", "Zürich", "Bengaluru"),
    "policy": ("REMOTE", "ONSITE", "HYBRID", "REMOTE (US/Canada)", "REMOTE (EU time zones)", "ONSITE or REMOTE"),
    "pay": ("$150k-$190k + equity", "€70-95k", "$120,000 - $160,000", "£80k", "$180k+ & 0.5% equity", "CAD 130k"),
    "terms": ("Full-time", "Full-Time | VISA", "Contract", "Full-time | INTERNS", "Part-time"),
    "product": ("scheduling software", "a billing engine", "route planning", "sensor networks", "a search index"),
    "customer": ("hospitals", "small farms", "freight companies", "city libraries", "independent game studios"),
    "language": ("Go", "Rust", "Python", "TypeScript", "Elixir", "Kotlin", "C++", "OCaml", "Ruby"),
    "store": ("PostgreSQL", "DuckDB", "Kafka", "ClickHouse", "Redis", "SQLite", "Cassandra"),
    "place": ("AWS", "GCP", "our own racks", "Kubernetes", "bare metal", "Nomad"),
    "number": ("3", "5", "8", "12", "20", "35", "60", "140"),
    "name": ("Ada", "Bo", "Chidi", "Dana", "Emre", "Farah", "Goran", "Hana"),
    "top": ("com", "io", "dev", "co", "org"),
    "host": ("example.com", "example.org", "example.net"),
    "quality": ("patient", "curious", "kind", "stubborn in a good way", "careful", "plain-spoken"),
}

HEADERS = (
    "{company} | {level} {craft} Engineer | {city} | {policy} | {terms} | {pay}",
    "{company} | {craft} Engineer | {city} | {policy} | {pay}",
    "{company} | {level} {craft} Developer | {policy} | {terms}",
    "{company} ({link}) | {level} {craft} Engineer, Product Designer | {city} or {city} | {policy} | {pay}",
    "{company} | Multiple roles | {city} | {policy} | {terms} | {link}",
)

OPENINGS = (
    "Hi! I'm {name}, and I run engineering at {company}, a team of {number} in {city} ({policy}).",
    "{company} is looking for a {level} {craft} Engineer in {city}. {policy} is fine.",
    "We are {company}. We need help with {product}, and soon.",
)

ABOUT = (
    "We build {product} for {customer}, and we have done so for {number} years.",
    "Our customers are {customer} who were tired of spreadsheets.",
    "{company} is profitable, with {number} people and no plan to become a bank.",
    "Last year we moved {number} million records a day without losing one of them.",
    "We started with {product}; today most of our income is from {customer}.",
    "The market is old & quiet, which is exactly why there's so much left to do.",
    'Think of it as {product}, but with a "stop" button that works.',
    "We're backed by people who have run {customer} themselves.",
    "If you've ever waited <3 weeks> for a permit you know the problem that we solve.",
    "Everything we ship is used within a day by {customer} in {number} countries.",
)

WORK = (
    "You will own {product} from the first sketch to the pager.",
    "In your first month you'd replace the part of {product} that we are least proud of.",
    "You'd pair with {name}, who wrote most of it and would love to explain why.",
    "There is no ticket factory here: you talk to {customer} and decide what's next.",
    "Expect about {number} small releases/week, each of them boring.",
    "Half of the job is reading; we'd rather delete code than add to it.",
    "You'll design the next version of our pipeline, which must handle {number}x the load.",
    "We need someone {quality}, since our data is messier than it looks.",
    "You write the design, the tests and the words that {customer} read.",
    "On call is one week in {number}, paid, and mostly quiet.",
)

STACK = (
    "Stack: {language}, {language}, {store} on {place}.",
    "Most services are {language} with {store} behind them.",
    "We run on {place} and deploy with one command & a checklist.",
    "The hot path is {language}; the rest is {language}, because it reads well.",
    "{store} holds the truth and {store} makes it quick to look at.",
    "You needn't know {language} yet, if you've shipped something serious in another language.",
    "We keep {number} dashboards, and people really look at {number} of them.",
    "p99 < 40 ms is a promise in our contracts, so we measure it in every build.",
    "Tests take {number} minutes; we would like your help to halve that.",
    "We pay for tools, upstream our patches, and sponsor {store}.",
)

TEAM = (
    "We're {number} engineers, and nobody has left in {number} quarters.",
    "Two meetings/week, both with notes; everything else is written down.",
    "People here are {quality} and {quality}, and go home at five.",
    "We hire for judgement: {name} joined from a bakery and now leads {product}.",
    "We meet in {city} twice a year; travel is on us.",
    "Our interview is a call, a paid half-day on a real problem, and lunch.",
    "You would report to {name}, our CTO, who still reviews code.",
    "We answer every application within {number} days, also when the answer is no.",
    "Parents, career changers and people with gaps in their CV: please do write.",
    "The founders met while repairing {product} in {city}.",
)

OFFER = (
    "Pay: {pay}, the same band for everyone at that level.",
    "{number} weeks of leave, and we notice if you don't take them.",
    "We sponsor visas for {city} & help with the move.",
    "Equity comes with a ten-year exercise window.",
    "A four-day week is possible: {number} of us work that way.",
    'Budget for books, a desk & "the chair you actually want".',
    "Health cover for you and your family from day one.",
    "{policy}; core hours are 14:00-17:00 UTC.",
    "Contract first is fine if you'd like to try us out.",
    "You get a laptop with whatever system you're fond of.",
)

CALLS = (
    "Apply: {link}",
    "Write to {name} at jobs [at] {host} and say what you'd change about {link}.",
    "More about us and all open roles: {link} (mention HN).",
    "E-mail hn@{host} with a few lines about something that you made.",
    "Questions are welcome below, and so are people who think they don't quite fit.",
)

REPLIES = (
    "Is this open to people in {city}?",
    "Applied last week. Should I expect to hear back?",
    "Yes, we are! Please write to {name} and mention this thread.",
    "The link gives a 404 for me.",
    "Fixed, thanks for telling us: {link}",
    "Do you sponsor visas for the {craft} role?",
    'What does "{policy}" mean in practice? How many days a week in {city}?',
    "I interviewed here in spring. Kind people, clear process, and a quick answer.",
    "Could you add the pay range? Others in this thread say {pay}.",
    "We can't hire in {city} yet, but we're working on it & I'd love to talk.",
    "Is {language} a must, or is experience with {language} enough?",
    "How big is the team that works on {product}?",
    "I've used this at work for {number} months. It's been solid with {store}.",
    "Please don't post more than once per company.",
    "Thanks!",
    "This role is filled now; the {level} {craft} one is still open.",
)

SNIPPETS = (
    "while True:\n    ship()\n    listen()",
    "SELECT name FROM candidates WHERE is_curious AND NOT is_rude;",
    "echo \"hello\" | mail -s 'job' hn@example.org",
)
