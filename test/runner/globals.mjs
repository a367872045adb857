// What specs import from @jest/globals: that of the spec file which is running now.
export let jest, expect, describe, it, test, beforeAll, beforeEach, afterEach, afterAll;

/** @param globals those that jest made for the next spec file */
export function use(globals) {
  ({ jest, expect, describe, it, test, beforeAll, beforeEach, afterEach, afterAll } = globals);
}
