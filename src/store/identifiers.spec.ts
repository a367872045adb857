import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Identifiers, isOnboardingId, type KeyScope } from './identifiers.js';

const identifiers = new Identifiers(Buffer.alloc(32, 'a'));
const others = new Identifiers(Buffer.alloc(32, 'b'));
const scope: KeyScope = {
  agent: '20810200',
  route: 'POST /v1/ppi-levin/onboardings/:id/otp',
  onboardingId: 'onb_abc',
  key: 'key-1',
};

describe('client_ref_id', () => {
  it('is 20 letters and digits, and the same for the same input', () => {
    const first = identifiers.clientRefId(scope, 'step');
    expect(first).toMatch(/^[A-Za-z0-9]{20}$/);
    expect(identifiers.clientRefId({ ...scope }, 'step')).toBe(first);
    expect(new Identifiers(Buffer.alloc(32, 'a')).clientRefId(scope, 'step')).toBe(first);
  });

  it('differs for another agent, route, onboarding, key, purpose or secret', () => {
    const all = [
      identifiers.clientRefId(scope, 'step'),
      identifiers.clientRefId({ ...scope, agent: '20810201' }, 'step'),
      identifiers.clientRefId({ ...scope, route: 'POST /v1/ppi-levin/onboardings/:id/pan' }, 'step'),
      identifiers.clientRefId({ ...scope, onboardingId: 'onb_abd' }, 'step'),
      identifiers.clientRefId({ ...scope, key: 'key-2' }, 'step'),
      identifiers.clientRefId(scope, 'step follow-up'),
      identifiers.clientRefId(scope, 'settle 1'),
      others.clientRefId(scope, 'step'),
    ];
    expect(new Set(all).size).toBe(all.length);
  });

  it('does not collide when the same characters are divided differently', () => {
    const all = [
      identifiers.clientRefId({ ...scope, agent: 'ab', key: 'c' }, 'd'),
      identifiers.clientRefId({ ...scope, agent: 'a', key: 'bc' }, 'd'),
      identifiers.clientRefId({ ...scope, agent: 'ab', key: 'cd' }, ''),
      identifiers.clientRefId({ ...scope, agent: 'ab', key: '"c' }, 'd'),
      identifiers.clientRefId({ ...scope, agent: 'ab', key: 'c","d' }, ''),
    ];
    expect(new Set(all).size).toBe(all.length);
  });

  it('always has 20 characters of the alphabet, and uses all of it', () => {
    const seen = new Set<string>();
    for (let index = 0; index < 500; index++) {
      const reference = identifiers.clientRefId({ ...scope, key: String(index) }, 'step');
      expect(reference).toMatch(/^[A-Za-z0-9]{20}$/);
      for (const letter of reference) seen.add(letter);
    }
    expect(seen.size).toBe(62);
  });
});

describe('an onboarding id', () => {
  it('has 144 bits, and is the same for the same agent, product and mobile', () => {
    const id = identifiers.onboardingId('20810200', 'ppi-levin', '9876543210');
    expect(id).toMatch(/^onb_[A-Za-z0-9_-]{24}$/);
    expect(identifiers.onboardingId('20810200', 'ppi-levin', '9876543210')).toBe(id);
  });

  it('differs for another agent, product, mobile or secret', () => {
    const all = [
      identifiers.onboardingId('20810200', 'ppi-levin', '9876543210'),
      identifiers.onboardingId('20810201', 'ppi-levin', '9876543210'),
      identifiers.onboardingId('20810200', 'dmt-fino', '9876543210'),
      identifiers.onboardingId('20810200', 'ppi-levin', '9876543211'),
      others.onboardingId('20810200', 'ppi-levin', '9876543210'),
    ];
    expect(new Set(all).size).toBe(all.length);
  });
});

describe('the id of a record', () => {
  it('never equals an identifier of another kind', () => {
    const all = [
      identifiers.recordId(scope),
      identifiers.bindingId(scope),
      identifiers.agentTag(scope.agent),
      identifiers.fingerprint(scope.agent),
      identifiers.limitTag(scope.agent),
    ];
    expect(new Set(all).size).toBe(all.length);
  });

  it('depends on the agent and the route, not on the onboarding that the body names', () => {
    expect(identifiers.bindingId({ ...scope, onboardingId: 'onb_other' })).toBe(identifiers.bindingId(scope));
    expect(identifiers.bindingId({ ...scope, agent: 'x' })).not.toBe(identifiers.bindingId(scope));
    expect(identifiers.bindingId({ ...scope, route: 'x' })).not.toBe(identifiers.bindingId(scope));
    expect(identifiers.bindingId({ ...scope, key: 'x' })).not.toBe(identifiers.bindingId(scope));
  });

  it.each(['agent', 'route', 'onboardingId', 'key'] as const)('depends on the %s', (part) => {
    expect(identifiers.recordId({ ...scope, [part]: 'x' })).not.toBe(identifiers.recordId(scope));
  });
});

