import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { Registry } from 'prom-client';
import { AuditMetrics } from './audit-metrics.js';
import { NoReader, type AuditDestination } from './audit-destination.js';
import { AuditTrail, type AuditSubject } from './audit-trail.js';
import { AuditUnavailable } from './audit-writer.js';

const SUBJECT: AuditSubject = {
  agent: '20810200',
  onboarding: 'onb_a',
  product: 'ppi-levin',
  step: 'SUBMIT_AADHAAR',
  requestId: 'request-1',
};
const CONSENT = {
  ...SUBJECT,
  noticeVersion: '2026-01',
  language: 'hi',
  purpose: 'a purpose',
  aadhaarNumber: '999941057058',
};

interface Stage {
  readonly trail: AuditTrail;
  readonly written: (readonly [string, boolean])[];
  readonly destination: { isFull: boolean; hangs: boolean; opening?: Error };
  readonly metric: (name: string) => Promise<number | undefined>;
}

function stage(): Stage {
  const written: (readonly [string, boolean])[] = [];
  const destination: Stage['destination'] & AuditDestination = {
    isFull: false,
    hangs: false,
    open() {
      return this.opening ? Promise.reject(this.opening) : Promise.resolve();
    },
    write(text, durable) {
      if (this.hangs) return new Promise(() => undefined);
      if (this.isFull) return Promise.reject(new Error('the disk is full'));
      written.push([text, durable]);
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
  const registry = new Registry();
  const trail = new AuditTrail(destination, new AuditMetrics(registry));
  const metric = async (name: string): Promise<number | undefined> =>
    (await registry.getSingleMetric(name)?.get())?.values[0]?.value;
  return { trail, written, destination, metric };
}

const soon = (): number => Date.now() + 1_000;

describe('the audit trail', () => {
  it('writes a consent to the disk, and a step to the operating system', async () => {
    const { trail, written } = stage();
    await trail.consent(CONSENT, soon());
    await trail.step({ ...SUBJECT, outcome: 'COMPLETED', replayed: false }, soon());
    const events = written.map(([text, durable]) => [(JSON.parse(text) as { event: string }).event, durable]);
    expect(events).toEqual([
      ['consent', true],
      ['step', false],
    ]);
    for (const [text] of written) expect(text).toMatch(/^\{[^\n]*\}\n$/);
  });

  it.each([
    [
      'a step',
      (trail: AuditTrail) => trail.step({ ...SUBJECT, outcome: 'COMPLETED', replayed: false }, soon()),
    ],
    ['a consent', (trail: AuditTrail) => trail.consent(CONSENT, soon())],
  ])('rejects when %s could not be recorded', async (_what, record) => {
    const { trail, destination, metric } = stage();
    expect(await metric('audit_up')).toBe(1);
    await trail.ready(soon());
    destination.isFull = true;
    await expect(record(trail)).rejects.toThrow(AuditUnavailable);
    await expect(trail.ready(soon())).rejects.toThrow(AuditUnavailable);
    expect([await metric('audit_up'), await metric('audit_unwritten_lines')]).toEqual([0, 1]);
    expect(trail.available).toBe(false);
    await trail.onApplicationShutdown();
  });

  it('waits until the time of the answer at most, and a tenth of a second when that time is past', async () => {
    const { trail, destination } = stage();
    destination.hangs = true;
    const startedAt = Date.now();
    const record = { ...SUBJECT, outcome: 'COMPLETED', replayed: false };
    await Promise.all([
      expect(trail.step(record, startedAt + 200)).rejects.toThrow(AuditUnavailable),
      expect(trail.consent(CONSENT, startedAt - 5_000)).rejects.toThrow(AuditUnavailable),
    ]);
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(195);
    expect(Date.now() - startedAt).toBeLessThan(900);
    expect(trail.available).toBe(true);
    await trail.onApplicationShutdown();
  });

  it('writes what was done, by whom and with which reference', async () => {
    const { trail, written } = stage();
    const states = { before: 'AADHAAR_PENDING', after: 'AADHAAR_OTP_PENDING' };
    const result = {
      outcome: 'AADHAAR_OTP_PENDING',
      ...states,
      clientRefId: 'reference',
      overrides: ['a#/b'],
    };
    await trail.step({ ...SUBJECT, ...result, replayed: false }, soon());
    await trail.step({ ...SUBJECT, outcome: 'OTP_INCORRECT', replayed: true }, soon());
    const [first, second] = written.map(([text]) => JSON.parse(text) as unknown);
    const line = { stream: 'audit', time: expect.stringMatching(/^2\d{3}-.*Z$/), event: 'step', ...SUBJECT };
    expect(first).toEqual({ ...line, ...result });
    expect(second).toEqual({ ...line, outcome: 'OTP_INCORRECT', replayed: true });
  });

  it('writes of the Aadhaar number only the last four digits', async () => {
    const { trail, written } = stage();
    await trail.consent(CONSENT, soon());
    const { aadhaarNumber: _number, ...recorded } = CONSENT;
    expect(JSON.parse(written[0]?.[0] ?? '')).toEqual({
      stream: 'audit',
      time: expect.any(String) as unknown,
      event: 'consent',
      ...recorded,
      identity: 'XXXXXXXX7058',
    });
  });

  it('leaves no timer behind, and sets one for all lines that wait', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'queueMicrotask', 'nextTick'] });
    const { trail, destination } = stage();
    const record = { ...SUBJECT, outcome: 'COMPLETED', replayed: false };
    await trail.step(record, soon());
    await trail.consent(CONSENT, soon());
    expect(jest.getTimerCount()).toBe(0);
    destination.hangs = true;
    for (const answerBy of [undefined, soon(), soon()]) trail.step(record, answerBy).catch(() => undefined);
    await new Promise(setImmediate);
    expect(jest.getTimerCount()).toBe(1);
    jest.useRealTimers();
  });

  it('logs at the end how many lines are lost, and nothing when none are', async () => {
    const logged: object[] = [];
    Logger.overrideLogger({
      log: () => undefined,
      warn: () => undefined,
      error: (line: object) => logged.push(line),
    });
    const well = stage();
    await well.trail.step({ ...SUBJECT, outcome: 'COMPLETED', replayed: false }, soon());
    await well.trail.onApplicationShutdown();
    expect(logged).toEqual([]);
    const full = stage();
    full.destination.isFull = true;
    await full.trail
      .step({ ...SUBJECT, outcome: 'COMPLETED', replayed: false }, soon())
      .catch(() => undefined);
    await full.trail.onApplicationShutdown();
    expect(logged).toEqual([
      { event: 'audit stream cannot be written' },
      { event: 'audit lines lost', lines: 1 },
    ]);
  });

  it('waits for the reader of a pipe, and is available at once for any other destination', async () => {
    const pipe = stage();
    pipe.destination.opening = new NoReader();
    pipe.destination.isFull = true;
    await pipe.trail.open();
    const isAvailable = (): boolean => pipe.trail.available;
    while (isAvailable()) await wait(10);
    pipe.destination.isFull = false;
    while (!isAvailable()) await wait(10);
    // An empty text shows whether there is a reader.
    expect(pipe.written).toEqual([['', false]]);
    const other = stage();
    other.destination.opening = new Error('no such folder');
    await expect(other.trail.open()).rejects.toThrow('no such folder');
    const file = stage();
    await file.trail.open();
    expect(file.written).toEqual([]);
  });
});
