// A page as a picture (PDF), or as text; whichever it is, the marked words are brought into sight.

import { button, element, find, setHtml } from "./dom.js";
import { address } from "./server.js";
import { loadTranslations, translate } from "./translations.js";
import { say } from "./texts.js";

// Stays at `stay`, a share of the page's height, where it is a number. `goTo` is given where the part of a long text
// begins that is to be shown, and whether it is read from its end up. `isWanted` says whether the reader still waits.
export async function showPage(paper, page, { id, path, page: number, span, zoom, asText, upwards, stay, isWanted }, goTo) {
  if (page.problem) await loadTranslations();
  const pictured = page.picture && !asText && (await showPicture(paper, id, path, number, span, zoom, isWanted));
  if (!isWanted()) return;
  if (!pictured) showText(paper, page, zoom, goTo, upwards);
  if (stay !== undefined) paper.scrollTop = stay * paper.scrollHeight;
}

function showText(paper, page, zoom, goTo, upwards) {
  const text = element("div", { className: page.flows ? "text flows" : "text", dir: "auto" });
  setHtml(text, page.html);
  if (page.flows) joinHan(text);
  text.style.fontSize = `${zoom}em`;
  const parts = page.problem ? [element("p", { className: "problem", textContent: translate(page.problem) }), text] : [text];
  if (page.earlier !== null) parts.unshift(button(say("earlier_text"), () => goTo(page.earlier, true), { className: "part" }));
  if (page.later !== null) parts.push(button(say("later_text"), () => goTo(page.later, false), { className: "part" }));
  paper.replaceChildren(...parts);
  paper.scrollTop = upwards ? paper.scrollHeight : 0;
  const marked = find("mark", text);
  if (marked) marked.scrollIntoView({ block: "center", inline: "center" });
}

// A line's end is a space where lines flow, which Chinese has not.
function joinHan(node) {
  const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode;
    text.data = text.data.replace(/([\p{Script=Han}，。、；：！？）”])\n(?=[\p{Script=Han}（“])/gu, "$1");
  }
}

// False where there is no picture: the file has changed or is gone, and the text that was read is shown instead.
async function showPicture(paper, id, path, number, span, zoom, isWanted) {
  const query = span ? { highlight: `${span.start}-${span.end}` } : {};
  const picture = element("img", {
    src: address(`/documents/${encodeURIComponent(id)}/pages/${number}.png`, query),
    alt: say("picture_of", { page: number, path }),
  });
  try {
    await picture.decode();
  } catch {
    return false;
  }
  if (!isWanted()) return true;
  picture.style.width = `${100 * zoom}%`;
  paper.replaceChildren(picture);
  paper.scrollTop = 0;
  const place = span && findMarked(picture);
  if (place !== null) paper.scrollTop = place * picture.clientHeight - paper.clientHeight / 3;
  return true;
}

const ACROSS = 300; // pixels: a line of text is still two high

// How far down the page the marker's yellow begins (0 to 1), or null. It is laid over the letters with 40 %
// (ingest.render.draw), so on white paper it is (255, 238, 153).
export function findMarked(picture) {
  const down = Math.max(1, Math.round((ACROSS * picture.naturalHeight) / picture.naturalWidth));
  const canvas = element("canvas", { width: ACROSS, height: down });
  const drawing = canvas.getContext("2d", { willReadFrequently: true });
  drawing.drawImage(picture, 0, 0, ACROSS, down);
  const { data } = drawing.getImageData(0, 0, ACROSS, down);
  for (let row = 0; row < down; row += 1) {
    let yellow = 0;
    for (let at = row * ACROSS * 4; at < (row + 1) * ACROSS * 4; at += 4) {
      const [red, green, blue] = data.subarray(at, at + 3);
      if (red > 225 && green > 205 && red - blue > 70 && red - blue < 130) yellow += 1;
    }
    if (yellow > 3) return row / down;
  }
  return null;
}
