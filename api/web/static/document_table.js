// The list of documents: filtered, sorted, fifty at a time, some of them chosen.

import { element, find, iconButton, pathLabel } from "./dom.js";
import { statementsOf } from "./statements.js";
import { translate } from "./translations.js";
import { formatDate, formatNumber, formatSize, label, say } from "./texts.js";

const SHOWN = 50; // rows: a thousand at once would take a second to lay out
const COLUMNS = [
  { name: "name", value: (one) => one.path.toLowerCase() },
  { name: "date", value: (one) => one.modified },
  { name: "size", value: (one) => one.size },
  { name: "pages", value: (one) => one.pages },
  { name: "problems", value: (one) => one.problems.length },
];

export class DocumentTable {
  // Called with a document: onOpen, onScope; with those that are chosen: onSelect.
  constructor(calls) {
    this.calls = calls;
    this.documents = [];
    this.column = COLUMNS[0];
    this.down = false;
    this.from = 0;
    this.chosen = new Set();
    this.filter = element("input", { type: "search", placeholder: say("filter_documents"), aria: { label: say("filter_documents") } });
    this.filter.oninput = () => this.#turnTo(0);
    this.head = element("thead");
    this.body = element("tbody");
    this.pager = element("div", { className: "pager tools" });
    this.node = element("section", { className: "table" }, this.filter, element("div", { className: "scroll", tabIndex: 0 }, element("table", {}, this.head, this.body)), this.pager);
  }

  show(documents) {
    this.documents = documents;
    const known = new Set(documents.map(({ id }) => id));
    for (const id of this.chosen) if (!known.has(id)) this.chosen.delete(id);
    this.#draw();
    this.#told();
  }

  forgetSelection() {
    this.chosen.clear();
    this.#told();
  }

  // Those that the filter leaves out come first: nobody sees them while they are deleted.
  unlistedFirst(documents) {
    const listed = new Set(this.#matching());
    return documents.toSorted((one, other) => listed.has(one) - listed.has(other));
  }

  #matching() {
    const words = this.filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    const named = ({ path, title }) => `${path} ${title}`.toLowerCase();
    const found = this.documents.filter((one) => words.every((word) => named(one).includes(word)));
    const { value } = this.column;
    const sign = this.down ? -1 : 1;
    return found.sort((one, other) => sign * (value(one) < value(other) ? -1 : value(one) > value(other) ? 1 : 0));
  }

  #draw() {
    const found = this.#matching();
    this.from = Math.min(this.from, Math.max(0, Math.floor((found.length - 1) / SHOWN) * SHOWN));
    const rows = found.slice(this.from, this.from + SHOWN);
    // Most homes have no problems, and narrow screens no room for an empty column.
    this.node.classList.toggle("sound", this.documents.every(({ problems }) => !problems.length));
    this.head.replaceChildren(element("tr", {}, element("td", {}, this.#chooseAll(rows)), ...COLUMNS.map((column) => this.#headOf(column)), element("td")));
    this.body.replaceChildren(...rows.map((one) => this.#row(one)));
    this.#drawPager(found.length, rows.length);
  }

  #drawPager(count, shown) {
    const told = count ? say("shown_of", { from: this.from + 1, to: this.from + shown, count: formatNumber(count) }) : say("none_match");
    this.pager.replaceChildren(
      iconButton("left", say("previous"), () => this.#turnTo(this.from - SHOWN), { disabled: this.from === 0 }),
      element("span", { textContent: told, role: "status" }),
      iconButton("right", say("next"), () => this.#turnTo(this.from + SHOWN), { disabled: this.from + shown >= count }),
    );
  }

  #turnTo(from) {
    this.from = Math.max(0, from);
    this.#draw();
  }

  #headOf(column) {
    const cell = element("th", { scope: "col", className: column.name });
    const sorted = this.column === column;
    if (sorted) cell.setAttribute("aria-sort", this.down ? "descending" : "ascending");
    const sort = element("button", { type: "button", title: say("sorted_by", { column: say(column.name) }), textContent: say(column.name) });
    sort.onclick = () => {
      this.down = sorted ? !this.down : false;
      this.column = column;
      this.#draw();
      find(`th.${column.name} button`, this.head).focus();
    };
    cell.append(sort);
    return cell;
  }

  #chooseAll(rows) {
    const all = element("input", { type: "checkbox", aria: { label: say("select_all") }, checked: rows.length > 0 && rows.every(({ id }) => this.chosen.has(id)) });
    all.onchange = () => {
      for (const { id } of rows) this.#choose(id, all.checked);
      this.#draw();
      this.#told();
    };
    return all;
  }

  #choose(id, yes) {
    if (yes) this.chosen.add(id);
    else this.chosen.delete(id);
  }

  #told() {
    this.calls.onSelect(this.documents.filter(({ id }) => this.chosen.has(id)));
  }

  #row(one) {
    const box = element("input", { type: "checkbox", checked: this.chosen.has(one.id), aria: { label: say("select", { path: one.path }) } });
    box.onchange = () => {
      this.#choose(one.id, box.checked);
      this.#told();
    };
    const name = element("button", { type: "button", className: "link", dir: "auto", title: one.title, onclick: () => this.calls.onOpen(one) }, ...pathLabel(one.path));
    const row = element(
      "tr",
      {},
      element("td", {}, box),
      element("td", { className: "name" }, name),
      element("td", { textContent: formatDate(one.modified) }),
      element("td", { className: "right", textContent: formatSize(one.size) }),
      element("td", { className: "right", textContent: formatNumber(one.pages) }),
      element("td", { className: "problem", textContent: one.problems.map(translate).join(" · ") }),
    );
    const inside = iconButton("list", label("statements", one.path), () => statementsOf(one, row, inside), { aria: { expanded: "false" } });
    const only = iconButton("scope", label("scope.ask_here", one.path), () => this.calls.onScope(one));
    row.append(element("td", { className: "row-tools" }, only, inside));
    return row;
  }
}
