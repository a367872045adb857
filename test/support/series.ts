import type { Gateway } from './gateway.js';

/** The series of a gateway's /metrics by name and labels, with their values. */
export type Series = ReadonlyMap<string, number>;

/** All series of a gateway; of histograms only the counts, because the measurements differ. */
export async function seriesOf({ metricsUrl }: Gateway): Promise<Series> {
  const text = await (await fetch(metricsUrl)).text();
  const lines = text.split('\n').flatMap((line) => {
    const [, series, value] = /^(\w+_(?:total|count)(?:\{.*\})?) (\S+)$/.exec(line) ?? [];
    return series === undefined ? [] : [[series, Number(value)] as const];
  });
  return new Map(lines);
}

/** The increase of each series of one metric, by its labels, without the series that did not change. */
export function increases(before: Series, after: Series, metric: string): Readonly<Record<string, number>> {
  const moved = [...after]
    .filter(([series]) => series.split('{')[0] === metric)
    .map(([series, value]) => [series.slice(metric.length), value - (before.get(series) ?? 0)] as const);
  return Object.fromEntries(moved.filter(([, increase]) => increase !== 0));
}
