// The page: which part of it is shown, and what surrounds all parts.

import { beginConversation, setUpAsking, showConversation, shownConversation, takeOver } from "./ask.js";
import { element, find, findAll } from "./dom.js";
import { onOtherTabs } from "./conversations.js";
import { drawConversations, setUpConversations } from "./sidebar.js";
import { Failure, getJson, onReachable, watchReturn } from "./server.js";
import { announce } from "./live.js";
import { formatTime, say } from "./texts.js";
import { setUpDrop } from "./upload.js";
import { loadTranslations, translate } from "./translations.js";
import { hideViewer } from "./viewer.js";

const TOLD = 10_000; // milliseconds: two lines are read in five seconds
const PLACES = { documents: () => import("./documents.js"), state: () => import("./state.js") };

async function route() {
  const [, name, id] = location.hash.split("/");
  const place = name in PLACES ? name : "ask";
  for (const part of ["ask", "documents", "state"]) find(`#${part}`).hidden = part !== place;
  for (const link of findAll("[data-place]")) link.setAttribute("aria-current", link.dataset.place === place ? "page" : "false");
  closeMenu();
  if (place !== "ask") {
    hideViewer();
    (await PLACES[place]()).open(find(`#${place}`));
  } else if (name === "c") await showConversation(id);
  else beginConversation();
  drawConversations(shownConversation());
}

function closeMenu() {
  const menu = find("#menu");
  if (menu.getAttribute("aria-expanded") === "false") return;
  const hadFocus = find("#sidebar").contains(document.activeElement);
  document.body.classList.remove("menu");
  menu.setAttribute("aria-expanded", "false");
  if (hadFocus) menu.focus();
}

function setUpMenu() {
  find("#menu").onclick = () => {
    const open = document.body.classList.toggle("menu");
    find("#menu").setAttribute("aria-expanded", String(open));
    if (open) find("#new").focus();
  };
  for (const gone of ["click", "focusin"]) find("#main").addEventListener(gone, closeMenu);
  find("#new").onclick = (event) => {
    // At once, not when the address has changed: what is typed meanwhile belongs to the new conversation.
    event.preventDefault();
    if (location.hash !== "#/") history.pushState(null, "", "#/");
    route();
  };
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") closeMenu();
    if (event.key === "k" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      find("#question").focus();
    }
  });
}

function setUpTheme() {
  const root = document.documentElement;
  find("#theme").onclick = () => {
    const isDark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = isDark ? "light" : "dark";
    localStorage.setItem("kb-theme", root.dataset.theme);
  };
}

function setUpSpaces() {
  const choice = find("#space"); // where there are several
  if (choice) choice.onchange = () => location.assign(choice.value ? `/?space=${encodeURIComponent(choice.value)}` : "/");
}

function setUpConnection() {
  const banner = find("#connection");
  const tell = (text) => {
    banner.hidden = !text;
    banner.textContent = text;
  };
  onReachable((reachable) => {
    tell(reachable ? "" : say("offline"));
    if (reachable) announce(say("online"));
    else watchReturn();
  });
  // What no part of the page has an own place for; that the server is gone is told already.
  addEventListener("unhandledrejection", (event) => {
    if (!(event.reason instanceof Failure)) return;
    event.preventDefault();
    if (event.reason.code === "unreachable") return;
    tell(event.reason.told);
    setTimeout(() => banner.textContent === event.reason.told && tell(""), TOLD);
  });
}

async function drawMissing() {
  const { missing } = await getJson("/web/missing").catch(() => ({ missing: [] }));
  if (missing.some(({ message }) => message)) await loadTranslations();
  const entries = missing.map(({ name, command, message }) => element("li", {}, translate(message) || say(`missing.${name}`), " ", element("code", { textContent: translate(command) })));
  find("#missing").replaceChildren(...entries);
}

function localizeTimes() {
  for (const time of findAll("time[datetime]")) time.textContent = formatTime(time.dateTime);
}

setUpMenu();
localizeTimes();
setUpTheme();
setUpConnection();
setUpAsking((conversation) => {
  if (conversation.id === shownConversation() && !find("#ask").hidden) history.replaceState(null, "", `#/c/${conversation.id}`);
  drawConversations(shownConversation());
});
setUpConversations(shownConversation, () => {
  location.hash = "#/";
  beginConversation();
});
onOtherTabs(async () => {
  await takeOver();
  drawConversations(shownConversation());
});
setUpSpaces();
setUpDrop(async () => {
  if (location.hash !== "#/documents") history.pushState(null, "", "#/documents");
  await route();
});
addEventListener("hashchange", route);
await route();
drawMissing();
document.body.dataset.ready = "true";
