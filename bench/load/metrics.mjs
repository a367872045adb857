/** The value of a metric without labels. */
export async function metric(address, name) {
  const text = await (await fetch(address)).text();
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
}

/** The means of histograms since the last time, over all their labels, in their unit. */
export class Means {
  before = new Map();

  constructor(address, names) {
    this.address = address;
    this.names = names;
  }

  async take() {
    const text = await (await fetch(this.address)).text();
    return this.names.map((name) => {
      const [sum, count] = ['sum', 'count'].map((part) => {
        const lines = text.matchAll(new RegExp(`^${name}_${part}(?:\\{.*\\})? (\\S+)$`, 'gm'));
        const total = [...lines].reduce((all, [, value]) => all + Number(value), 0);
        const before = this.before.get(`${name}_${part}`) ?? 0;
        this.before.set(`${name}_${part}`, total);
        return total - before;
      });
      return sum / count;
    });
  }
}
