import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Sealer } from '../../dist/store/sealing.js';
import { StoreUnavailable } from '../../dist/store/store.js';

// An onboarding after a start, 300 bytes of JSON, and an answer of 600 characters when sealed.
const ONBOARDING_BYTES = 300;
const ANSWER_BYTES = 416;
/** Onboardings to choose from. */
const MAX_KNOWN = 100_000;
const HOUR_MS = 3_600_000;
const sealer = new Sealer([{ kid: '2026-11', key: randomBytes(32) }]);
const onboarding = 'o'.repeat(ONBOARDING_BYTES);
const answer = 'a'.repeat(ANSWER_BYTES);

const token = (bytes) => randomBytes(bytes).toString('base64url');

/** A start: claimed, and concluded with its onboarding and its answer. @returns its id and the duration of both, ms */
export async function start(store, { recordTtlMs = 24 * HOUR_MS, onboardingTtlMs = 168 * HOUR_MS } = {}) {
  const onboardingId = `onb_${token(16)}`;
  const name = { onboardingId, recordId: token(12), owner: token(12) };
  const agent = token(16);
  const fingerprint = token(32);
  const sealed = sealer.seal(onboarding, onboardingId);
  const record = { status: 'finished', answer: sealer.seal(answer, onboardingId), ttlMs: recordTtlMs };
  const claim = {
    ...name,
    agent,
    fingerprint,
    leaseMs: 15_000,
    recordTtlMs,
    mustExist: false,
    reconciles: true,
  };
  const begunAt = performance.now();
  const begun = await store.begin({ ...claim, binding: { id: token(16), fingerprint } });
  if (begun.kind !== 'claimed') throw new Error(`begin: ${begun.kind}`);
  const claimedAt = performance.now();
  const written = await store.conclude({
    ...name,
    onboarding: { sealed, agent, ttlMs: onboardingTtlMs },
    record,
  });
  if (!written) throw new Error('conclude: lost its claim');
  return { onboardingId, agent, begin: claimedAt - begunAt, conclude: performance.now() - claimedAt };
}

/** A step on an existing onboarding, with a new key. @returns the duration of claim and conclusion, ms */
export async function step(store, { onboardingId, agent }) {
  const name = { onboardingId, recordId: token(12), owner: token(12) };
  const sealed = sealer.seal(onboarding, onboardingId);
  const record = { status: 'finished', answer: sealer.seal(answer, onboardingId), ttlMs: 24 * HOUR_MS };
  const claim = {
    ...name,
    agent,
    fingerprint: token(32),
    leaseMs: 15_000,
    recordTtlMs: 24 * HOUR_MS,
    mustExist: true,
    reconciles: false,
  };
  const begunAt = performance.now();
  const begun = await store.begin(claim);
  if (begun.kind === 'running') return undefined; // two callers chose the same one
  if (begun.kind !== 'claimed') throw new Error(`begin: ${begun.kind}`);
  const claimedAt = performance.now();
  const written = await store.conclude({
    ...name,
    onboarding: { sealed, agent, ttlMs: 168 * HOUR_MS },
    record,
  });
  if (!written) throw new Error('conclude: lost its claim');
  return { begin: claimedAt - begunAt, conclude: performance.now() - claimedAt };
}

/** A store on a busy machine may not answer in time: that share of the operations may fail, and is not measured. */
const MAX_FAILED_SHARE = 0.01;
/** Without a connection an operation fails at once: the next ones wait until there may be one, as clients do. */
const PAUSE_MS = 100;

/** Runs `work` a number of times with a number of callers. @returns operations per second */
export async function together(times, atOnce, work) {
  const startedAt = performance.now();
  let left = times;
  let failed = 0;
  const lane = async () => {
    while (left-- > 0)
      await work().catch((error) => {
        failed += 1;
        if (!(error instanceof StoreUnavailable) || failed > times * MAX_FAILED_SHARE) throw error;
        return sleep(PAUSE_MS);
      });
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return ((times - failed) / (performance.now() - startedAt)) * 1000;
}

export function percentile(numbers, share) {
  const sorted = Float64Array.from(numbers).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

const of = (list, field) => list.flatMap((one) => one?.[field] ?? []);

/**
 * Fills a store up to a count of onboardings, then measures starts with one and with 64 callers.
 * @returns the figures, and some of the onboardings
 */
export async function measureStarts(store, count) {
  const known = [];
  let all = 0;
  const startOne = async () => {
    const started = await start(store);
    // Each onboarding has the same probability to be among the known ones.
    const at = all++ < MAX_KNOWN ? known.length : Math.floor(Math.random() * all);
    if (at < MAX_KNOWN) known[at] = { onboardingId: started.onboardingId, agent: started.agent };
    return started;
  };
  await together(count, 256, startOne);
  const alone = [];
  await together(1000, 1, async () => void alone.push(await startOne()));
  const busy = [];
  const perSecond = await together(20_000, 64, async () => void busy.push(await startOne()));
  const figures = {
    'begin, 1 caller, p50 ms': percentile(of(alone, 'begin'), 0.5),
    'conclude, 1 caller, p50 ms': percentile(of(alone, 'conclude'), 0.5),
    'begin, 64 callers, p50 ms': percentile(of(busy, 'begin'), 0.5),
    'begin, 64 callers, p99 ms': percentile(of(busy, 'begin'), 0.99),
    'conclude, 64 callers, p50 ms': percentile(of(busy, 'conclude'), 0.5),
    'begin and conclude, 64 callers, per second': 2 * perSecond,
  };
  return { figures, known };
}

/** Measures steps on onboardings anywhere in the store, and reads of them, with 64 callers. */
export async function measureSteps(store, known) {
  const anyOne = () => known[Math.floor(Math.random() * known.length)];
  const steps = [];
  const stepsPerSecond = await together(20_000, 64, async () => void steps.push(await step(store, anyOne())));
  const readsPerSecond = await together(20_000, 64, () => store.read(anyOne().onboardingId));
  return {
    'step on any onboarding, begin, 64 callers, p50 ms': percentile(of(steps, 'begin'), 0.5),
    'step on any onboarding, conclude, 64 callers, p50 ms': percentile(of(steps, 'conclude'), 0.5),
    'step on any onboarding, begin and conclude, 64 callers, per second': 2 * stepsPerSecond,
    'read, 64 callers, per second': readsPerSecond,
  };
}

/** Prints the figures of each size as a table. */
export function print(bySize) {
  const sizes = Object.keys(bySize);
  console.log(`| | ${sizes.map((size) => `at ${Number(size).toLocaleString('en')}`).join(' | ')} |`);
  console.log(`| --- |${' --- |'.repeat(sizes.length)}`);
  for (const name of Object.keys(bySize[sizes[0]])) {
    const cells = sizes.map((size) => bySize[size][name]);
    console.log(
      `| ${name} | ${cells.map((value) => (value < 100 ? value.toFixed(2) : Math.round(value))).join(' | ')} |`,
    );
  }
}
