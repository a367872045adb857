import type { Gateway } from './gateway.js';

/** What a gateway has counted: each series as /metrics writes it, and its value. */
export type Series = ReadonlyMap<string, number>;

/** All that a gateway counts; of histograms only how much was measured, not the measurements. */
export async function seriesOf({ metricsUrl }: Gateway): Promise<Series> {
  const text = await (await fetch(metricsUrl)).text();
  const lines = text.split('\n').flatMap((line) => {
    const [, series, value] = /^(\w+_(?:total|count)(?:\{.*\})?) (\S+)$/.exec(line) ?? [];
    return series === undefined ? [] : [[series, Number(value)] as const];
  });
  return new Map(lines);
}

/** By how much each series of one metric moved, by its labels; what did not move is left out. */
export function increases(before: Series, after: Series, metric: string): Readonly<Record<string, number>> {
  const moved = [...after]
    .filter(([series]) => series.split('{')[0] === metric)
    .map(([series, value]) => [series.slice(metric.length), value - (before.get(series) ?? 0)] as const);
  return Object.fromEntries(moved.filter(([, increase]) => increase !== 0));
}
