// Taking away what was told, without losing the keyboard's place: it goes on at the heading of the documents.

import { button, find } from "./dom.js";
import { say } from "./texts.js";

export function takeAway(card) {
  const hadFocus = card.contains(document.activeElement);
  card.remove();
  if (hadFocus) find("#documents h1").focus();
}

export function dismissButton() {
  return button(say("dismiss"), (event) => takeAway(event.currentTarget.closest(".card")), { className: "quiet" });
}
