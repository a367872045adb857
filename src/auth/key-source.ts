import { readFile } from 'node:fs/promises';
import type { KeySetLocation } from '../config/gateway-config.js';

/** Where the issuer's public keys come from. */
export interface KeySource {
  /** How often to look for a change unasked, milliseconds. */
  readonly refreshMs: number;
  /** The key set as text. @throws Error when it cannot be had now */
  read(): Promise<string>;
}

const FETCH_TIMEOUT_MS = 5_000;
const MAX_KEY_SET_BYTES = 256 * 1024;

/** A file costs nothing to read again, and Kubernetes swaps it without a signal; an issuer is asked seldom. */
export function keySource(location: KeySetLocation): KeySource {
  return 'path' in location
    ? { refreshMs: 1_000, read: () => readFile(location.path, 'utf8') }
    : { refreshMs: 300_000, read: () => fetchKeySet(location.url) };
}

/** Redirects are refused: one could lead off https, or to an address inside the network. */
async function fetchKeySet(url: string): Promise<string> {
  const response = await fetch(url, {
    redirect: 'error',
    headers: { accept: 'application/json' },
    signal: AbortSignal.timeout(FETCH_TIMEOUT_MS),
  });
  if (!response.ok || !response.body) throw new Error(`the issuer answered ${response.status}`);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > MAX_KEY_SET_BYTES) throw new Error('the key set is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
