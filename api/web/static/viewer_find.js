// Finding words within the document that is shown.

import { element, iconButton } from "./dom.js";
import { announce } from "./live.js";
import { getJson } from "./server.js";
import { say } from "./texts.js";

export class FindBar {
  // `go` is given { page, start, end } of a match.
  constructor(id, go) {
    this.id = id;
    this.go = go;
    this.matches = [];
    this.at = -1;
    this.words = "";
    this.input = element("input", { type: "search", placeholder: say("find"), aria: { label: say("find") } });
    this.count = element("span", { className: "found-count" });
    this.node = element("form", { className: "find", role: "search" }, this.input, this.count, iconButton("down", say("find_next"), null, { type: "submit" }));
    this.node.onsubmit = (event) => {
      event.preventDefault();
      this.next();
    };
  }

  async next() {
    const words = this.input.value.trim();
    if (!words) return;
    if (words !== this.words) {
      try {
        ({ matches: this.matches } = await getJson(`/web/documents/${encodeURIComponent(this.id)}/find`, { q: words }));
      } catch (failure) {
        this.count.textContent = failure.told;
        return;
      }
      this.words = words;
      this.at = -1;
    }
    if (this.matches.length) {
      this.at = (this.at + 1) % this.matches.length;
      this.go(this.matches[this.at]);
    }
    const found = this.matches.length;
    this.count.textContent = found ? say("find_count", { n: this.at + 1, count: found }) : say("find_none");
    announce(this.count.textContent);
  }
}
