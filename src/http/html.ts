import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Markup that `html` has made: everything in it is escaped. */
export class Html {
  constructor(readonly text: string) {}
}

type Part = string | number | Html | readonly Html[];

/** Makes markup from a template; escapes every text that is put into it. */
export function html(markup: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(markup.map((text, index) => text + markupOf(parts[index] ?? '')).join(''));
}

function markupOf(part: Part): string {
  if (part instanceof Html) return part.text;
  if (typeof part === 'object') return part.map(({ text }) => text).join('');
  return String(part).replaceAll(/[&<>"']/g, (character) => `&#${String(character.charCodeAt(0))};`);
}

const STYLE = `
:root { color-scheme: light dark; --quiet: light-dark(#595959, #b0b0b0); --line: light-dark(#d0d0d0, #505050);
  --box: light-dark(#f4f4f4, #262626); --link: light-dark(#0b57c2, #8ab8ff); }
body { margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 46rem; font: 1rem/1.5 system-ui, sans-serif;
  color: light-dark(#1a1a1a, #ececec); background: light-dark(#fff, #161616); overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 1rem 0 .5rem; }
h2 { font-size: 1.1rem; margin: 1.75rem 0 .25rem; }
p { margin: .25rem 0 .5rem; }
a { color: var(--link); }
a:focus-visible, pre:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
code, pre { font-family: ui-monospace, monospace; font-size: .9em; }
pre { background: var(--box); border: 1px solid var(--line); border-radius: 6px; padding: .75rem; overflow-x: auto;
  overflow-wrap: normal; }
ul { list-style: none; padding: 0; }
li { border-top: 1px solid var(--line); padding: .5rem 0; }
.quiet { color: var(--quiet); }
`;

/** Its content is hashed, to the byte, in `PAGE_POLICY`. */
const STYLE_ELEMENT = new Html(`<style>${STYLE}</style>`);

/** A page without scripts; its one style is allowed by its hash, and it loads nothing. */
const PAGE_POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** A whole page. */
export function pageOf(title: string, content: Html): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        ${STYLE_ELEMENT}
      </head>
      <body>
        <main>${content}</main>
      </body>
    </html> `.text;
}

/** What an address shows: a page to a person, and the same as data to a program. */
export interface Shown {
  readonly page: () => string;
  readonly data: object;
}

/** Chooses by the Accept header: a browser names text/html, and a program gets JSON unless it does the same. */
export function present(
  { headers }: FastifyRequest,
  reply: FastifyReply,
  { page, data }: Shown,
): string | object {
  void reply.header('Vary', 'Accept, Origin');
  if (!acceptsPages(headers.accept)) return data;
  void reply.header('Content-Security-Policy', PAGE_POLICY).type('text/html; charset=utf-8');
  return page();
}

function acceptsPages(accept = ''): boolean {
  return accept
    .split(',')
    .some((range) => /^\s*text\/html\s*(;|$)/i.test(range) && !/;\s*q=0(\.0*)?\s*$/i.test(range));
}
