// How fast something goes, and how long the rest will take: from its beginning on, so that it does not jump about.

export class Rate {
  constructor() {
    this.begun = performance.now();
    this.perSecond = 0;
  }

  secondsLeft(done, total) {
    const seconds = (performance.now() - this.begun) / 1000;
    this.perSecond = seconds > 0 ? done / seconds : 0;
    return this.perSecond > 0 ? (total - done) / this.perSecond : Infinity;
  }
}