describe('identifiers of two versions of the gateway', () => {
  // Computed with Python's hmac: records stored under these identifiers must be found after an update.
  it('are the same', () => {
    expect(identifiers.onboardingId('20810200', 'ppi-levin', '9876543210')).toBe(
      'onb_upEqCwd-P9UJc_0OvN9pXoYh',
    );
    expect(identifiers.agentTag('20810200')).toBe('o3bOhbjQz4a9ZSrvl8X97g');
    expect(identifiers.recordId(scope)).toBe('F3UzitQ5u3CjfXhEE0K8mQ');
    expect(identifiers.bindingId(scope)).toBe('gAh4zH-GRN2ZrmG2u2FWzQ');
    expect(identifiers.limitTag('customer', '9876543210')).toBe('erqESD3AVL6O9Zp8Ac13FQ');
    expect(identifiers.fingerprint({ otp: '012345', a: { c: [2, 1], b: 1 } })).toBe('sjpxCHQnaILRf0aJ4AK1XA');
    expect(identifiers.clientRefId(scope, 'step')).toBe('FxAz0hcGWcwnZUNK3sgc');
  });

  it('are the same also where a byte is skipped because it would make some characters more likely', () => {
    const scopeOf = (key: string): KeyScope => ({ ...scope, key });
    expect(identifiers.clientRefId(scopeOf('key-9'), 'step')).toBe('yr6IiTHsxrn5gYHaBoZJ');
    expect(identifiers.clientRefId(scopeOf('key-15'), 'step')).toBe('3o4V51aO62Lt7xdoezC9');
  });
});

describe('two lists of parts', () => {
  const parts = fc.array(
    fc.string({ maxLength: 4, unit: fc.constantFrom('a', 'b', ',', '"', '\\', '[', ']') }),
    {
      maxLength: 4,
    },
  );

  it('never give the same tag', () => {
    fc.assert(
      fc.property(parts, parts, (one, other) => {
        const same = JSON.stringify(one) === JSON.stringify(other);
        expect(identifiers.limitTag(...one) === identifiers.limitTag(...other)).toBe(same);
      }),
    );
  });

  it.each(['', ',', '","', '"', '\u0000', ' '])(
    'never give the same tag when they are joined by %j',
    (joint) => {
      fc.assert(
        fc.property(parts, fc.nat(3), (list, at) => {
          const [before, after] = [list.slice(0, at), list.slice(at)];
          fc.pre(before.length > 0 && after.length > 0);
          const joined = [
            ...before.slice(0, -1),
            `${before.at(-1) ?? ''}${joint}${after[0] ?? ''}`,
            ...after.slice(1),
          ];
          expect(identifiers.limitTag(...joined)).not.toBe(identifiers.limitTag(...list));
        }),
      );
    },
  );
});

describe('a text in the place of an onboarding id', () => {
  const id = identifiers.onboardingId('20810200', 'ppi-levin', '9876543210');

  it('is accepted when it has the length and the alphabet of one', () => {
    expect(isOnboardingId(id)).toBe(true);
    expect(isOnboardingId(`onb_${'a-_9Z0'.repeat(4)}`)).toBe(true);
  });

  it.each([
    ['shorter', id.slice(0, -1)],
    ['longer', `${id}a`],
    ['preceded by something', `x${id}`],
    ['followed by a line break', `${id}\n`],
    ['of other letters', `onb_${'a'.repeat(23)}.`],
    ['a mobile number', '9876543210'],
    ['nothing', ''],
  ])('is refused when it is %s', (_, text) => {
    expect(isOnboardingId(text)).toBe(false);
  });
});

describe('the fingerprint of a request', () => {
  it('ignores the order of members, at every depth', () => {
    const one = { otp: '012345', consent: { given: true, language: 'en' } };
    const other = { consent: { language: 'en', given: true }, otp: '012345' };
    expect(identifiers.fingerprint(one)).toBe(identifiers.fingerprint(other));
    expect(identifiers.fingerprint([one])).toBe(identifiers.fingerprint([other]));
  });

  it.each<[unknown, unknown]>([
    [{ otp: '012345' }, { otp: '12345' }],
    [{ otp: '012345' }, { otp: 12345 }],
    [{ otp: '012345' }, { pan: '012345' }],
    [{ otp: '1' }, { otp: '1', extra: null }],
    [
      ['a', 'b'],
      ['b', 'a'],
    ],
    [{ a: { b: 'c' } }, { a: '{"b":"c"}' }],
    [{}, []],
    [{}, null],
    [{ a: ['b', 'c'] }, { a: ['b","c'] }],
  ])('distinguishes %j from %j', (one, other) => {
    expect(identifiers.fingerprint(one)).not.toBe(identifiers.fingerprint(other));
  });

  it('cannot be derived without the secret', () => {
    expect(others.fingerprint({ otp: '012345' })).not.toBe(identifiers.fingerprint({ otp: '012345' }));
  });

  it('is the same only for the same JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
        const same = identifiers.fingerprint(one) === identifiers.fingerprint(other);
        expect(same).toBe(sorted(one) === sorted(other));
        expect(identifiers.fingerprint(JSON.parse(JSON.stringify(one)))).toBe(identifiers.fingerprint(one));
      }),
    );
  });
});

/** JSON with its members in the order of their names. */
function sorted(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sorted).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}:${sorted(member)}`);
  return `{${members.sort().join(',')}}`;
}
