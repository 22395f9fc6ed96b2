// The page's words in the reader's language, and numbers and dates as they are written there.

export const language = document.documentElement.lang;
// Of several ways to write dates in one language the reader's own.
const locale = navigator.languages.find((one) => one.split("-")[0] === language) ?? language;
const texts = await (await fetch(`/web/texts/${language}.json`)).json();
const plurals = new Intl.PluralRules(locale);
const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });

export function say(name, values = {}) {
  const text = texts[name] ?? name;
  return text.replace(/\{(\w+)\}/g, (whole, key) => (key in values ? String(values[key]) : whole));
}

export function sayCount(name, count) {
  const form = plurals.select(count) === "one" ? "one" : "other";
  return say(`${name}.${form}`, { count: formatNumber(count) });
}

// A name with what it is the name of, as "Delete: report.pdf".
export const label = (name, value) => say("labelled", { name: say(name), value });

// Of several in one sentence, with the commas of the language.
const list = new Intl.ListFormat(locale, { style: "narrow" });
export const formatList = (parts) => list.format(parts);

export const formatNumber = (value) => number.format(value);

export function formatDate(iso) {
  return new Date(iso).toLocaleDateString(locale, { year: "numeric", month: "short", day: "numeric" });
}

export function formatTime(iso) {
  return new Date(iso).toLocaleString(locale, { dateStyle: "medium", timeStyle: "short" });
}

export function formatSize(bytes) {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let at = 0;
  while (bytes >= 1000 && at < units.length - 1) {
    bytes /= 1000;
    at += 1;
  }
  return `${number.format(bytes)} ${units[at]}`;
}

export function formatSeconds(seconds) {
  if (!Number.isFinite(seconds)) return "–";
  return seconds < 90 ? `${Math.max(1, Math.round(seconds))} s` : `${Math.round(seconds / 60)} min`;
}
