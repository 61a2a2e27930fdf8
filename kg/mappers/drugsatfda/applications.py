"""What the rows about applications say: Applications, Submissions, SubmissionPropertyType and ApplicationDocs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import quote

from kg.mappers.drugsatfda.products import NAME, REGISTER, application_iri, find_subject
from kg.mappers.drugsatfda.register import NO_SUBMISSION, Register, place, read_day
from kg.model import Description, Iri, Literal, Node
from kg.nodes import describe_date, describe_name, mint_iri
from kg.tables import Passed, Record, Rejected, Said
from kg.vocabulary import KG, RDFS

_REPEATED = Rejected("its ApplNo stands in an earlier row as well, which is kept", "ApplNo")
_SUBMITTED = Rejected("its ApplNo, type and number stand in an earlier row as well, which is kept", "SubmissionNo")
_NO_PROPERTY = Passed("says that the submission has no property (Null)")
_OTHER_PROPERTY = Rejected("a property that is neither Orphan nor Null", "SubmissionPropertyTypeCode")
_NO_ADDRESS = Rejected("its address is no address on the web", "ApplicationDocsURL")
_DATE_KINDS = {"AP": "approval", "TA": "tentative approval"}
_FIRST, _DOCUMENT = "first approval", "document"
# an ANDA is an application for a generic drug: FDA, Drugs@FDA Glossary of Terms; 21 USC 355(j)
_ABBREVIATED, _GENERIC = "ANDA", (KG.designation, Literal("generic"))
_SILENT = frozenset(("", "N/A", "UNKNOWN"))
_UNTITLED = frozenset(("", "0"))
_OF_APPLICATION = "APPL"
_NO_DAY = "1900-01-01 stands for an unknown day"
_WEB = re.compile(r"https?://[^/\s]+\.[^/\s]+", re.IGNORECASE)
_SAFE = "!#$%&'()*+,/:;=?@[]~"  # RFC 3986: reserved characters, and the sign of those that are encoded already


@lru_cache(maxsize=50_000)
def _submission_iri(application: str, kind: str, number: str) -> Iri:
    return mint_iri("drugsatfda", "submission", application, kind, number)


@lru_cache(maxsize=50_000)
def _describe_day(kind: str, written: str) -> Description | None:
    """A day without its evidence; the time of the extract is always midnight, and is left out."""
    day = read_day(written)
    return describe_date("drugsatfda", kind, written.partition(" ")[0], day) if day else None


def map_application(record: Record, context: Register) -> Iterator[Said]:
    """Yield an application with its holder, who is the holder of its products, too; those of an ANDA are generic."""
    application = record["ApplNo"]
    if refused := context.refuse(application):
        yield refused
        return
    if place("Applications", record) in context.repeated:
        yield _REPEATED
        return
    evidence = record.cite("drugsatfda.applications")
    number, kind, sponsor = context.number(application), record["ApplType"], record["SponsorName"]
    properties: list[tuple[Iri, Node]] = [
        (RDFS.label, Literal(f"{NAME} {number}")),
        (KG.register, REGISTER),
        (KG.number, Literal(number)),
    ]
    if kind:
        properties.append((KG.applicationType, Literal(kind)))
    of_products: list[tuple[Iri, Node]] = [_GENERIC] if kind.upper() == _ABBREVIATED else []
    if sponsor:
        # the table has no address; an applicant abroad has an agent in the United States: 21 CFR 314.50(a)(5)
        holder = describe_name(KG.Organisation, sponsor, evidence, within="United States")
        held = (KG.holderName, Literal(sponsor)), (KG.holder, holder.subject)
        properties += held
        of_products += held
        yield holder
    for product in (context.products or {}).get(application, ()) if of_products else ():
        subject, of = find_subject(application, product, context)
        yield Description(subject, of, tuple(of_products), (evidence,))
    yield Description(application_iri(application), KG.Application, tuple(properties), (evidence,))


def map_submission(record: Record, context: Register) -> Iterator[Said]:
    """Yield a submission with its status, date, class and priority; and the first approval where it is that."""
    application = record["ApplNo"]
    if refused := context.refuse(application):
        yield refused
        return
    where = place("Submissions", record)
    if where in context.repeated:
        yield _SUBMITTED
        return
    evidence = record.cite("drugsatfda.submissions")
    kind, number, status = record["SubmissionType"], record["SubmissionNo"], record["SubmissionStatus"]
    properties: list[tuple[Iri, Node]] = [
        (RDFS.label, Literal(f"{NAME} {context.number(application)} {kind} {number}")),
        (KG.application, application_iri(application)),
        (KG.submissionType, Literal(kind)),
        (KG.submissionNumber, Literal(number)),
    ]
    if status:
        properties.append((KG.status, Literal(status)))
    written = record["SubmissionStatusDate"]
    if date := _describe_day(_DATE_KINDS.get(status, status), written):
        properties.append((KG.date, date.subject))
        yield date._replace(evidence=(evidence,))
    else:
        yield record.unresolved("SubmissionStatusDate", "date", _why_no_day(written))
    if code := record["SubmissionClassCodeID"]:
        if words := context.classes.get(code):
            if words.upper() not in _SILENT:
                properties.append((KG.submissionClass, Literal(words)))
        else:
            yield record.unresolved("SubmissionClassCodeID", "submission class", "not in SubmissionClass_Lookup")
    if (priority := record["ReviewPriority"]) not in _SILENT:
        properties.append((KG.reviewPriority, Literal(priority)))
    if remark := record["SubmissionsPublicNotes"]:
        properties.append((KG.description, Literal(remark.replace('""', '"'))))
    subject = _submission_iri(application, kind, number)
    yield Description(subject, KG.Submission, tuple(properties), (evidence,))
    if where in context.firsts and (first := _describe_day(_FIRST, written)):
        approval = ((KG.firstApproval, first.subject),)
        yield first._replace(evidence=(evidence,))
        yield Description(application_iri(application), KG.Application, approval, (evidence,))


def _why_no_day(written: str) -> str:
    if not written:
        return "no date is given"
    return _NO_DAY if written.startswith("1900-01-01") else "no day of the calendar"


def map_property(record: Record, context: Register) -> Iterator[Said]:
    """Yield that a submission is for an orphan drug."""
    code = record["SubmissionPropertyTypeCode"].casefold()
    key = record["ApplNo"], record["SubmissionType"], record["SubmissionNo"]
    if refused := context.refuse(key[0]):
        yield refused
    elif context.submissions is not None and key not in context.submissions:
        yield NO_SUBMISSION
    elif code in ("", "null"):
        yield _NO_PROPERTY
    elif code != "orphan":
        yield _OTHER_PROPERTY
    else:
        said = ((KG.designation, Literal("orphan")),)
        yield Description(_submission_iri(*key), KG.Submission, said, (record.cite("drugsatfda.properties"),))


def map_document(record: Record, context: Register) -> Iterator[Said]:
    """Yield a letter, label or review with its address, and the submission (or application) that it is about."""
    key = record["ApplNo"], record["SubmissionType"], record["SubmissionNo"]
    if refused := context.refuse(key[0]):
        yield refused
        return
    about = application_iri(key[0]), KG.Application
    if key[1] != _OF_APPLICATION:
        about = _submission_iri(*key), KG.Submission
        if context.submissions is not None and key not in context.submissions:
            yield NO_SUBMISSION
            return
    address = record["ApplicationDocsURL"]
    if not _WEB.match(address):
        yield _NO_ADDRESS
        return
    evidence = record.cite("drugsatfda.documents")
    scheme, _, rest = quote(address, _SAFE).partition(":")
    page = Iri(f"{scheme.lower()}:{rest}")  # httpS: is https: (RFC 3986, 6.2.2.1)
    kind, title = context.documents.get(record["ApplicationDocsTypeID"], ""), record["ApplicationDocsTitle"]
    title = kind or "document" if title in _UNTITLED else title
    properties: list[tuple[Iri, Node]] = [(RDFS.label, Literal(title)), (KG.title, Literal(title))]
    if kind:
        properties.append((KG.resourceKind, Literal(kind)))
    else:
        yield record.unresolved("ApplicationDocsTypeID", "kind of document", "not in ApplicationsDocsType_Lookup")
    written = record["ApplicationDocsDate"]
    if date := _describe_day(_DOCUMENT, written):
        properties.append((KG.date, date.subject))
        yield date._replace(evidence=(evidence,))
    else:
        yield record.unresolved("ApplicationDocsDate", "date", _why_no_day(written))
    yield Description(page, KG.RelatedResource, tuple(properties), (evidence,))
    yield Description(*about, ((KG.relatedResource, page),), (evidence,))
