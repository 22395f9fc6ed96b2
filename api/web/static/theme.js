// Before anything is drawn: a page that was chosen to be dark must not flash in white.
const chosen = localStorage.getItem("kb-theme");
if (chosen) document.documentElement.dataset.theme = chosen;
