import type { Gateway } from '../support/gateway.js';

/**
 * The value of one series as /metrics shows it; 0 when the metric has no such series.
 * @throws Error when the gateway exports no such metric
 */
export async function metric(
  { metricsUrl }: Gateway,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): Promise<number> {
  const text = await (await fetch(metricsUrl)).text();
  const exported = name.replace(/_(count|sum|bucket)$/, '');
  if (!text.includes(`# TYPE ${exported} `)) throw new Error(`the gateway exports no ${name}`);
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
