// What answers and embeds here, that it is local, how much memory there is, and what the doctor says.

import { button, element } from "./dom.js";
import { getJson } from "./server.js";
import { loadTranslations, translate } from "./translations.js";
import { formatSize, say } from "./texts.js";

const hosts = document.body.dataset.hosts; // other than this machine, on which engines may run

export async function open(section) {
  const list = element("ul", { className: "checks" }, element("li", { textContent: say("checking") }));
  const again = button(say("check_again"), () => open(section));
  section.replaceChildren(
    element("header", { className: "page-head" }, element("h1", { textContent: say("state") }), element("div", { className: "tools" }, again)),
    element("p", { className: "facts", textContent: hosts ? say("hosts_allowed", { hosts }) : say("local_only") }),
    list,
  );
  try {
    await loadTranslations();
    const { checks, memory } = await getJson("/web/state");
    const rows = checks.map(entry);
    rows.push(row("fact", say("memory"), describeMemory(memory), ""));
    list.replaceChildren(...rows);
  } catch (failure) {
    list.replaceChildren(element("li", { className: "problem", textContent: failure.told }));
  }
}

// What each takes, of what the machine has; what nobody tells is left out.
function describeMemory({ machine, process, models }) {
  const parts = Object.entries(models).map(([name, size]) => say("memory_of", { name, size: formatSize(size) }));
  if (process) parts.push(say("memory_of", { name: "kb", size: formatSize(process) }));
  if (machine) parts.push(say("memory_machine", { size: formatSize(machine) }));
  return parts.join(" · ");
}

const entry = ({ name, status, message, remedy }) => row(status, say(`check.${name}`), translate(message), translate(remedy));

function row(status, name, message, remedy) {
  return element(
    "li",
    { className: `check ${status}` },
    element("strong", { textContent: name }),
    element("span", { className: "sign", textContent: status === "fact" ? "" : say(`status.${status}`) }),
    element("span", { textContent: message }),
    remedy ? element("code", { textContent: remedy }) : null,
  );
}
