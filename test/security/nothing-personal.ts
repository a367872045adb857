import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Onboarding } from '../support/resources.js';
import { AADHAARS, NAMES } from './canaries.js';
import { CanaryWalk, type SearchedStore } from './canary-walk.js';

/**
 * Declares the tests that nothing personal or secret is found where it must not be, after all journeys with errors and
 * crashes, with people and credentials that occur nowhere else.
 */
export function describeNothingPersonal(name: string, open: () => Promise<SearchedStore>): void {
  describe(`nothing personal or secret is found, ${name}`, () => {
    let store: SearchedStore;
    let walk: CanaryWalk;

    beforeAll(async () => {
      store = await open();
      walk = new CanaryWalk(store);
      await walk.run();
    }, 120_000);

    afterAll(async () => {
      await walk.close();
      await store.close();
    });

    it('after all journeys were completed, with a search that finds what it must', () => {
      expect(walk.otps.length).toBeGreaterThanOrEqual(7);
      expect(walk.answers.length).toBeGreaterThan(80);
      expect(walk.searched(`...${NAMES[0] ?? ''}...`)).toHaveLength(1);
      expect(walk.searched(Buffer.from(AADHAARS[0] ?? '').toString('base64'))).not.toEqual([]);
      expect(walk.searchedForOtps(`"otp":"${walk.otps[0] ?? ''}"`)).not.toEqual([]);
      expect(walk.erasures.map(({ status }) => status)).toEqual([204, 204]);
      expect(walk.answers.some(({ text }) => text.includes(NAMES[0] ?? '-'))).toBe(true);
    });

    it('in the log at its most detailed level, uncaught errors and rejections included', () => {
      expect(walk.crashes).toEqual([
        expect.objectContaining({ level: 'fatal', stack: expect.stringContaining('crash.mjs') }),
        expect.objectContaining({ level: 'fatal', stack: expect.stringContaining('crash.mjs') }),
        // A rejection with a text has no stack.
        expect.objectContaining({ level: 'fatal', type: 'UnhandledPromiseRejection' }),
      ]);
      expect(walk.output.length).toBeGreaterThan(10_000);
      expect(walk.searched(walk.output)).toEqual([]);
      expect(walk.searchedForOtps(walk.output)).toEqual([]);
    });

    it('in the audit stream', () => {
      const audit = walk.audit();
      expect(audit.split('\n').length).toBeGreaterThan(30);
      expect(walk.searched(audit)).toEqual([]);
      expect(walk.searchedForOtps(audit)).toEqual([]);
    });

    it('in the metrics', () => {
      expect(walk.metrics).toContain('eko_');
      expect(walk.searched(walk.metrics)).toEqual([]);
      expect(walk.searchedForOtps(walk.metrics)).toEqual([]);
    });

    it('in the traces', () => {
      expect(walk.traces).toContain('eko lookUp');
      expect(walk.searched(walk.traces)).toEqual([]);
      expect(walk.searchedForOtps(walk.traces)).toEqual([]);
    });

    it('in the store', async () => {
      const contents = await store.contents();
      expect(contents.join('').length).toBeGreaterThan(10_000);
      for (const content of contents) expect(walk.searched(content)).toEqual([]);
    });

    it('in the texts of errors', () => {
      const problems = walk.answers.filter(({ status }) => status >= 400);
      expect(problems.length).toBeGreaterThan(40);
      for (const { text } of problems) {
        // The onboarding in a problem is the resource, which shows the name by design.
        const { onboarding, ...problem } = JSON.parse(text) as { onboarding?: Onboarding };
        expect(walk.searched(JSON.stringify(problem))).toEqual([]);
        expect(
          walk.searched(JSON.stringify({ ...onboarding, customer: { ...onboarding?.customer, name: '' } })),
        ).toEqual([]);
      }
    });

    it('in the answers, except the name and the last digits of the mobile number', () => {
      for (const { text } of walk.answers) {
        expect(walk.searched(text).filter((one) => !one.startsWith('a name: '))).toEqual([]);
      }
    });
  });
}
