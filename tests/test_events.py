"""What prose tells of regulators' decisions, and of who makes a drug."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.dates import parse_date
from kg.grammar.events import find_events
from kg.grammar.makers import find_maker
from kg.grammar.readings import Passage
from kg.grammar.regulators import _REGULATORS, find_regulators
from kg.prefixes import expand
from kg.spans import Text
from kg.vocabulary import KG, RDF

AUTHORITIES = Path(__file__).parents[1] / "ontology" / "authorities.ttl"

ACCELERATED, CONDITIONAL, FIRST, FULL = (f"{kind} approval" for kind in ("accelerated", "conditional", "first", "full"))
WITHDRAWN, REFUSED, NOT = "withdrawn", "refused", "not approved"


def prose(*sentences: str) -> list[Text]:
    return [Text.of(words, markdown=False) for words in sentences]


def told(*sentences: str) -> list[tuple[str, str, str | None]]:
    """Regulator, kind and ISO date of each decision that some paragraphs tell, whatever it is for."""
    found = []
    for event in find_events(prose(*sentences)):
        date = parse_date(event.date.name) if event.date else None
        found.append((event.regulator.name, str(event.kind), date.value if date else None))
    return list(dict.fromkeys(found))


SENTENCES: list[tuple[str, list[tuple[str, str, str | None]]]] = [
    (
        "Examplinib was first approved by the FDA on 3 March 2011 for metastatic melanoma.",
        [("FDA", FIRST, "2011-03-03")],
    ),
    (
        "It received accelerated approval from the FDA in May 2016 for locally advanced urothelial carcinoma.",
        [("FDA", ACCELERATED, "2016-05")],
    ),
    (
        "The European Commission granted conditional marketing authorisation in October 2012 for lymphoma.",
        [("European Commission", CONDITIONAL, "2012-10")],
    ),
    (
        "The EMA granted it conditional approval in October 2012 for anaplastic large cell lymphoma, which was"
        " converted to full approval in July 2015.",
        [("EMA", CONDITIONAL, "2012-10"), ("EMA", FULL, "2015-07")],
    ),
    (
        "The FDA approved it on November 10, 2015 for melanoma and the EMA in the same month for advanced melanoma.",
        [("FDA", FIRST, "2015-11-10"), ("EMA", FIRST, "2015-11")],
    ),
    (
        "The FDA granted it accelerated approval on August 9, 2023 for gout, and the EMA gave it conditional approval"
        " in the same month for gout.",
        [("FDA", ACCELERATED, "2023-08-09"), ("EMA", CONDITIONAL, "2023-08")],
    ),
    (
        "In October 2022, a committee of the EMA recommended that it be granted marketing authorisation for gout.",
        [],
    ),
    (
        "The EMA refused a marketing authorisation for breast cancer in November 2013.",
        [("EMA", REFUSED, "2013-11")],
    ),
    (
        "An application for marketing authorisation for soft tissue sarcoma was refused by the EMA in June 2012.",
        [("EMA", REFUSED, "2012-06")],
    ),
    (
        "The application to the EMA for prostate cancer was withdrawn in May 2008 by the company.",
        [("EMA", WITHDRAWN, "2008-05")],
    ),
    (
        "In November 2011, the FDA withdrew its approval for metastatic breast cancer.",
        [("FDA", WITHDRAWN, "2011-11")],
    ),
    (
        "It was granted accelerated approval by the FDA in February 2008 for metastatic breast cancer; the FDA"
        " revoked this approval in November 2011.",
        [("FDA", ACCELERATED, "2008-02"), ("FDA", WITHDRAWN, "2011-11")],
    ),
    (
        "It is not approved by the EMA for gastric cancer.",
        [("EMA", NOT, None)],
    ),
    (
        "Examplinib has not been approved by the FDA for glioma and is being studied for sarcoma.",
        [("FDA", NOT, None)],
    ),
    (
        "Examplinib is not FDA-approved for the treatment of rosacea.",
        [("FDA", NOT, None)],
    ),
    (
        "Examplinib was first approved in the United States in 1998, in the European Union in 2000, and in Japan in"
        " 2001.",
        [("FDA", FIRST, "1998"), ("EMA", FIRST, "2000"), ("PMDA", FIRST, "2001")],
    ),
    (
        "It was first approved by the FDA in 2011, the EMA in 2012, and Health Canada in 2013 for melanoma.",
        [("FDA", FIRST, "2011"), ("EMA", FIRST, "2012"), ("Health Canada", FIRST, "2013")],
    ),
    (
        "The FDA and the EMA first approved it in 2011 and 2012, respectively.",
        [("FDA", FIRST, "2011"), ("EMA", FIRST, "2012")],
    ),
    (
        "Both the FDA and the EMA first approved it in August 2014 for chronic lymphocytic leukemia.",
        [("FDA", FIRST, "2014-08"), ("EMA", FIRST, "2014-08")],
    ),
    (
        "It was first approved by both the FDA and Health Canada in March 2013 for gout.",
        [("FDA", FIRST, "2013-03"), ("Health Canada", FIRST, "2013-03")],
    ),
    (
        "In January 2004, it was first approved by the EMA for multiple myeloma, and in May 2006 by the FDA for the"
        " same indication.",
        [("EMA", FIRST, "2004-01"), ("FDA", FIRST, "2006-05")],
    ),
    (
        "Examplimab was first approved by the MHRA in May 2021 for lung cancer and by the TGA in June 2021.",
        [("MHRA", FIRST, "2021-05"), ("TGA", FIRST, "2021-06")],
    ),
    (
        "It was initially approved by the U.S. Food and Drug Administration (FDA) in 1999 for rheumatoid arthritis.",
        [("FDA", FIRST, "1999")],
    ),
    (
        "It received breakthrough therapy designation in April 2013 and was granted accelerated approval by the FDA"
        " in April 2014.",
        [("FDA", ACCELERATED, "2014-04")],
    ),
    (
        "It was granted orphan drug designation by the FDA in 2010.",
        [],
    ),
    (
        "Examplimab is under review by the EMA for myeloma.",
        [],
    ),
    (
        "A biosimilar was approved by the FDA in 2018.",
        [],
    ),
    (
        "Accelerated approval for follicular lymphoma was granted by the FDA in March 2021 and withdrawn in January"
        " 2022.",
        [("FDA", ACCELERATED, "2021-03"), ("FDA", WITHDRAWN, "2022-01")],
    ),
    (
        "The FDA granted regular approval in July 2017.",
        [("FDA", FULL, "2017-07")],
    ),
    (
        "First approval by the FDA came in May 2001 for chronic myeloid leukemia, with full approval in December 2003.",
        [("FDA", FIRST, "2001-05"), ("FDA", FULL, "2003-12")],
    ),
    (
        "It was first approved by the NMPA in December 2018 for relapsed Hodgkin lymphoma, while the FDA refused it"
        " in March 2022.",
        [("NMPA", FIRST, "2018-12"), ("FDA", REFUSED, "2022-03")],
    ),
    (
        "Health Canada conditionally approved it in June 2019 for biliary tract cancer.",
        [("Health Canada", CONDITIONAL, "2019-06")],
    ),
    (
        "Swissmedic first authorised it in 2015.",
        [("Swissmedic", FIRST, "2015")],
    ),
    (
        "It was approved for the first time by the FDA in December 2000 for acute myeloid leukemia; the approval was"
        " voluntarily withdrawn in June 2010.",
        [("FDA", FIRST, "2000-12"), ("FDA", WITHDRAWN, "2010-06")],
    ),
    (
        "Its accelerated approval by the FDA in 2020 for hepatocellular carcinoma was withdrawn in 2021.",
        [("FDA", ACCELERATED, "2020"), ("FDA", WITHDRAWN, "2021")],
    ),
    (
        "The FDA first approved examplinib in 2006, and the EMA gave a negative opinion in 2007 for the same use.",
        [("FDA", FIRST, "2006"), ("EMA", REFUSED, "2007")],
    ),
    (
        "It is approved by the EMA for multiple sclerosis but is not approved by the FDA for this indication.",
        [("FDA", NOT, None)],
    ),
    (
        "Examplinib was approved by the FDA in July 2013 for metastatic lung cancer.",
        [("FDA", FIRST, "2013-07")],
    ),
    (
        "The drug was approved under the accelerated approval programme of the FDA in June 2018 for mantle cell"
        " lymphoma. That indication was voluntarily withdrawn in April 2023.",
        [("FDA", ACCELERATED, "2018-06"), ("FDA", WITHDRAWN, "2023-04")],
    ),
    (
        "It was first approved by the FDA in 2012 for thyroid cancer, and first approved by the EMA in 2014 for the"
        " same indication. It is not approved by either agency for melanoma.",
        [("FDA", FIRST, "2012"), ("EMA", FIRST, "2014"), ("FDA", NOT, None), ("EMA", NOT, None)],
    ),
    (
        "Examplinib was granted accelerated approval in November 2013 by the FDA for mantle cell lymphoma, but this"
        " indication was withdrawn in May 2023; it was first approved by the EMA in October 2014 for mantle cell"
        " lymphoma.",
        [("FDA", ACCELERATED, "2013-11"), ("FDA", WITHDRAWN, "2023-05"), ("EMA", FIRST, "2014-10")],
    ),
    (
        "The EMA issued a conditional marketing authorisation in February 2016 for lung cancer, and full approval"
        " followed in April 2017.",
        [("EMA", CONDITIONAL, "2016-02"), ("EMA", FULL, "2017-04")],
    ),
    (
        "The EMA at first refused it for gout, in May 2007, but after a re-examination it gave conditional approval in"
        " December 2007.",
        [("EMA", REFUSED, "2007-05"), ("EMA", CONDITIONAL, "2007-12")],
    ),
    (
        "The EMA refused it for gout in May 2016, and only after re-examination was conditional approval granted, in"
        " November 2016.",
        [("EMA", REFUSED, "2016-05"), ("EMA", CONDITIONAL, "2016-11")],
    ),
    (
        "It received accelerated approval from the FDA in November 1995 for gout and in June 1999 for lupus; the"
        " latter was converted to full approval in January 2005.",
        [("FDA", ACCELERATED, "1995-11"), ("FDA", ACCELERATED, "1999-06"), ("FDA", FULL, "2005-01")],
    ),
    (
        "The accelerated approval that the FDA granted in May 1996 for gout became a full approval in June 1998.",
        [("FDA", ACCELERATED, "1996-05"), ("FDA", FULL, "1998-06")],
    ),
    (
        "An accelerated approval for gout, granted by the FDA in August 2018, was withdrawn in December 2020.",
        [("FDA", ACCELERATED, "2018-08"), ("FDA", WITHDRAWN, "2020-12")],
    ),
    (
        "It was first approved by the FDA in 2021 for gout; the EMA (April 2022) and Health Canada (June 2022) also"
        " approved it.",
        [("FDA", FIRST, "2021"), ("EMA", FIRST, "2022-04"), ("Health Canada", FIRST, "2022-06")],
    ),
    (
        "On August 30, 2017 it became the first oral agent to be approved by the FDA, for gout.",
        [("FDA", FIRST, "2017-08-30")],
    ),
    (
        "Approval came first from Swissmedic, in August 2015, for gout, and then from the FDA on November 10, 2015.",
        [("Swissmedic", FIRST, "2015-08"), ("FDA", FIRST, "2015-11-10")],
    ),
    (
        "The FDA granted accelerated approval in May 2020 for lupus. Full approval for lupus was granted in September"
        " 2022, at the same time as accelerated approval for gout.",
        [("FDA", ACCELERATED, "2020-05"), ("FDA", FULL, "2022-09"), ("FDA", ACCELERATED, "2022-09")],
    ),
    (
        "In July 2014, it was first approved by the FDA for gout, and was granted accelerated approval for lupus.",
        [("FDA", FIRST, "2014-07"), ("FDA", ACCELERATED, "2014-07")],
    ),
    (
        "It was first approved by the FDA in 2018 for gout; first approvals by the EMA, in 2019, and by Health Canada,"
        " in 2020, were for gout as well.",
        [("FDA", FIRST, "2018"), ("EMA", FIRST, "2019"), ("Health Canada", FIRST, "2020")],
    ),
    (
        "The FDA first approved it in 2010 for gout. The EMA had already approved it in January 2009.",
        [("FDA", FIRST, "2010"), ("EMA", FIRST, "2009-01")],
    ),
    (
        "The FDA first approved it on January 21, 2015 for gout and the EMA, also in January 2015, for the same"
        " disease; a lotion has been sold since 2016.",
        [("FDA", FIRST, "2015-01-21"), ("EMA", FIRST, "2015-01")],
    ),
    (
        "The FDA, which in March 2014 had declined the application over a fault of the plant, gave its first approval"
        " in August 2014 for gout.",
        [("FDA", REFUSED, "2014-03"), ("FDA", FIRST, "2014-08")],
    ),
    (
        "First approved by the FDA in 2012 for gout, it did worse in Europe, where the EMA refused it in July 2013.",
        [("FDA", FIRST, "2012"), ("EMA", REFUSED, "2013-07")],
    ),
    (
        "In May 2023, the FDA indications in gout and lupus were both withdrawn.",
        [("FDA", WITHDRAWN, "2023-05")],
    ),
    (
        "In May 2010, it was first approved by the FDA for gout and was later given full approval.",
        [("FDA", FIRST, "2010-05")],
    ),
    (
        "It won its first approval from the FDA in March 2015, for gout, and a second, accelerated one in June 2017.",
        [("FDA", FIRST, "2015-03"), ("FDA", ACCELERATED, "2017-06")],
    ),
    (
        "The FDA granted accelerated approval on May 3, 2018, converting it to regular approval on June 4, 2020.",
        [("FDA", ACCELERATED, "2018-05-03"), ("FDA", FULL, "2020-06-04")],
    ),
    (
        "It was approved by the FDA under the accelerated pathway in July 2016 for gout and became full in 2018.",
        [("FDA", ACCELERATED, "2016-07"), ("FDA", FULL, "2018")],
    ),
    (
        "On 4 June 2012 the FDA converted the accelerated approval for gout to full approval.",
        [("FDA", FULL, "2012-06-04")],
    ),
    (
        "The EMA declined in May 2010 to approve it for lupus, and in June 2011 it recommended against approval.",
        [("EMA", REFUSED, "2010-05"), ("EMA", REFUSED, "2011-06")],
    ),
    (
        "It is licensed by the EMA but not by the FDA for lupus.",
        [("FDA", NOT, None)],
    ),
    (
        "Although approved by the EMA in May 2010 for gout, examplimab is not approved by the FDA.",
        [("EMA", FIRST, "2010-05"), ("FDA", NOT, None)],
    ),
    (
        "First approvals came from the FDA in March 2010 and from the EMA the following year.",
        [("FDA", FIRST, "2010-03")],
    ),
    (
        "In 2014 the FDA, and in 2015 the EMA, first approved it for gout.",
        [("FDA", FIRST, "2014"), ("EMA", FIRST, "2015")],
    ),
    (
        "The FDA revoked approval for lupus in November 2011, while the EMA maintained it.",
        [("FDA", WITHDRAWN, "2011-11")],
    ),
    (
        "FDA approval for gout came on May 3, 2010; EMA approval in June 2011.",
        [("FDA", FIRST, "2010-05-03"), ("EMA", FIRST, "2011-06")],
    ),
    (
        "The FDA approval of May 2010 for gout was followed by that of the EMA in June 2011.",
        [("FDA", FIRST, "2010-05"), ("EMA", FIRST, "2011-06")],
    ),
    (
        "The company sought FDA approval in May 2010.",
        [],
    ),
    (
        "Marketing authorisation by the EMA was suspended in May 2011.",
        [],
    ),
    (
        "The FDA approved it on May 2, 2011 for gout and on June 3, 2012 for lupus.",
        [("FDA", FIRST, "2011-05-02")],
    ),
    (
        "First approved by the FDA in May 2011 for gout and by the EMA in June 2012 for lupus, it is made by Sample.",
        [("FDA", FIRST, "2011-05"), ("EMA", FIRST, "2012-06")],
    ),
    (
        "It has been approved since 2011 by the FDA for gout and since 2012 by the EMA for lupus.",
        [("FDA", FIRST, "2011"), ("EMA", FIRST, "2012")],
    ),
    (
        "It was first approved by the EMA in May 2011, and a month later by the FDA, for gout.",
        [("EMA", FIRST, "2011-05")],
    ),
    (
        "The approval for lupus, granted in May 2011, was later revoked by the FDA, in June 2012.",
        [("FDA", WITHDRAWN, "2012-06")],
    ),
    (
        "The FDA refused approval for lupus in May 2012 but, after new data, granted it in June 2014.",
        [("FDA", REFUSED, "2012-05"), ("FDA", FIRST, "2014-06")],
    ),
    (
        "It was refused by the EMA in May 2014, and was not approved by the FDA for retinopathy.",
        [("EMA", REFUSED, "2014-05"), ("FDA", NOT, None)],
    ),
]


@pytest.mark.parametrize(("words", "decisions"), SENTENCES)
def test_each_decision_has_its_regulator_kind_and_date(
    words: str, decisions: list[tuple[str, str, str | None]]
) -> None:
    assert told(words) == decisions


def test_a_decision_keeps_what_it_is_for() -> None:
    text = (
        "It was first approved by the EMA in May 2011 for relapsed or refractory gout, and by the FDA for asthma in"
        " 2012."
    )
    assert [event.condition.name for event in find_events(prose(text)) if event.condition] == [
        "relapsed or refractory gout",
        "asthma",
    ]


CONDITIONS = [
    ("The FDA refused a tablet for once-daily use for gout and lupus in 2011.", "gout and lupus"),
    ("In 2011, the FDA refused it for gout and asked for a second trial.", "gout"),
    ("Although used for the induction of sleep, it is not approved by the FDA for gout.", "gout"),
    ("The indication in gout was withdrawn by the FDA in 2011.", "gout"),
    ("It is not approved by the FDA for early labor or gout.", "early labor or gout"),
    ("It was first approved by the FDA in 2011 for examplism.", "examplism"),
]


@pytest.mark.parametrize(("words", "condition"), CONDITIONS)
def test_what_a_decision_is_for_is_told_by_its_noun(words: str, condition: str) -> None:
    found = find_events(prose(words))
    assert [event.condition.name for event in found if event.condition] == re.split(" and | or ", condition)


def test_this_indication_is_that_of_the_sentence_before_and_says_where_it_stands() -> None:
    words = (
        "In May 2018, it was granted accelerated approval by the FDA for gout. Full approval for this indication"
        " came in May 2020."
    )
    full = find_events(prose(words))[1]
    assert full.condition is not None
    assert full.condition.name == "gout"
    assert [passage.role for passage in full.condition.passages] == ["reference"]
    assert [passage.role for passage in full.regulator.passages] == ["reference"]


def test_several_conditions_of_one_decision_are_told_apart() -> None:
    words = "It was first approved by the FDA in May 2018 for mantle cell lymphoma and multiple myeloma."
    found = find_events(prose(words))
    assert [event.condition.name for event in found if event.condition] == ["mantle cell lymphoma", "multiple myeloma"]
    assert [[name.name for name in event.conditions] for event in found] == [
        ["mantle cell lymphoma"],
        ["multiple myeloma"],
    ]


def test_both_diseases_are_those_of_the_decision_before() -> None:
    words = (
        "The FDA first approved it in May 2018 for acute leukemia and for mastocytosis. The EMA first approved it in"
    )
    events = find_events(prose(f"{words} August 2018 for both diseases."))
    again = [event.condition.name for event in events[2:] if event.condition]
    assert again == ["acute leukemia", "mastocytosis"]


def test_what_befalls_one_of_several_conditions_leaves_the_others_as_they_were() -> None:
    words = (
        "In July 2014, it was granted accelerated approval by the FDA for gout and lupus; both approvals were withdrawn"
        " in 2022. The FDA first approved it in 2016 for gout."
    )
    found = [(event.kind, event.condition.name) for event in find_events(prose(words)) if event.condition]
    both = [(ACCELERATED, "gout"), (ACCELERATED, "lupus"), (WITHDRAWN, "gout"), (WITHDRAWN, "lupus")]
    assert found == [*both, (FIRST, "gout")]


def test_a_second_paragraph_goes_on_from_the_first() -> None:
    first = "Examplinib was first approved by the FDA in 2010 for gout."
    assert told(first, "The approval was withdrawn in 2012.") == [("FDA", FIRST, "2010"), ("FDA", WITHDRAWN, "2012")]


def test_a_later_approval_that_is_no_first_one_is_not_called_so() -> None:
    words = "It was first approved by the FDA in 2010 for gout. In 2012, it was also approved by the FDA for asthma."
    assert told(words) == [("FDA", FIRST, "2010")]


def test_patients_who_were_withdrawn_are_no_decision() -> None:
    assert told("It was first approved by the FDA in 2010. In 2011, patients were withdrawn from the study.") == [
        ("FDA", FIRST, "2010")
    ]


def test_nothing_is_told_without_a_regulator() -> None:
    assert told("It was first approved in May 2010 for gout.") == []


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            "the FDA EMA in May 2010 , ; and for gout was first approved withdrawn full approval while by not this"
            " indication"
            " respectively Health Canada accelerated ( ) . It".split(" ")
        ),
        max_size=30,
    )
)
def test_any_words_are_read_without_fault(words: list[str]) -> None:
    for event in find_events(prose(" ".join(words))):
        assert all(passage.start < passage.end for passage in event.stated)
        for mention in (event.regulator, event.date, event.condition, *event.conditions):
            assert mention is None or all(passage.start < passage.end for passage in mention.passages)


def test_every_regulator_is_an_authority_of_the_vocabulary() -> None:
    graph = rdflib.Graph().parse(AUTHORITIES)
    for key in _REGULATORS:
        assert (
            rdflib.URIRef(expand(f"kgr:authority:{key}")),
            rdflib.URIRef(RDF.type),
            rdflib.URIRef(KG.Authority),
        ) in graph


def test_a_regulator_named_decides_before_a_place_named() -> None:
    (text,) = prose("by the Therapeutic Goods Administration in Japan")
    assert [name.name for _, name in find_regulators(Passage(text, 0, len(text.string)))] == ["TGA"]


MAKERS = [
    ("Examplimab was manufactured by Sample Inc. and marketed under the brand Examplix.", "Sample Inc."),
    ("It is developed by Sample & Co. and marketed by Another.", "Sample & Co."),
    ("It was developed by Sample. It was first approved in 2010.", "Sample"),
    ("It is made by Johnson and Johnson and others.", "Johnson and Johnson"),
    ("It was developed at the University of Sampletown.", "University of Sampletown"),
    ("It was developed by the Swiss company Sample, and is sold by Another.", "Sample"),
    ("Sample's Examplix was a success.", "Sample"),
    ("It was developed by Eli Sample and Company for gout.", "Eli Sample and Company"),
    (
        "It is marketed by Sample Pharmaceutical Industries Ltd. The drug is old.",
        "Sample Pharmaceutical Industries Ltd.",
    ),
    ("It was developed by Sample Science, S.A. in France.", "Sample Science, S.A."),
    ("It was developed by F. Sample-La Example Ltd.", "F. Sample-La Example Ltd."),
    ("Examplimab, developed by Sample Systems and Bristol-Example Squibb, is an antibody.", "Sample Systems"),
    ("It was developed by G.D. Sample & Company.", "G.D. Sample & Company"),
    ("Sample markets it as Examplix.", "Sample"),
    ("It was developed by researchers at the University of Example.", "University of Example"),
    ("Examplimab is an antibody made by recombinant DNA technology.", None),
    ("Examplimab is produced by Chinese hamster cells.", None),
    ("It was first synthesised in 1962.", None),
    ("It is marketed as Examplix in the United States.", None),
]


@pytest.mark.parametrize(("words", "maker"), MAKERS)
def test_the_maker_is_the_first_organisation_that_makes_develops_or_markets(words: str, maker: str | None) -> None:
    found = find_maker(prose(words), ["Examplimab", "Examplix"])
    assert (found.name if found else None) == maker
