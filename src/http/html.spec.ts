import { describe, expect, it } from '@jest/globals';
import { fastify } from 'fastify';
import { html, pageOf, present } from './html.js';

describe('markup', () => {
  it('escapes every text that is put into it, also in attributes', () => {
    const hostile = `<script>alert('x')</script> & "y"`;

    expect(html`<a title="${hostile}">${hostile}</a>`.text).toBe(
      '<a title="&#60;script&#62;alert(&#39;x&#39;)&#60;/script&#62; &#38; &#34;y&#34;">&#60;script&#62;alert(&#39;x&#39;)&#60;/script&#62; &#38; &#34;y&#34;</a>',
    );
  });

  it('keeps markup, lists of markup and numbers', () => {
    expect(html`<p>${html`<b>${1}</b>`}${[html`<i>a</i>`, html`<i>b</i>`]}</p>`.text).toBe(
      '<p><b>1</b><i>a</i><i>b</i></p>',
    );
  });

  it('escapes the title of a page', () => {
    expect(pageOf('</title><script>', html``)).toContain('<title>&#60;/title&#62;&#60;script&#62;</title>');
  });
});

describe('what is shown', () => {
  const app = fastify();
  app.get('/', (request, reply) =>
    reply.send(present(request, reply, { page: () => 'a page', data: { some: 'data' } })),
  );
  const typeFor = async (accept?: string): Promise<string> => {
    const headers = accept === undefined ? {} : { accept };
    const reply = await app.inject({ url: '/', headers });
    expect(reply.headers.vary).toContain('Accept');
    return String(reply.headers['content-type']);
  };

  it.each([
    'text/html',
    'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
    'application/xml;q=0.9, TEXT/HTML;q=0.5',
    'text/html; charset=utf-8',
  ])('to a client that accepts %s is the page', async (accept) => {
    expect(await typeFor(accept)).toBe('text/html; charset=utf-8');
  });

  it.each([
    undefined,
    '',
    '*/*',
    'application/json',
    'text/htmlx',
    'text/html;q=0',
    'text/html; q=0.00',
    'application/problem+json, text/plain',
  ])('to a client that accepts %s is the data', async (accept) => {
    expect(await typeFor(accept)).toBe('application/json; charset=utf-8');
  });
});
