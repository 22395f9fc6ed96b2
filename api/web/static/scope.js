// Where to look: everything, a folder, or one document.

import { button, find } from "./dom.js";
import { say } from "./texts.js";

let scope = null; // { path }: a document's, or a folder's with a slash at its end

export const currentScope = () => scope;

export function lookOnlyIn(path) {
  scope = path ? { path } : null;
  draw();
}

// A chip for all, and one for each folder around the chosen place.
function draw() {
  const chips = [chip(say("scope.all"), "")];
  const parts = scope ? scope.path.split("/") : [];
  for (let at = 1; at < parts.length; at += 1) {
    const folder = `${parts.slice(0, at).join("/")}/`;
    if (folder !== scope.path) chips.push(chip(folder, folder));
  }
  if (scope) chips.push(chip(scope.path, scope.path));
  find("#scope").replaceChildren(...(scope ? chips : []));
}

function chip(name, path) {
  const made = button(name, () => lookOnlyIn(path), { className: "chip", dir: "auto" });
  made.setAttribute("aria-pressed", String((scope?.path ?? "") === path));
  return made;
}
