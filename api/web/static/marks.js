// The marks in an answer: each is a button for its source, with what the check found in words behind the sentence.

import { element, findAll } from "./dom.js";
import { showCard, hideCard } from "./card.js";
import { say } from "./texts.js";

export const placeOf = ({ path, page }) => (page === null ? path : `${path}, ${say("page_short", { page })}`);

export const verdictOf = (citation) =>
  citation.verdict ?? citation.reason ?? say(citation.supported ? "verdict.says" : "verdict.not_found");

// How a verdict looks: what words do not tell is no alarm.
export const lookOf = ({ supported, unclear }) => `verdict ${supported ? "says" : unclear ? "unclear" : "doubtful"}`;

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

// An answer names each place once, however often it marks it: of a source's places a mark stands for the one of which the
// note behind it tells, else for the one that has most words in common with what was said.
function pairMarks(marks, citations) {
  let claim = "";
  return marks.map((mark, at) => {
    claim = claimOf(mark, marks[at - 1]).trim() || claim; // of several marks in a row all stand for the same
    const said = wordsOf(claim);
    const note = noteBehind(mark);
    const alike = citations.filter(({ n, supported }) => n === Number(mark.dataset.n) && supported === (note === null));
    const noted = alike.filter(({ reason }) => reason === note);
    const own = noted.length ? noted : alike;
    const shared = (citation) => [...wordsOf(citation.quote)].filter((word) => said.has(word)).length;
    return own.reduce((best, one) => (best === undefined || shared(one) > shared(best) ? one : best), undefined);
  });
}

// What stands behind a sentence's marks where no source was found that says so, else null.
function noteBehind(mark) {
  let next = mark.nextSibling;
  while (next && (next.matches?.(".mark") || !next.textContent.trim())) next = next.nextSibling;
  return next?.matches?.(".unfounded") ? next.textContent : null;
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

// Of the mark right before a note, what it stands for.
function citationBefore(note, marks, paired) {
  let before = note.previousSibling;
  while (before && before.nodeType === Node.TEXT_NODE && !before.textContent.trim()) before = before.previousSibling;
  return paired[marks.indexOf(before)];
}

// One word for all marks of a sentence; quotes that are shown word for word need none.
function writeVerdicts(node, marks, paired) {
  for (const [at, mark] of marks.entries()) {
    const next = mark.nextSibling?.textContent.trim() ? mark.nextSibling : mark.nextElementSibling;
    if (!paired[at] || next?.matches?.(".mark, .verdict, .unfounded")) continue;
    mark.after(element("span", { className: lookOf(paired[at]), textContent: verdictOf(paired[at]) }));
  }
  for (const doubt of findAll(".unfounded", node)) {
    const unclear = citationBefore(doubt, marks, paired)?.unclear;
    doubt.className = lookOf({ unclear });
    doubt.title = say(unclear ? "unclear_hint" : "not_found_hint");
  }
}
