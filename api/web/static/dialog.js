// A question before something that cannot be undone.

import { button, element, find } from "./dom.js";
import { say } from "./texts.js";

// Whether the answer was yes; Escape and Cancel say no, and Cancel has the focus. `names` are what it is about.
export function askFirst(question, hint, yes, names = []) {
  const dialog = find("#dialog");
  return new Promise((resolve) => {
    const cancel = button(say("cancel"), () => dialog.close("no"), { autofocus: true });
    const go = button(yes, () => dialog.close("yes"), { className: "danger" });
    dialog.replaceChildren(
      element("h2", { id: "dialog-title", textContent: question }),
      ...(names.length ? [element("ul", {}, ...names.map((name) => element("li", { dir: "auto", textContent: name })))] : []),
      element("p", { textContent: hint }),
      element("div", { className: "tools" }, cancel, go),
    );
    dialog.returnValue = "no";
    dialog.onclose = () => resolve(dialog.returnValue === "yes");
    dialog.showModal();
  });
}
