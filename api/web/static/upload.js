// Taking files in: dropped or chosen, sent with their folders, then read, each step told with its rate.

import { takeAway } from "./dismiss.js";
import { button, element, find } from "./dom.js";
import { droppedFiles } from "./drop.js";
import { announce } from "./live.js";
import { Rate } from "./rate.js";
import { forgetJob, rememberJob, rememberedJobs } from "./running_jobs.js";
import { Failure, address, canWrite, getJson, readEvents, send } from "./server.js";
import { loadTranslations, translate, translateError } from "./translations.js";
import { formatNumber, formatSeconds, formatSize, say, sayCount } from "./texts.js";

const BATCH = 900; // files of one form; the server takes 1,000

export const uploadPanel = element("div", { className: "uploads" });
let takenIn = async () => {};

export function onTakenIn(listener) {
  takenIn = listener;
}

export function chooseFiles(wholeFolder) {
  const input = element("input", { type: "file", multiple: true, webkitdirectory: wholeFolder });
  input.onchange = () => takeIn([...input.files].map((file) => ({ file, path: file.webkitRelativePath || file.name })).filter(({ path }) => !isHidden(path)));
  input.click();
}

// In a folder: one that is chosen by itself is wanted.
const isHidden = (path) => path.includes("/") && path.split("/").some((part) => part.startsWith("."));

// Files may be dropped anywhere on the page.
export function setUpDrop(goToDocuments) {
  const hint = find("#drop");
  if (!canWrite) hint.textContent = say("read_only");
  addEventListener("dragover", (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault(); // a file that nobody takes would be opened in the page's place
    if (!canWrite) event.dataTransfer.dropEffect = "none";
    hint.hidden = false;
  });
  addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) hint.hidden = true;
  });
  addEventListener("drop", async (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    hint.hidden = true;
    if (!canWrite) return;
    const files = await droppedFiles(event.dataTransfer);
    await goToDocuments();
    takeIn(files);
  });
}

async function takeIn(files) {
  if (!files.length) return tellOfNothing();
  for (let at = 0; at < files.length; at += BATCH) {
    if (!(await takeInSome(files.slice(at, at + BATCH)))) return;
  }
}

function tellOfNothing() {
  const task = new Task();
  uploadPanel.prepend(task.node);
  task.end(say("nothing_to_add"), true);
}

// Whether the rest is wanted too: what is called off is called off whole.
async function takeInSome(files) {
  const task = new Task();
  uploadPanel.prepend(task.node);
  try {
    const job = await task.sendFiles(files);
    rememberJob(job);
    await task.follow(job);
    forgetJob(job);
  } catch (failure) {
    task.end(failure.told ?? failure.message, true);
    takenIn(); // some of it may have been read before
  }
  return !task.calledOff;
}

// What was sent before the page was loaded again, or from another tab, and is still being read.
export async function followRunning() {
  for (const job of rememberedJobs()) {
    const { status } = await getJson(`/jobs/${job}`).catch(() => ({ status: "unknown" }));
    if (!["queued", "running"].includes(status)) {
      forgetJob(job);
      continue;
    }
    const task = new Task();
    uploadPanel.prepend(task.node);
    task
      .follow(job)
      .then(() => forgetJob(job))
      .catch((failure) => {
        task.end(failure.told, true);
        takenIn();
      });
  }
}

// What refuses a connection itself says so in plain text.
async function readFailure({ status, statusText, responseText }) {
  const { error } = responseText.startsWith("{") ? JSON.parse(responseText) : {};
  return new Failure(await translateError(error ?? { code: String(status), message: `${status} ${statusText} ${responseText}` }));
}

class Task {
  constructor() {
    this.failed = 0;
    this.done = 0;
    this.bar = element("progress", { max: 1, value: 0, aria: { label: say("upload") } });
    this.told = element("span", { role: "status" });
    this.stop = button(say("call_off"), () => this.stopped?.());
    this.list = element("ul", { className: "outcomes" });
    this.node = element("section", { className: "card upload" }, element("div", { className: "tools" }, this.told, this.stop), this.bar, this.list);
  }

