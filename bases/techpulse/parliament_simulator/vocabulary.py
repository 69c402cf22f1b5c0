"""The words that made-up bills are made of, in both languages, written for this project.

Here: phrases and people, none of them real.
Not here: how bills are put together (`invention`).
"""

from typing import NamedTuple

from techpulse.parliament_simulator.blank_records import Text


class Person(NamedTuple):
    """Who may sponsor a bill; `honorific` and `constituency` may be empty."""

    id: int
    first_name: str
    last_name: str
    constituency: str
    honorific: Text = Text("", "")


LONG_TITLES = (
    Text("An Act respecting {subject}", "Loi concernant {subject}"),
    Text(
        "An Act to establish a national strategy for {subject}",
        "Loi établissant une stratégie nationale pour {subject}",
    ),
    Text("An Act to amend the Canoe Act ({subject})", "Loi modifiant la Loi sur les canots ({subject})"),
    Text(
        "An Act to amend certain Acts in relation to {subject}",
        "Loi modifiant certaines lois en ce qui concerne {subject}",
    ),
)
SHORT_TITLES = (
    Text("{Subject} Act", "Loi sur {subject}"),
    Text("Fairness for {subject} Act", "Loi sur l’équité pour {subject}"),
)
SUBJECTS = (
    Text("lighthouse keepers’ pensions", "les pensions des gardiens de phare"),
    Text("the snow on flat roofs", "la neige sur les toits plats"),
    Text("maple taffy & its labelling", "l’étiquetage de la tire d’érable"),
    Text("night trains between small towns", "les trains de nuit entre petites villes"),
    Text("the right to mend one’s own bicycle", "le droit de réparer sa propre bicyclette"),
    Text("ice roads <north> of sixty", "les routes de glace au <nord> du soixantième"),
    Text("libraries on ferries", "les bibliothèques à bord des traversiers"),
    Text("the counting of loons", "le dénombrement des huards"),
    Text("quiet hours in harbours", "les heures de silence dans les ports"),
    Text("school kitchens", "les cuisines d’école"),
)
PEOPLE = (
    Person(900001, "Aimée", "L’Écuyer", "Baie-des-Glaces—Rive-Haute", Text("Hon.", "L’hon.")),
    Person(900002, "Tobias", "Fenwick-Okoro", "Kettle Lake", Text("Right Hon.", "Le très hon.")),
    Person(900003, "Noor", "Sandhurst", "Harbour East—Old Mill"),
    Person(900004, "Jean-Zéphyr", "Bonenfant", "Val-Sableux"),
    Person(900005, "Ida", "Quill", ""),
    Person(900006, "Oskar", "d’Amboise", "", Text("Hon.", "L’hon.")),
)
SUMMARY = Text(
    "<div>This made-up enactment deals with {subject}.<p></p>It also says what to do on <em>Sundays</em>.</div>",
    "<div>Ce texte inventé porte sur {subject}.<p></p>Il dit aussi ce qui se fait le <em>dimanche</em>.</div>",
)
NOTES = Text(
    "<div>Study of {subject} was put off to the autumn &amp; then to the spring.</div>",
    "<div>L’étude de {subject} a été remise à l’automne &amp; ensuite au printemps.</div>",
)
