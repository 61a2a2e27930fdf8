"""Pages against registers' own tables, and what the planted pages cannot hold: a small store made by hand.

Each case is what a page says of a drug and what a register's table, a second page or an older version of it says.
"""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg.conflicts import find_conflicts, load_rules
from kg.prefixes import PREFIXES

HEAD = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
WORLD = """
GRAPH kgg:vocabulary {
  kgr:register:fda kg:authority kgr:authority:fda ; rdfs:label "FDA register" .
  kgr:register:hsa kg:authority kgr:authority:hsa ; rdfs:label "HSA register" .
  kgr:source:pages skos:altLabel "Pages" ; kg:covers kgr:coverage:pages:uses , kgr:coverage:pages:brands .
  kgr:coverage:pages:uses a kg:Coverage ; kg:topic "uses" ; kg:coversAsOf "2025-08" .
  kgr:coverage:pages:brands a kg:Coverage ; kg:topic "brands" ; rdfs:comment "brand names" .
  kgr:source:table skos:altLabel "Table" ; kg:covers kgr:coverage:table:fda .
  kgr:coverage:table:fda a kg:Coverage ; kg:register kgr:register:fda ; kg:coversAsOf "2019-07" ;
    kg:earliestDate "2019-07-01"^^xsd:date ; kg:excludes "cell therapies", "gene therapies", "vaccines" .
}
GRAPH kgg:documents {
  kgd:one kg:source kgr:source:pages ; kg:path "one.txt" . kgd:two kg:source kgr:source:others ; kg:path "two.txt" .
  kgd:table kg:source kgr:source:table ; kg:path "table.zip" .
}
GRAPH kgg:mappings {
  kgr:substance:a kg:askedAs kgr:substance:a ; rdfs:label "alphamab" .
  kgr:substance:b kg:askedAs kgr:substance:b ; rdfs:label "beta" .
  kgr:one:drug:a kg:recordOf kgr:substance:a . kgr:two:drug:a kg:recordOf kgr:substance:a .
  kgr:ingredient:a kg:nameOf kgr:substance:a . kgr:ingredient:b kg:nameOf kgr:substance:b .
  kgr:condition:c skos:exactMatch obo:DOID_1909 . kgr:condition:d skos:exactMatch obo:DOID_1612 .
}
GRAPH kgd:table {
  kgr:table:row:9 a kg:Authorisation ; kg:ingredient kgr:ingredient:b ; kg:register kgr:register:fda ;
    kg:registerName "FDA" ; kg:number "9"
}
GRAPH kgd:one { kgd:one kg:about kgr:one:drug:a ; kg:date kgr:d:1 . kgr:d:1 kg:earliestDate "2020-01-01"^^xsd:date }
GRAPH kgd:two { kgd:two kg:about kgr:two:drug:a }
"""
DAY = (
    'kg:dateKind "{kind}" ; kg:calendarDate "{day}"^^xsd:date ; kg:earliestDate "{day}"^^xsd:date ;'
    ' kg:latestDate "{day}"^^xsd:date .'
)


def approved(day: str = "2010-05-04", kind: str = "antibody") -> str:
    """A page that dates the first approval by the FDA."""
    return f"""
    GRAPH kgd:one {{
      kgr:one:drug:a kg:hasEvent kgr:e . kgr:e kg:authority kgr:authority:fda ; kg:authorityName "FDA" ;
        kg:eventKind "first approval" ; kg:date kgr:day . kgr:day {DAY.format(kind="first approval", day=day)}
    }}
    GRAPH kgd:one {{ kgr:one:drug:a kg:drugClass kgr:class:x . kgr:class:x rdfs:label "{kind}" }}"""


def row(status: str = "Marketed", more: str = "", document: str = "table") -> str:
    """A row of the FDA's register."""
    return f"""
    GRAPH kgd:{document} {{
      kgr:row a kg:Authorisation ; kg:ingredient kgr:ingredient:a ; kg:register kgr:register:fda ;
        kg:registerName "FDA" ; kg:number "1" ; kg:productName "ALPHA" ;
        kg:status "{status}" {more}
    }}"""


