export function open(section) {
  section.hidden = false;
}
