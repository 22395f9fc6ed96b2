// The card beside a mark: the statement that the mark stands for, before one goes to its page.

import { element, find, pathLabel, readable } from "./dom.js";
import { say } from "./texts.js";

const LONGEST = 600; // characters: a card is read in passing
const GAP = 8; // pixels

export function showCard(anchor, citation) {
  const card = find("#card");
  const page = citation.page === null ? "" : ` · ${say("page", { page: citation.page })}`;
  const line = readable(citation.quote);
  const quote = line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
  card.replaceChildren(
    element("div", { className: "place" }, ...pathLabel(citation.path), page),
    element("blockquote", { dir: "auto", textContent: quote }),
  );
  card.hidden = false;
  anchor.setAttribute("aria-describedby", "card");
  const { left, top, bottom } = anchor.getBoundingClientRect();
  const { width, height } = card.getBoundingClientRect();
  const below = bottom + GAP + height < innerHeight;
  card.style.left = `${Math.max(GAP, Math.min(left - 20, innerWidth - width - GAP))}px`;
  card.style.top = `${below ? bottom + GAP : Math.max(GAP, top - height - GAP)}px`;
}

export function hideCard() {
  find("#card").hidden = true;
}

addEventListener("keydown", (event) => event.key === "Escape" && hideCard());
addEventListener("scroll", hideCard, { capture: true, passive: true });