def uses(document: str, condition: str, name: str, status: str = "approved", more: str = "") -> str:
    """A use that a page tells."""
    return f"""
    GRAPH kgd:{document} {{
      kgr:{document}:drug:a kg:hasIndication kgr:{document}:i .
      kgr:{document}:i kg:useStatus "{status}" ; kg:conditionName "{name}" ; kg:condition kgr:condition:{condition} ;
        kg:purpose "treat" ; kg:hasUse kgr:{document}:u .
      kgr:{document}:u a kg:IndicationUse {more}
    }}"""


STATUS = """
GRAPH kgd:{0} {{
  kgr:{0}:drug:a kg:hasApprovalStatus kgr:{0}:s .
  kgr:{0}:s kg:authority kgr:authority:fda ; kg:authorityName "FDA" ; kg:status "{1}"
}}"""
NONE = """
GRAPH kgd:two {
  kgr:two:drug:a kg:hasNoneFound kgr:none . kgr:none kg:register kgr:register:fda ; kg:registerName "FDA"
}"""
PEOPLE = "; kg:population kgr:population:{0} . kgr:population:{0} rdfs:label '{0}'"


def found(*said: str) -> set[tuple[str, str]]:
    """The rules that find something, with the kind, where documents say these things; every subject has a passage."""
    store = ox.Store()
    data = f"{WORLD}{''.join(said)}"
    store.update(f"{HEAD}INSERT DATA {{ {data} }}")
    store.update(
        f"{HEAD}INSERT {{ GRAPH ?g {{ ?s kg:evidence kge:1 }} }}"
        "WHERE { GRAPH ?g { ?s ?p ?o } FILTER(CONTAINS(STR(?g), '/document/')) }"
    )
    return {(item.rule.name, item.kind) for item in find_conflicts(store, load_rules())}


GAP, AGAINST, OLD = "coverage gap", "contradiction", "staleness"


def test_the_world_alone_holds_no_disagreement() -> None:
    assert found() == set()


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ((approved(),), {("register-silent", GAP)}),
        ((approved(), row()), set()),
        ((approved("2021-03-01"),), set()),  # after the day to which the table is held
        ((approved(kind="CAR T-cell therapy"),), set()),  # a kind of product that the table leaves out
        ((STATUS.format("one", "approved"),), set()),  # nobody tells when: so it is missing from no register
        ((STATUS.format("one", "approved"), NONE), {("approved-none-found", GAP)}),
        ((STATUS.format("one", "approved"), row("Discontinued")), {("approved-but-ended", AGAINST)}),
        ((STATUS.format("one", "approved"), row("Prescription")), set()),
        ((row(), NONE), {("row-none-found", GAP)}),
        ((row("Refused"), NONE), set()),
        ((approved(), row(), NONE), {("event-none-found", GAP), ("row-none-found", GAP)}),
        (
            (approved(), row(more=f"; kg:date kgr:r . kgr:r {DAY.format(kind='approved', day='2001-01-01')}")),
            {("first-approval-register", AGAINST)},
        ),
        ((approved(), row(more=f"; kg:date kgr:r . kgr:r {DAY.format(kind='approved', day='2010-05-04')}")), set()),
        ((approved(), row(more=f"; kg:date kgr:r . kgr:r {DAY.format(kind='marketed', day='2001-01-01')}")), set()),
        ((STATUS.format("one", "approved"), STATUS.format("two", "discontinued")), {("approval-status", AGAINST)}),
    ],
)
def test_approvals_against_registers(said: tuple[str, ...], expected: set[tuple[str, str]]) -> None:
    assert found(*said) == expected


def page_row(prop: str, value: str) -> str:
    """The same row on a page."""
    return f"""
    GRAPH kgd:one {{
      kgr:one:drug:a kg:hasAuthorisation kgr:one:row .
      kgr:one:row kg:register kgr:register:fda ; kg:registerName "FDA" ; kg:number "1" ; {prop} {value}
    }}"""


