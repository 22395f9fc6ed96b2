"""What is to be done: files as they are now against documents as they were taken in."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ingest.events import Outcome
from ingest.known_documents import KnownDocuments, file_key
from ingest.loaders.detect import explain_refusal
from ingest.loaders.load import LOADER_VERSION, is_outdated
from ingest.scan.archive import size_and_times
from ingest.scan.roots import Scope
from ingest.scan.walk import File, Omission, digest, explain_omission
from kb.store.catalog.failures import Failure
from kb.store.store import Store
from kb.types import Document

_CLOCK_NS = 2_000_000_000  # the coarsest clock of a file system
KEPT = "; what it held before is still in the space"


@dataclass(frozen=True)
class Change:
    """A file to be taken in: `digest` is of its bytes, `before` the document that it was until now.

    `modified_ns` is what to compare with in the next run.
    """

    file: File
    digest: str
    modified_ns: int
    before: Document | None = None


@dataclass
class Plan:
    """Each file is in one of these; so is each document that is gone."""

    settled: list[Outcome] = field(default_factory=list)  # unchanged, skipped, or failed
    failed_before: set[tuple[str, str]] = field(default_factory=set)  # their roots and paths
    touched: list[tuple[Document, File]] = field(default_factory=list)  # the same bytes at another time
    moved: list[tuple[Document, File]] = field(default_factory=list)
    copies: list[tuple[Change, Document]] = field(default_factory=list)  # the same bytes as a document's
    fresh: dict[str, list[Change]] = field(default_factory=dict)  # by digest, in the order of paths
    gone: dict[str, Document] = field(default_factory=dict)  # by id
    healed: list[tuple[str, str]] = field(default_factory=list)  # root and path of failures that are no more


def plan_changes(
    found: Sequence[File | Omission], scopes: Sequence[Scope], store: Store, *, verify: bool
) -> Iterator[Plan | str]:
    """The path of each file that is looked into, and last the plan. Nothing is changed.

    With `verify` the contents of every file are compared; else only of those whose size or times are others.
    """
    plan = Plan()
    known = KnownDocuments(store.documents(), [file_key(item.root, item.path) for item in found])
    changed: list[Change] = []
    for item in found:
        if isinstance(item, Omission):
            held = known.protect(item)
            plan.settled.append(Outcome(item.path, item.status, item.reason + (KEPT if held else "")))
            continue
        yield item.path
        changed.extend(_compare(item, known, plan, verify))
    plan.gone = known.find_unseen(scopes)
    failures = store.failures()
    reasons = {(each.root, each.path, each.digest): each.reason for each in failures if each.loader == LOADER_VERSION}
    for change in changed:
        _place(change, known, reasons, plan)
    plan.healed = _find_healed(failures, plan, known, scopes)
    yield plan


def _compare(file: File, known: KnownDocuments, plan: Plan, verify: bool) -> Iterator[Change]:
    """The file, if its bytes are not those of its document."""
    before = known.find_at(file)
    current = before and not is_outdated(before.problems)
    if before and current and not verify and _is_unchanged(before, file):
        _keep(before, file, plan)
        return
    try:
        reason = explain_refusal(file.location)
        if reason and not before:
            plan.settled.append(Outcome(file.path, "skipped", reason))
            return
        now = digest(file.location)
    except OSError as error:
        plan.settled.append(Outcome(file.path, "failed", explain_omission(error) + (KEPT if before else "")))
        return
    if before and current and before.digest == now:
        plan.touched.append((before, replace(file, modified_ns=_make_trusted_time(file.modified_ns))))
        _keep(before, file, plan)
    else:
        yield Change(file, now, _make_trusted_time(file.modified_ns), before)


def _is_unchanged(document: Document, file: File) -> bool:
    """Homes of before 0.5 know no second time."""
    same_time = document.changed_ns in (0, file.changed_ns)
    return same_time and (document.size, document.modified_ns) == (file.size, file.modified_ns)


def _keep(document: Document, file: File, plan: Plan) -> None:
    if (document.root, document.path) != (file.root, file.path):
        plan.moved.append((document, file))
    else:
        plan.settled.append(Outcome(file.path, "unchanged", pages=document.pages, chunks=document.chunks))


def _make_trusted_time(modified_ns: int) -> int:
    """The time of change; off by one where the next change could still bear the same time."""
    return modified_ns - (time.time_ns() - modified_ns < _CLOCK_NS)


def has_changed(file: File) -> bool:
    """Whether it is not as it was met."""
    try:
        return size_and_times(file.location) != (file.size, file.modified_ns, file.changed_ns)
    except OSError:
        return True


def plan_rereading(changed: Iterable[Change]) -> tuple[dict[str, list[Change]], list[Outcome]]:
    """The files as they are now, by digest; and what became of those that are out of reach now."""
    groups: dict[str, list[Change]] = {}
    lost = []
    for change in changed:
        try:
            size, modified_ns, changed_ns = size_and_times(change.file.location)
            file = replace(change.file, size=size, modified_ns=modified_ns, changed_ns=changed_ns)
            now = replace(
                change, file=file, digest=digest(file.location), modified_ns=_make_trusted_time(file.modified_ns)
            )
            groups.setdefault(now.digest, []).append(now)
        except FileNotFoundError:
            lost.append(Outcome(change.file.path, "skipped", "is gone again"))
        except OSError as error:
            lost.append(Outcome(change.file.path, "failed", explain_omission(error) + (KEPT if change.before else "")))
    return groups, lost


def _place(change: Change, known: KnownDocuments, reasons: Mapping[tuple[str, str, str], str], plan: Plan) -> None:
    """`reasons`: why files could not be read, by root, path and digest."""
    file = change.file
    if not change.before:
        moved = min(known.find_gone(change.digest), key=lambda gone: _distance(gone, file), default=None)
        if moved:
            known.mark_found(moved)
            plan.gone.pop(moved.id, None)
            _keep(moved, file, plan)
            return
    source = known.find_copy(change.digest)
    if source:
        plan.copies.append((change, source))
        return
    reason = reasons.get((file.root, file.path, change.digest))
    if reason:
        plan.settled.append(Outcome(file.path, "failed", reason + (KEPT if change.before else "")))
        plan.failed_before.add((file.root, file.path))
        return
    plan.fresh.setdefault(change.digest, []).append(change)


def _find_healed(
    failures: Iterable[Failure], plan: Plan, known: KnownDocuments, scopes: Sequence[Scope]
) -> list[tuple[str, str]]:
    fresh = {(change.file.root, change.file.path) for changes in plan.fresh.values() for change in changes}
    return [
        (failure.root, failure.path)
        for failure in failures
        if (failure.root, failure.path) not in fresh | plan.failed_before
        and known.can_be_seen(file_key(failure.root, failure.path), scopes)
    ]


def _distance(gone: Document, file: File) -> tuple[bool, str]:
    """A file of the same name in another folder is the likelier one."""
    return gone.path.rpartition("/")[2] != file.path.rpartition("/")[2], gone.path
