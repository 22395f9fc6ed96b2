// The marks in an answer: each is a button for its source, with what the check found in words behind the sentence.

import { element, findAll } from "./dom.js";
import { showCard, hideCard } from "./card.js";
import { say } from "./texts.js";

export const placeOf = ({ path, page }) => (page === null ? path : `${path}, ${say("page_short", { page })}`);

export const verdictOf = (citation) =>
  citation.verdict ?? citation.reason ?? say(citation.supported ? "verdict.says" : "verdict.not_found");

// The text that a mark stands behind: from the mark before it, or from the row's or block's beginning.
function claimOf(mark, before) {
  const range = document.createRange();
  const around = mark.closest("tr, li, p, h1, h2, h3, h4, h5, h6") ?? mark.parentElement;
  range.selectNodeContents(around);
  if (before && around.contains(before)) range.setStartAfter(before);
  range.setEndBefore(mark);
  return range.toString();
}

// Words, of Chinese and Japanese the signs.
const wordsOf = (text) => new Set(text.toLowerCase().match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|[\p{L}\p{N}]+/gu) ?? []);

// An answer names each place once, however often it marks it: of a source's places a mark stands for the one that has
// most words in common with what was said.
function pairMarks(marks, citations) {
  let claim = "";
  return marks.map((mark, at) => {
    claim = claimOf(mark, marks[at - 1]).trim() || claim; // of several marks in a row all stand for the same
    const said = wordsOf(claim);
    const own = citations.filter(({ n, supported }) => n === Number(mark.dataset.n) && supported === !isDoubted(mark));
    const shared = (citation) => [...wordsOf(citation.quote)].filter((word) => said.has(word)).length;
    return own.reduce((best, one) => (best === undefined || shared(one) > shared(best) ? one : best), undefined);
  });
}

// Whether a sentence's marks end with the sign that no source was found that says so.
function isDoubted(mark) {
  let next = mark.nextSibling;
  while (next && (next.matches?.(".mark") || !next.textContent.trim())) next = next.nextSibling;
  return Boolean(next?.matches?.(".unfounded"));
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
    doubt.title = say("not_found_hint");
  }
}
