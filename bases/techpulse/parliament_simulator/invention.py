"""Made-up bills at their first reading, in both languages, with every oddity that LEGISinfo's records have.

Here: what a bill says of itself from the start.
Not here: words (`vocabulary`), how it goes on (`stages`), how many there are (`generator`).
"""

from random import Random

from techpulse.parliament_simulator import vocabulary as words
from techpulse.parliament_simulator import way
from techpulse.parliament_simulator.bills import NumberKey, number_key, session_key
from techpulse.parliament_simulator.blank_records import NO_TIME, Text, bilingual, blank_bill
from techpulse.parliament_simulator.markup import Fields
from techpulse.parliament_simulator.stages import complete_next_stage, unreached_stages

_SHARE_WITHOUT_SHORT_TITLE = 0.4
_SHARE_WITH_SUMMARY = 0.5
_SHARE_WITH_NOTES = 0.2
_SHARE_WITH_SIMILAR = 0.4
_SHARE_WITH_NO_TIME = 0.3
_SHARE_WITH_REFERENCES = 0.3
_LEAST_PRIVATE_NUMBER = 200
_KINDS = {
    ("C", False): (3, Text("House Government Bill", "Projet de loi émanant du gouvernement (Cdc)")),
    ("C", True): (4, Text("Private Member’s Bill", "Projet de loi émanant d'un député")),
    ("S", False): (80759, Text("Senate Government Bill", "Projet de loi émanant du gouvernement (Sénat)")),
    ("S", True): (80760, Text("Senate Public Bill", "Projet de loi d'intérêt public du Sénat")),
}
_REGULAR, _PRO_FORMA = (10, Text("Regular", "Ordinaire")), (15, Text("Pro forma", "Pro forma"))
_OATHS = Text("An Act respecting the counting of empty chairs", "Loi concernant le compte des chaises vides")
_TIMES_TO_COME = (
    "PassedHouseSecondReadingDateTime",
    "PassedHouseThirdReadingDateTime",
    "PassedSenateThirdReadingDateTime",
    "ReceivedRoyalAssentDateTime",
)


def invented_bill(code: str, session: str, *, rng: Random, time: str) -> Fields:
    """The record of a made-up bill that is introduced at `time`; C-1 and S-1 are pro forma.

    Raises:
        ValueError: `code` is no number of a bill, or `session` none of a session.
    """
    key = number_key(code)
    fields = blank_bill() | _identity(key, code=code, session=session)
    subject = rng.choice(words.SUBJECTS)
    fields |= _kind(key) | _sponsor(key, rng) | _titles(subject, rng, is_pro_forma=fields["IsProForma"])
    fields["BillStages"] = unreached_stages(way.HOUSE if key.prefix == "C" else way.SENATE)
    if not fields["IsProForma"]:
        fields |= _extras(subject, rng) | _similar(code, session, rng=rng)
        if rng.random() < _SHARE_WITH_NO_TIME:
            fields |= dict.fromkeys(_TIMES_TO_COME, NO_TIME)
    complete_next_stage(fields, time, chapter=0)
    if fields["IsProForma"]:
        fields |= {"StatusId": way.PRO_FORMA.id} | bilingual("StatusName", way.PRO_FORMA.name)
    elif fields["BillDocumentTypeId"] == _KINDS["C", True][0]:
        fields |= {"StatusId": way.OUTSIDE_PRECEDENCE.id} | bilingual("StatusName", way.OUTSIDE_PRECEDENCE.name)
    return fields


def _identity(key: NumberKey, *, code: str, session: str) -> Fields:
    parliament, session_number = session_key(session)
    place = (parliament * 10 + session_number) * 2 + (key.prefix == "S")
    suffix = ord(key.suffix) - ord("A") + 1 if key.suffix else 0
    return {
        "Id": place * 100_000 + key.number * 8 + suffix,
        "NumberCode": code,
        "NumberPrefix": key.prefix,
        "Number": key.number,
        "ParliamentNumber": parliament,
        "SessionNumber": session_number,
        "IsProForma": key.number == 1,
        "IsSessionOngoing": True,
    }


def _kind(key: NumberKey) -> Fields:
    is_private = key.number >= _LEAST_PRIVATE_NUMBER
    # The Senate's pro forma bill is one of its public ones.
    number, name = _KINDS[key.prefix, is_private or (key.prefix, key.number) == ("S", 1)]
    chamber = way.HOUSE if key.prefix == "C" else way.SENATE
    form, form_name = _PRO_FORMA if key.number == 1 else _REGULAR
    return {
        "BillDocumentTypeId": number,
        **bilingual("BillDocumentTypeName", name),
        "IsGovernmentBill": "Government" in name.en,
        "OriginatingChamberOrganizationId": chamber.id,
        **bilingual("OriginatingChamberName", chamber.name),
        "IsHouseBill": chamber is way.HOUSE,
        "IsSenateBill": chamber is way.SENATE,
        "BillFormId": form,
        **bilingual("BillFormName", form_name),
    }


