// The figures of bench/cost.mjs as a Markdown table.
const COLUMNS = {
  embedded: 'gateway, embedded',
  redis: 'gateway, Redis',
  peer: 'peer',
  floorEmbedded: 'floor, embedded',
  floorRedis: 'floor, Redis',
};

export function table(measured) {
  const { cpu, latency, idle, idleAfter, starts, redis } = measured;
  const rows = [
    ['', ...Object.values(COLUMNS)],
    ...(cpu ? cpuRows('at full load', cpu) : []),
    ...(latency ? cpuRows(`at ${latency.rate} a second`, latency.cpu) : []),
    ...(latency ? [addedRow('p50', latency), addedRow('p99', latency)] : []),
    ...(starts
      ? [
          row(
            'start to ready, ms: median (least)',
            starts,
            (one) => `${whole(one.readyMs)} (${whole(one.leastMs)})`,
          ),
          row('CPU until ready, ms', starts, (one) => whole(one.cpuMs)),
        ]
      : []),
    ...(idle ? idleRows('before the load', idle) : []),
    ...(idleAfter ? idleRows('after the load', idleAfter) : []),
    ...(redis ? redisRows(redis) : []),
  ];
  const [head, ...body] = rows.map((cells) => `| ${cells.join(' | ')} |`);
  return [head, `|${' --- |'.repeat(rows[0].length)}`, ...body].join('\n');
}

function redisRows(redis) {
  const onRedis = (title, value) => row(title, { redis: value }, (text) => text);
  return [
    onRedis('commands to Redis: sent; executed by scripts', commands(redis)),
    onRedis('round trips to Redis, one step after the other', redis.roundTripsPerStep.toFixed(2)),
    onRedis("Redis's CPU, one step after the other, µs", whole(redis.cpuMicrosecondsPerStep)),
    ...(redis.cpuMicrosecondsAtFullLoad
      ? [onRedis("Redis's CPU at full load, µs", whole(redis.cpuMicrosecondsAtFullLoad))]
      : []),
  ];
}

function cpuRows(load, figures) {
  return [
    row(
      `CPU of a step ${load}, µs: median (least)`,
      figures,
      ({ microseconds }) => `${whole(microseconds.median)} (${whole(microseconds.least)})`,
    ),
    row(
      'as a share of the peer: median of the rounds [quartiles]; of the sums; of the least figures',
      figures,
      ({ ofPeer: { median, quartiles, ofSums, ofLeast } }) =>
        `${share(median)} [${quartiles.map(share).join(' to ')}]; ${share(ofSums)}; ${share(ofLeast)}`,
    ),
  ];
}

function idleRows(when, figures) {
  return [
    row(`CPU idle, ${when}, ms a second`, figures, (one) => one.cpuMsPerSecond.toFixed(1)),
    row(`memory idle, ${when}, MiB`, figures, (one) => whole(one.residentMib)),
  ];
}

function addedRow(part, { rate, addedMs }) {
  return row(
    `latency added at ${rate} a second, ${part}, ms: median of the rounds (least)`,
    addedMs,
    (one) => `${one[part].median.toFixed(1)} (${one[part].least.toFixed(1)})`,
  );
}

function row(title, figures, cell) {
  return [title, ...Object.keys(COLUMNS).map((name) => (figures[name] ? cell(figures[name]) : ''))];
}

function commands({ commandsPerStep }) {
  const { evalsha: sent = 0, ...executed } = commandsPerStep;
  return `${sent.toFixed(1)}; ${Object.values(executed)
    .reduce((all, one) => all + one, 0)
    .toFixed(0)}`;
}

function whole(number) {
  return String(Math.round(number));
}

function share(number) {
  return number.toFixed(2);
}
