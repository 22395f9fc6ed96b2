// The uploads of this browser that are being read, so that a page that is loaded again goes on telling of them.

import { spaceName } from "./server.js";

const KEY = `kb-jobs/${spaceName ?? ""}`;

export const rememberedJobs = () => JSON.parse(localStorage.getItem(KEY) ?? "[]");
export const rememberJob = (job) => keep([...rememberedJobs(), job]);
export const forgetJob = (job) => keep(rememberedJobs().filter((other) => other !== job));

function keep(jobs) {
  if (jobs.length) localStorage.setItem(KEY, JSON.stringify(jobs));
  else localStorage.removeItem(KEY);
}
