"""The words that made-up conferences are made of, written for this project; no such conference exists.

Here: phrases and places.
Not here: how conferences are put together (`generator`).
"""

SUBJECTS = ("machine learning", "natural language processing", "computer vision", "data mining", "robotics")
FORMS = ("International Conference on", "Annual Meeting of the Society for", "Symposium on", "European Conference on")
TOPICS = (
    "Lighthouse Signals",
    "Harbour & Tide Models",
    "Quiet Machines",
    "Whispered Languages",
    "Paper Kites",
    "Moss and Lichen Imaging",
    "Clockwork Reasoning",
    "Night Trains",
    "Bell Ringing",
    "Map Folding",
    "Ferry Libraries",
    "Rain Gauges",
)
ASPECTS = ("Learning", "Inference", "Retrieval", "Control", "Translation", "Vision", "Mining", "Dialogue")
SYLLABLES = ("VO", "KE", "LA", "TU", "RI", "MO", "ZA", "NE", "PI", "SU", "DO", "FY")
PLACES = (
    ("Port Lantern", "Norway"),
    ("São Brandão", "Portugal"),
    ("Kettle Lake", "Canada"),
    ("Neu-Ährenfeld", "Germany"),
    ("Shiomizaki", "Japan"),
    ("Baie-des-Glaces", "France"),
)
ZONES = ("AoE", "AoE", "AoE", "UTC-12", "America/New_York", "Europe/Berlin", "GMT")
NOTES = (
    "",
    "Abstracts are due a week earlier.",
    "Papers & posters go by the same date. More info <a href='https://example.org/cfp'>here</a>.",
    "Held together with the Society's kite day.",
)
