// The document beside the answer: at its page, the statement marked; other citations, pages, zoom, find, the file.

import { button, element, find, iconButton, pathLabel } from "./dom.js";
import { announce } from "./live.js";
import { showPage } from "./viewer_page.js";
import { FindBar } from "./viewer_find.js";
import { readStanding, tellStanding } from "./standing.js";
import { address, getJson } from "./server.js";
import { label, say } from "./texts.js";

const ZOOM = [0.5, 0.75, 1, 1.25, 1.5, 2, 3];
const panel = find("#viewer");

let shown = null; // { document, path, page, span, citations, index, pages }
let origin = null; // what had the focus, to be given it back
let zoom = ZOOM.indexOf(1);
let asText = false;
let inHistory = false; // whether going back closes it
let shownAt = 0; // counts what was asked for: an answer that comes late is dropped

// Opens `citations[index]`, of which the others can be stepped through.
export function openViewer(citations, index, from = document.activeElement) {
  const { document: id, path, page, start, end } = citations[index];
  origin = from;
  return show({ id, path, page: page ?? 1, span: { start, end }, citations, index });
}

// Opens a document at its beginning.
export function openDocument(id, path, from = document.activeElement) {
  origin = from;
  return show({ id, path, page: 1, span: null, citations: [], index: -1 });
}

function closeViewer() {
  if (inHistory) history.back(); // to where it was opened, which hides it
  else hideViewer();
}

// What was deleted is not to be read any more.
export function closeDocument(id) {
  if (shown?.id === id) closeViewer();
}

// Where one has gone elsewhere meanwhile.
export function hideViewer() {
  if (panel.hidden) return;
  const hadFocus = document.activeElement === document.body || panel.contains(document.activeElement);
  inHistory = false;
  panel.hidden = true;
  document.body.classList.remove("viewing");
  shown = null;
  shownAt += 1;
  if (hadFocus && origin?.isConnected) origin.focus();
}

// On a narrow screen a document looks like a page of its own, which going back leaves.
const coversPage = () => getComputedStyle(find("#main")).visibility === "hidden"; // layout.css

// `way` says, this once, where the page is opened but at its marked words: `stay` or `upwards` (viewer_page.js).
async function show(wanted, way = {}) {
  const asked = (shownAt += 1);
  const sameDocument = shown?.id === wanted.id && !panel.hidden;
  shown = wanted;
  if (panel.hidden) {
    panel.hidden = false;
    document.body.classList.add("viewing");
    if (coversPage()) {
      inHistory = true;
      history.pushState(null, "");
    }
  }
  if (!sameDocument) {
    draw();
    drawStanding(wanted.id).catch(() => {});
  }
  const query = { ...wanted.span, ...(wanted.begin === undefined ? {} : { begin: wanted.begin }) };
  let page;
  try {
    page = await getJson(`/web/documents/${encodeURIComponent(wanted.id)}/pages/${wanted.page}`, query);
  } catch (failure) {
    if (asked === shownAt) find(".paper", panel).replaceChildren(element("p", { className: "problem", textContent: failure.told }));
    return;
  }
  if (asked !== shownAt) return;
  shown.pages = page.document.pages;
  shown.picture = page.picture;
  drawBar();
  await showPage(find(".paper", panel), page, { ...wanted, ...way, zoom: ZOOM[zoom], asText, isWanted: () => asked === shownAt }, (begin, upwards) => show({ ...shown, begin }, { upwards }));
  if (asked !== shownAt) return; // closed, or another page, while a picture came
  if (!sameDocument) find("h2", panel).focus({ preventScroll: true });
  announce(say("page_of", { page: wanted.page, pages: shown.pages }));
}

function draw() {
  const bar = new FindBar(shown.id, ({ page, start, end }) => show({ ...shown, page, span: { start, end }, begin: undefined, index: -1 }));
  panel.replaceChildren(
    element(
      "header",
      {},
      element("h2", { tabIndex: -1, title: shown.path, dir: "auto" }, ...pathLabel(shown.path)),
      iconButton("close", say("close"), closeViewer),
    ),
    element("p", { className: "standing" }),
    element("div", { className: "citations" }),
    element("div", { className: "toolbar" }),
    bar.node,
    element("div", { className: "paper", tabIndex: 0, role: "document" }),
  );
}

async function drawStanding(id) {
  const standing = await readStanding(id);
  if (shown?.id !== id) return;
  const relation = (name) =>
    standing[name].length
      ? [element("span", { className: `relation ${name}` }, label(name, ""), ...standing[name].map(({ id: other, path }) => button(path, () => openDocument(other, path))))]
      : [];
  find(".standing", panel).replaceChildren(element("span", { textContent: tellStanding(standing) }), ...relation("replaced_by"), ...relation("replaces"));
}

function drawBar() {
  const { citations, index, page, pages, id } = shown;
  const steps = find(".citations", panel);
  const many = citations.length > 1;
  steps.hidden = !many;
  steps.replaceChildren(
    iconButton("up", say("previous_citation"), () => step(-1)),
    element("span", { textContent: index < 0 ? "" : say("citation_of", { n: index + 1, count: citations.length }) }),
    iconButton("down", say("next_citation"), () => step(1)),
  );
  find(".toolbar", panel).replaceChildren(
    iconButton("left", say("previous_page"), () => turnTo(page - 1), { disabled: page <= 1 }),
    element("span", { className: "at", textContent: say("page_of", { page, pages }) }),
    iconButton("right", say("next_page"), () => turnTo(page + 1), { disabled: page >= pages }),
    iconButton("minus", say("zoom_out"), () => zoomBy(-1), { disabled: zoom === 0 }),
    iconButton("plus", say("zoom_in"), () => zoomBy(1), { disabled: zoom === ZOOM.length - 1 }),
    ...(shown.picture ? [button(say(asText ? "as_picture" : "as_text"), toggleText)] : []),
    element("a", { className: "download icon icon-download", href: address(`/documents/${encodeURIComponent(id)}/file`), title: say("download"), download: "", aria: { label: say("download") } }),
  );
}

function step(by) {
  const { citations, index } = shown;
  const next = (Math.max(index, 0) + by + citations.length) % citations.length;
  const { document: id, path, page, start, end } = citations[next];
  show({ id, path, page: page ?? 1, span: { start, end }, citations, index: next });
}

const turnTo = (page) => show({ ...shown, page, span: null, begin: undefined, index: -1 });

function zoomBy(by) {
  zoom += by;
  const { scrollTop, scrollHeight } = find(".paper", panel);
  show(shown, { stay: scrollTop / scrollHeight });
}

function toggleText() {
  asText = !asText;
  show(shown);
}

addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !panel.hidden && !find("#dialog").open) closeViewer();
});
addEventListener("popstate", () => {
  if (inHistory) hideViewer();
});