@pytest.mark.parametrize(
    ("prop", "one", "other", "expected"),
    [
        ("kg:route", '"Oral"', '"Intravenous"', {("product-route", AGAINST)}),
        ("kg:route", '"Oral"', '"ORAL"', set()),
        ("kg:strength", '"5 mg"', '"10 mg"', {("product-strength", AGAINST)}),
        ("kg:strength", '"55.0 μg/mL"', '"35 mcg/vial"', {("product-strength", "granularity")}),
        ("kg:holderName", '"Sample Inc"', '"Other Inc"', {("product-holder", AGAINST)}),
        ("kg:dosageForm", '"Tablet"', '"Film-coated tablet"', {("product-form", "granularity")}),
    ],
)
def test_one_product_on_a_page_and_in_a_register(
    prop: str, one: str, other: str, expected: set[tuple[str, str]]
) -> None:
    assert found(page_row(prop, one), row(more=f"; {prop} {other}")) == expected


def test_dates_of_one_product_are_compared_by_their_act() -> None:
    first = page_row("kg:date", f"kgr:p . kgr:p {DAY.format(kind='Approval Date', day='2001-01-01')}")
    for kind, expected in (("approved", {("product-date", AGAINST)}), ("Market Date", set())):
        assert found(first, row(more=f"; kg:date kgr:r . kgr:r {DAY.format(kind=kind, day='2003-01-01')}")) == expected


def test_a_first_approval_is_compared_with_that_of_the_applications() -> None:
    application = """
    GRAPH kgd:other {{ kgr:application kg:firstApproval kgr:first . kgr:first {} }}
    GRAPH kgd:table {{ kgr:row kg:application kgr:application }}"""
    days = (DAY.format(kind="first approval", day=day) for day in ("2001-01-01", "2010-05-04"))
    earlier, same = (application.format(day) for day in days)
    assert found(approved(), row(), earlier) == {("first-approval-register", AGAINST)}
    assert found(approved(), row(), same) == set()


def test_what_a_product_is_may_stand_in_other_tables_than_its_number() -> None:
    strength = 'GRAPH kgd:other { kgr:row kg:strength "10 mg" }'
    assert found(page_row("kg:strength", '"5 mg"'), row(), strength) == {("product-strength", AGAINST)}


def test_a_page_may_tell_the_day_of_any_status_that_the_register_keeps() -> None:
    page = page_row("kg:date", f"kgr:p . kgr:p {DAY.format(kind='Market Date', day='2024-02-09')}")
    first = row(more=f"; kg:date kgr:r . kgr:r {DAY.format(kind='marketed', day='2008-10-10')}")
    later = f"""
    GRAPH kgd:table {{
      kgr:row kg:statusChange kgr:change . kgr:change kg:date kgr:c .
      kgr:c {DAY.format(kind="marketed", day="2024-02-09")}
    }}"""
    assert found(page, first) == {("product-date", AGAINST)}
    assert found(page, first, later) == set()


def test_a_decision_that_authorises_nothing_lists_nothing() -> None:
    decision = row("None (Tentative Approval)").replace("a kg:Authorisation", "a kg:RegulatoryDecision")
    assert found(decision, NONE) == set()
    assert found(decision, STATUS.format("one", "approved")) == set()


def test_the_strength_in_a_name_is_compared_where_there_is_one_ingredient() -> None:
    named = row(more='; kg:strength "10 mg"').replace('"ALPHA"', '"ALPHA TABLET 5 mg"')
    assert found(named) == {("strength-in-name", AGAINST)}
    assert found(named.replace("10 mg", "5.6 mg")) == {("more-than-named", "granularity")}  # a salt, or an overfill
    assert found(named.replace("10 mg", "4 mg")) == {("strength-in-name", AGAINST)}
    assert found(named, "GRAPH kgd:table { kgr:row kg:ingredient kgr:ingredient:b }") == set()


def test_one_number_for_several_products_is_no_disagreement_where_one_agrees() -> None:
    second = row(more='; kg:strength "5 mg"').replace("kgr:row", "kgr:row2")
    assert found(page_row("kg:strength", '"5 mg"'), row(more='; kg:strength "10 mg"'), second) == set()


