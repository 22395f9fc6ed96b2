// Making and finding elements. Text goes in as text; HTML comes from our own server only, which has cleaned it.

export function element(name, properties = {}, ...children) {
  const { dataset, aria, ...plain } = properties;
  const made = Object.assign(document.createElement(name), plain);
  Object.assign(made.dataset, dataset ?? {});
  for (const [key, value] of Object.entries(aria ?? {})) made.setAttribute(`aria-${key}`, value);
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

export const find = (selector, within = document) => within.querySelector(selector);
export const findAll = (selector, within = document) => [...within.querySelectorAll(selector)];

export function button(text, onclick, properties = {}) {
  return element("button", { type: "button", textContent: text, onclick, ...properties });
}

// A button that shows a sign; its name is for screen readers and as a tip.
export function iconButton(sign, name, onclick, properties = {}) {
  const made = button("", onclick, { className: `icon icon-${sign}`, title: name, ...properties });
  made.setAttribute("aria-label", name);
  return made;
}

export function setHtml(node, html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  node.replaceChildren(template.content);
}

// A name with the folder it is in told quietly.
export function pathLabel(path) {
  const at = path.lastIndexOf("/") + 1;
  return [element("span", { className: "folder", textContent: path.slice(0, at) }), path.slice(at)];
}

// Where a line of Chinese ends there is no space.
const HAN_LINE_END = /([\p{Script=Han}，。、；：！？）”])\s*\n\s*(?=[\p{Script=Han}（“])/gu;

// A quote in one line: a row without its lines, a heading without its signs.
export function readable(quote) {
  const line = quote.replace(/^#+ /, "").replace(HAN_LINE_END, "$1").replace(/\s+/g, " ").trim();
  return /^\|.*\|$/.test(line) ? line.slice(1, -1).split("|").map((cell) => cell.trim()).filter(Boolean).join(" · ") : line;
}