def _sponsor(key: NumberKey, rng: Random) -> Fields:
    is_senator = key.prefix == "S"
    person = rng.choice([one for one in words.PEOPLE if is_senator != bool(one.constituency)])
    title = Text("Senator", "sénatrice") if is_senator else Text("Member of Parliament", "députée")
    return {
        "SponsorSenateSystemAffiliationId": person.id if is_senator else None,
        "SponsorPersonId": person.id,
        "SponsorPersonOfficialFirstName": person.first_name,
        "SponsorPersonOfficialLastName": person.last_name,
        "SponsorPersonUsualFirstName": "",
        "SponsorPersonMiddleName": "",
        "SponsorPersonName": f"{person.first_name} {person.last_name}",
        **bilingual("SponsorPersonShortHonorific", person.honorific),
        **bilingual("SponsorAffiliationTitle", title),
        "SponsorAffiliationRoleId": 3 if is_senator else 2,
        **bilingual("SponsorAffiliationRoleName", title),
        "SponsorConstituencyId": 0 if is_senator else person.id % 1000,
        **bilingual("SponsorConstituencyName", Text(person.constituency, person.constituency)),
    }


def _titles(subject: Text, rng: Random, *, is_pro_forma: bool) -> Fields:
    long, short = _filled(rng.choice(words.LONG_TITLES), subject), _filled(rng.choice(words.SHORT_TITLES), subject)
    if is_pro_forma:
        long = _OATHS
    if is_pro_forma or rng.random() < _SHARE_WITHOUT_SHORT_TITLE:
        short = Text("", "")
    return bilingual("LongTitle", long) | bilingual("ShortTitle", short)


def _extras(subject: Text, rng: Random) -> Fields:
    fields: Fields = bilingual("Notes", Text("", ""))
    if rng.random() < _SHARE_WITH_NOTES:
        fields |= bilingual("Notes", _filled(words.NOTES, subject))
    if rng.random() < _SHARE_WITH_SUMMARY:
        fields |= bilingual("ShortLegislativeSummary", _filled(words.SUMMARY, subject))
        fields["IsFullLegislativeSummaryAvailable"] = rng.random() < _SHARE_WITH_SUMMARY
    if rng.random() < _SHARE_WITH_REFERENCES:
        kind = Text("Related Links", "Liens connexes")
        number = rng.randrange(1000)
        url = Text(f"https://example.org/en?a={number}&b=1", f"https://example.org/fr?a={number}&b=1")
        reference = {"BillDocumentId": 0} | bilingual("Title", subject) | {"WebReferenceTypeId": 8}
        fields["WebReferences"] = [reference | bilingual("WebReferenceTypeName", kind) | bilingual("Url", url)]
    return fields


def _similar(code: str, session: str, *, rng: Random) -> Fields:
    """Up to three bills of earlier sessions; the first of them may be this one before it was reinstated."""
    if rng.random() >= _SHARE_WITH_SIMILAR:
        return {}
    parliament, session_number = session_key(session)
    before = (parliament, session_number - 1) if session_number > 1 else (parliament - 1, 1)
    similar = []
    for number in rng.sample(range(_LEAST_PRIVATE_NUMBER + 1, 400), rng.randrange(1, 4)):
        prefix = rng.choice("CS")
        identity = _identity(
            NumberKey(prefix, number, ""), code=f"{prefix}-{number}", session=f"{before[0]}-{before[1]}"
        )
        titles = _titles(rng.choice(words.SUBJECTS), rng, is_pro_forma=False)
        unsaid = {"LatestBillEventDateTime": NO_TIME, "SponsorPersonName": " ", "IsSessionOngoing": False}
        similar.append(blank_bill() | identity | titles | unsaid)
    fields: Fields = {"SimilarBills": similar}
    if similar[0]["NumberPrefix"] == code[0]:
        origin = {
            "ReinstatedFromBillDocumentId": similar[0]["Id"],
            "ReinstatedFromBillNumberCode": similar[0]["NumberCode"],
        }
        fields |= origin | {"DidReinstateFromPreviousSession": True}
    return fields


def _filled(text: Text, subject: Text) -> Text:
    """`text` about `subject`; in a name of an Act the subject begins with a capital letter."""
    return Text(
        text.en.format(subject=subject.en, Subject=subject.en[:1].upper() + subject.en[1:]),
        text.fr.format(subject=subject.fr),
    )
