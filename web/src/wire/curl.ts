import type { Exchange } from './exchange.js';

/** Headers that a person needs; the others depend on the browser. */
const HEADERS = ['content-type', 'idempotency-key'];

/** The request as a command for a shell. A token is named, never shown. */
export function curlOf({ method, path, headers, body }: Exchange, origin: string): string {
  const shown = HEADERS.flatMap((name) => {
    const value = headers[name];
    return value === undefined ? [] : [`-H ${quoted(`${name}: ${value}`)}`];
  });
  const token = 'authorization' in headers ? ['-H "authorization: Bearer $TOKEN"'] : [];
  return [
    `curl -sS${method === 'GET' ? '' : ` -X ${method}`} ${quoted(origin + path)}`,
    ...shown,
    ...token,
    ...(body === undefined ? [] : [`-d ${quoted(body)}`]),
  ].join(' \\\n  ');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
