/** The value of one series as /metrics shows it; 0 when there is none. */
export async function metric({ metricsUrl }, name, labels = {}) {
  const text = await (await fetch(metricsUrl)).text();
  const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  const line = text
    .split('\n')
    .find(
      (one) =>
        (one.startsWith(`${name}{`) || one.startsWith(`${name} `)) &&
        wanted.every((label) => one.includes(label)),
    );
  return Number(line?.split(' ').at(-1) ?? 0);
}
//# sourceMappingURL=metric.js.map
