"""The words that made-up pages and files of a university are made of, written for this project.

Here: phrases as WordPress renders them, entities included.
Not here: how pages and files are put together (`texts`, `files`).
"""

SCHOOLS = (
    ("arts-sciences", "Arts &amp; Sciences"),
    ("engineering", "Engineering"),
    ("public-health", "Public Health"),
    ("fine-arts", "Fine Arts"),
    ("law", "Law"),
    ("music", "Musique &amp; Théâtre"),
)

SUBJECTS = (
    "Computer Science",
    "Earth &amp; Environment",
    "Women&#8217;s Studies",
    "Statistics",
    "Biomedical Engineering",
    "Español",
    "History of Art &amp; Architecture",
    "Linguistics",
    "Marine Science",
    "Public Policy",
)

TITLES = (
    "{subject}",
    "BA in {subject}",
    "Bachelor&#8217;s Degree in {subject}",
    "Master of Science in {subject} &#8211; Part-Time",
    "{school}: {subject} Courses",
    "Minor in {subject} (4+1)",
    "Faculty &#038; Research: {subject}",
    "About {school} at the University",
)

SENTENCES = (
    "Students complete twelve courses, four of them at the advanced level, with a grade of C or higher.",
    "The program combines coursework with a supervised project in the second year.",
    "Prerequisites may be waived with the instructor&#8217;s consent.",
    'See the <a href="https://www.example.edu/academics/policies/">policies of the school</a> for details.',
    "At least one course must treat ethics, law &amp; society.",
    "Credits earned elsewhere count towards the degree if the department agrees.",
    "This course covers sampling, estimation and testing; it uses R and Python.",
    "Applications are read from 15&nbsp;January on &#8211; late ones while places last.",
    "&#8220;A year abroad changed what I read, and how,&#8221; says a recent graduate.",
    "Seminars meet weekly and are limited to fifteen participants.",
    "Students who&#8217;ve passed the examination may begin with the second course of the sequence.",
    "The thesis is due four weeks before the end of term, in two copies and a PDF\u2026",
    "La maîtrise d\u2019une deuxième langue est recommandée.",
    "Total credits: 64 \u2014 of these, 48 in the major.",
    "Questions? Write to the registrar or come to the office hours.",
    "A laboratory fee of less than $100 (&lt; $100) applies.",
)

HEADINGS = ("Requirements", "Learning Outcomes", "Admission &amp; Aid", "Courses", "What&#8217;s next", "Faculty")

COURSE_CODES = ("CAS CS 111", "ENG BE 209", "SPH BS 723", "CFA MU 105", "LAW JD 520", "CAS EE 302")

FILE_NAMES = ("campus-in-fall", "lab-visit", "commencement", "library", "river-view", "portrait", "program-sheet")

ALT_TEXTS = ("", "Students on the lawn", "A laboratory with a microscope", "Théâtre, 1924", "Map of the campus")