def test_uses_against_decisions() -> None:
    event = """
    GRAPH kgd:two {{
      kgr:two:drug:a kg:hasEvent kgr:x .
      kgr:x kg:eventKind "{}" ; kg:authority kgr:authority:fda ; kg:authorityName "FDA" ;
        kg:conditionName "melanoma" ; kg:condition kgr:condition:c
    }}"""
    told = uses("one", "c", "Melanoma"), STATUS.format("one", "approved")
    assert found(*told, event.format("not approved")) == {("not-approved-but-used", AGAINST)}
    assert found(*told, event.format("withdrawn")) == {("not-approved-but-used", AGAINST)}
    assert found(uses("one", "d", "Breast cancer"), told[1], event.format("not approved")) == set()
    fast = uses("one", "c", "Melanoma", more="; kg:acceleratedApproval true")
    assert found(fast, event.format("full approval")) == {("accelerated-or-full", AGAINST)}
    assert found(told[0], event.format("full approval")) == set()


def test_uses_against_uses() -> None:
    adults, children = PEOPLE.format("adults"), PEOPLE.format("children")
    one = uses("one", "c", "Melanoma", more=children)
    assert found(one, uses("two", "c", "Melanoma", more=adults)) == {("population", GAP)}
    assert found(one, uses("two", "c", "Melanoma", more=children)) == set()
    assert found(one, uses("two", "c", "Melanoma")) == set()  # it names nobody, so it leaves nobody out
    late = uses("one", "c", "Melanoma", more='; kg:description "as maintenance"')
    assert found(late, uses("two", "c", "Melanoma", more='; kg:description "after surgery"')) >= {("setting", GAP)}
    assert found(late, uses("two", "c", "Melanoma", more='; kg:description "for maintenance"')) == set()
    assert found(late, uses("two", "c", "Melanoma")) == set()


def test_two_versions_of_one_page() -> None:
    newer = """
    GRAPH kgd:newer {{ kgd:newer kg:date kgr:d:2 . kgr:d:2 kg:earliestDate "2024-01-01"^^xsd:date .
      kgr:one:drug:a kg:hasApprovalStatus kgr:one:s .
      kgr:one:s kg:authority kgr:authority:fda ; kg:authorityName "FDA" ;
        kg:status "{}" }}
    GRAPH kgg:documents {{ kgd:newer kg:source kgr:source:pages ; kg:path "newer.txt" }}"""
    assert found(STATUS.format("one", "approved"), newer.format("discontinued")) == {("revised-status", OLD)}
    assert found(STATUS.format("one", "approved"), newer.format("approved")) == set()


def test_brands_where_the_other_source_covers_them() -> None:
    brand = "GRAPH kgd:{0} {{ kgr:{0}:drug:a kg:brand kgr:brand:{1} . kgr:brand:{1} rdfs:label '{1}' }}"
    assert found(brand.format("two", "Foo"), brand.format("one", "Bar")) == {("brand-on-one-page", GAP)}
    assert found(brand.format("two", "Foo"), brand.format("one", "Foo")) == set()


def test_a_list_entry_that_leads_to_a_page_on_something_else() -> None:
    entry = """
    GRAPH kgd:two {{
      kgr:list a kg:DrugList ; rdfs:label "Drugs Approved for {0}" ; kg:condition kgr:condition:{1} ; kg:entry kgr:n .
      kgr:n kg:listsDrug kgr:one:drug:a ; kg:group "Drugs Approved for {0}" ; kg:name "Alpha" }}"""
    page = uses("one", "c", "Melanoma")
    assert found(entry.format("Breast Cancer", "d"), page) == {("listed-without-use", GAP)}
    assert found(entry.format("Melanoma", "c"), page) == set()
    assert (
        found(
            entry.format("Skin Cancer", "d"),
            page,
            "GRAPH kgg:mappings { kgr:condition:skin-cancer skos:exactMatch obo:DOID_4159 }",
        )
        == set()
    )
