import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { problemOf } from './support/client.js';
import { sharedStage } from './support/set-up.js';
import { sharedGateway } from './support/shared-gateway.js';

const gateway = await sharedGateway();
const { client } = gateway;
const asBrowser = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

interface Document {
  readonly components: {
    readonly schemas: { readonly ProblemCode: { readonly enum: readonly string[] } };
    readonly examples: Readonly<Record<string, { readonly value: { readonly retry: string } }>>;
  };
}
const { components } = (await client.get('/openapi.json')).body as Document;
const CODES = components.schemas.ProblemCode.enum;

interface Explained {
  readonly code: string;
  readonly type: string;
  readonly status: number;
  readonly title: string;
  readonly retry: string;
  readonly detail: string;
  readonly forUser: string;
  readonly forOperator: string;
  readonly example: object;
}
const explained = async (code: string): Promise<Explained> =>
  (await client.get(addressOf(code))).body as Explained;
const addressOf = (code: string): string => `/problems/${code.toLowerCase().replaceAll('_', '-')}`;

/** The text of a page, as a browser reads it. */
const readable = (page: string): string =>
  page
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/&#(\d+);/g, (_all, code: string) => String.fromCharCode(Number(code)))
    .replaceAll(/\s+/g, ' ');

/** The addresses that a page links to. */
const linksOf = (page: string, from: string): readonly string[] =>
  [...page.matchAll(/<a href="([^"]*)"/g)].map(
    ([, href = '']) => new URL(href, new URL(from, gateway.url)).pathname,
  );

describe('a page', () => {
  const PAGES = ['/', '/problems', ...CODES.map(addressOf)];

  test.each(PAGES)(
    '%s runs no script, loads nothing, and its one style is allowed by its hash',
    async (path) => {
      const { status, headers, text } = await client.get(path, asBrowser);

      expect(status).toBe(200);
      expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
      const [, style = ''] = /<style>([^]*)<\/style>/.exec(text) ?? [];
      const hash = createHash('sha256').update(style).digest('base64');
      expect(headers.get('content-security-policy')).toBe(
        `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
      );
      expect(text).not.toMatch(/<script|\sstyle=|\son[a-z]+=|src=|<link|@import|url\(/i);
      expect(text).toMatch(/^<!doctype html>\s*<html lang="en">/);
      expect(text.match(/<h1[ >]/g)).toHaveLength(1);
    },
  );

  test.each(['/', '/problems', addressOf('OTP_INCORRECT')])('%s links to what is there', async (path) => {
    const links = linksOf((await client.get(path, asBrowser)).text, path);

    expect(links).not.toEqual([]);
    for (const link of links) expect([link, (await client.get(link)).status]).toEqual([link, 200]);
  });
});

describe('the page of a problem', () => {
  test.each(CODES)('%s says what its JSON says, with the example of the document', async (code) => {
    const problem = await explained(code);
    const page = readable((await client.get(addressOf(code), asBrowser)).text);

    expect(problem).toMatchObject({ code, type: addressOf(code) });
    expect(problem.example).toEqual(components.examples[code]?.value);
    const { title, detail, retry, forUser, forOperator, example } = problem;
    for (const text of [title, detail, retry, forUser, forOperator]) expect(page).toContain(text);
    expect(page).toContain(JSON.stringify(example, null, 2).replaceAll(/\s+/g, ' '));
  });
});

describe('the list of problems', () => {
  test('has all codes, in a group for each thing to do', async () => {
    const { text } = await client.get('/problems', asBrowser);

    const groups = text.split(/<h2 id="/).slice(1);
    const listed = groups.map((group) => ({
      retry: group.slice(0, group.indexOf('"')),
      codes: [...group.matchAll(/<code>([A-Z_]+)<\/code><\/a/g)].map(([, code]) => code),
    }));
    const withRetry = (retry: string): readonly string[] =>
      CODES.filter((code) => components.examples[code]?.value.retry === retry);
    expect(listed).toEqual(
      ['SAME_KEY', 'NEW_KEY', 'NONE'].map((retry) => ({ retry, codes: withRetry(retry) })),
    );
  });

  test('gives a program each code with its type, status, title and retry', async () => {
    const { problems } = (await client.get('/problems')).body as { problems: readonly Explained[] };

    expect(problems.map(({ code }) => code)).toEqual(CODES);
    for (const problem of problems)
      expect(components.examples[problem.code]?.value).toMatchObject({
        type: problem.type,
        status: problem.status,
        title: problem.title,
        retry: problem.retry,
      });
  });
});

describe('the start page', () => {
  test('gives a program the links that a person sees', async () => {
    const { links } = (await client.get('/')).body as { links: Readonly<Record<string, string>> };

    expect(Object.values(links)).toEqual(linksOf((await client.get('/', asBrowser)).text, '/'));
    expect(links).toMatchObject({
      problems: '/problems',
      outbox: '/sandbox/outbox',
      openapi: '/openapi.json',
      products: '/v1/products',
      health: '/health/ready',
      docs: '/docs',
    });
  });

  test('names no outbox where Eko is not the simulator', async () => {
    const { gateway: other } = await sharedStage();
    const { links } = (await other.client.get('/')).body as { links: object };
    expect(links).not.toHaveProperty('outbox');
    expect(problemOf(await other.client.get('/sandbox/outbox')).code).toBe('ROUTE_NOT_FOUND');
  });
});
