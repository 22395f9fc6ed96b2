// What a screen reader is told: whole blocks of an answer as they are finished, and what a button has done.

import { element, find } from "./dom.js";

const KEPT = 20; // a region that grows without end slows readers down

export function announce(text) {
  const live = find("#live");
  if (!text.trim()) return;
  live.append(element("p", { textContent: text }));
  while (live.children.length > KEPT) live.firstElementChild.remove();
}
