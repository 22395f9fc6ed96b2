// The marks in an answer: each is a button for its source, with what the check found in words behind the sentence.

import { element, findAll } from "./dom.js";
import { showCard, hideCard } from "./card.js";
import { say } from "./texts.js";

export const placeOf = ({ path, page }) => (page === null ? path : `${path}, ${say("page_short", { page })}`);

export const verdictOf = (citation) =>
  citation.verdict ?? citation.reason ?? say(citation.supported ? "verdict.says" : "verdict.not_found");

// Of several citations of one source the marks stand for the first, the second…; further ones for the last.
function pairMarks(marks, citations) {
  const seen = new Map();
  return marks.map((mark) => {
    const n = Number(mark.dataset.n);
    const at = seen.get(n) ?? 0;
    seen.set(n, at + 1);
    const own = citations.filter((citation) => citation.n === n);
    return own[Math.min(at, own.length - 1)];
  });
}

export function decorateMarks(node, turn, open) {
  const sources = (turn.sources ?? []).map((hit) => ({ ...hit, n: hit.rank, quote: hit.text, supported: true }));
  const citations = turn.answer?.citations ?? [];
  const marks = findAll("button.mark", node);
  const paired = pairMarks(marks, citations);
  for (const [at, mark] of marks.entries()) {
    const citation = paired[at] ?? sources[Number(mark.dataset.n) - 1];
    if (!citation) continue;
    const list = citations.length ? citations : [citation];
    mark.setAttribute("aria-label", `${say("open_source", { n: citation.n, place: placeOf(citation) })}, ${verdictOf(citation)}`);
    mark.onclick = () => open(list, Math.max(0, list.indexOf(citation)), mark);
    mark.onmouseenter = mark.onfocus = () => showCard(mark, citation);
    mark.onmouseleave = mark.onblur = hideCard;
  }
  if (turn.answer && turn.answer.model !== "builtin") writeVerdicts(node, marks, paired);
}

// One word for all marks of a sentence; quotes that are shown word for word need none.
function writeVerdicts(node, marks, paired) {
  for (const [at, mark] of marks.entries()) {
    const next = mark.nextSibling?.textContent.trim() ? mark.nextSibling : mark.nextElementSibling;
    if (!paired[at] || next?.matches?.(".mark, .verdict, .unfounded")) continue;
    const kind = paired[at].supported ? "verdict says" : "verdict doubtful";
    mark.after(element("span", { className: kind, textContent: verdictOf(paired[at]) }));
  }
  for (const doubt of findAll(".unfounded", node)) {
    doubt.className = "verdict doubtful";
    doubt.textContent = say("verdict.not_found");
    doubt.title = say("not_found_hint");
  }
}