  // By XMLHttpRequest: fetch does not tell how much was sent.
  sendFiles(files) {
    const form = new FormData();
    // In a form a browser would write %22 for a quotation mark, for which the server keeps a line anyway.
    for (const { file, path } of files) form.append("files", file, path.replaceAll(`"`, "_"));
    const name = files.length === 1 ? files[0].path : formatNumber(files.length);
    const rate = new Rate();
    const request = new XMLHttpRequest();
    this.stopped = () => {
      this.calledOff = true;
      request.abort();
    };
    this.told.textContent = say("uploading", { name });
    request.upload.onprogress = ({ loaded, total }) => {
      this.bar.value = loaded / total / 2;
      const left = formatSeconds(rate.secondsLeft(loaded, total));
      this.told.textContent = say("upload_rate", { sent: formatSize(loaded), total: formatSize(total), rate: formatSize(rate.perSecond), left });
    };
    return new Promise((resolve, reject) => {
      request.onload = async () => {
        if (request.status === 202) resolve(JSON.parse(request.responseText).job);
        else reject(await readFailure(request));
      };
      request.onabort = () => reject({ message: say("called_off") });
      request.onerror = () => reject(new Failure({ code: "unreachable" }));
      request.open("POST", address("/documents", { folders: true, create: true }));
      request.send(form);
    });
  }

  async follow(job) {
    await loadTranslations();
    this.stopped = () => {
      this.calledOff = true;
      return send(`/jobs/${job}`, { method: "DELETE" });
    };
    this.bar.value = 0.5;
    this.told.textContent = say("upload_waits");
    const rate = new Rate();
    for await (const { name, data } of readEvents(await send(`/jobs/${job}/events`))) {
      if (name === "progress") this.#progress(data, rate);
      if (name === "file") this.#outcome(data);
      if (name === "remark") this.list.append(element("li", { textContent: `${translate(data.message)} ${translate(data.hint)}` }));
      if (name === "summary") await this.#endListed(this.#summary());
      if (name === "error") await this.#endListed(data.error.code === "cancelled" ? say("called_off") : `${data.error.message} ${data.error.hint}`, true);
    }
    if (!this.over) throw new Failure({ code: "unreachable" });
  }

  #progress({ files_done: done, files_total: total, chunks_done: passages, chunks_total: found, file }, rate) {
    this.bar.value = 0.5 + (total ? done / total / 2 : 0);
    const parts = [say("taking_in", { done: formatNumber(done), total: formatNumber(total) }), file];
    if (found) {
      const left = formatSeconds(rate.secondsLeft(passages, found));
      parts.push(say("taking_in_chunks", { done: formatNumber(passages), total: formatNumber(found) }));
      if (passages) parts.push(say("upload_rate_left", { rate: formatNumber(rate.perSecond), left }));
    }
    this.told.textContent = parts.filter(Boolean).join(" · ");
  }

  #outcome({ path, status, reason }) {
    if (status === "unchanged") return;
    if (status === "failed") this.failed += 1;
    else if (status !== "skipped") this.done += 1;
    const line = element("li", { className: status === "failed" ? "problem" : "" }, element("strong", { textContent: path }), ` ${say(`status.${status}`)}`, reason ? `: ${translate(reason)}` : "");
    this.list.prepend(line);
  }

  #summary() {
    const parts = [say("upload_done", { count: formatNumber(this.done) })];
    if (this.failed) parts.push(sayCount("read_failed", this.failed));
    return parts.join(" · ");
  }

  // Told as done once the list of documents shows it: who is told so looks there.
  async #endListed(told, failed) {
    await takenIn().catch(() => {});
    this.end(told, failed);
  }

  end(told, failed = false) {
    this.over = true;
    this.told.textContent = told;
    this.told.classList.toggle("problem", failed);
    this.bar.hidden = true;
    this.stop.textContent = say("dismiss");
    this.stop.onclick = () => takeAway(this.node);
    announce(told);
  }
}
