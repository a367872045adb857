import { describe, expect, it } from '@jest/globals';
import { ProxyFailure } from './proxy-failure.js';

describe('the advice on a proxy that makes no connection', () => {
  it.each<[string, string]>([
    ['http_407', 'The proxy proxy:3128 requires credentials, or refuses those that it got (HTTP 407)'],
    ['http_401', 'The proxy proxy:3128 requires credentials, or refuses those that it got (HTTP 401)'],
    ['http_403', 'The proxy proxy:3128 refuses connections to eko:443 (HTTP 403)'],
    ['http_405', 'The proxy proxy:3128 refuses connections to eko:443 (HTTP 405)'],
    ['http_503', 'The proxy proxy:3128 cannot connect to eko:443 (HTTP 503)'],
    ['http_302', 'The proxy proxy:3128 cannot connect to eko:443 (HTTP 302)'],
    ['enotfound', 'The name of the proxy proxy:3128 cannot be resolved (enotfound)'],
    ['eai_again', 'The name of the proxy proxy:3128 cannot be resolved (eai_again)'],
    ['econnrefused', 'Nothing listens at the proxy proxy:3128'],
    ['timeout', 'The proxy proxy:3128 did not connect to eko:443 in time (timeout)'],
    ['und_err_connect_timeout', 'The proxy proxy:3128 did not connect to eko:443 in time'],
    ['und_err_socket', 'The connection to the proxy proxy:3128 failed (und_err_socket)'],
  ])('after %s: %s', (reason, sentence) => {
    const failure = new ProxyFailure(reason, 'proxy:3128', 'eko:443');
    expect(failure.advice.slice(0, sentence.length)).toBe(sentence);
    expect(failure.advice).toMatch(/: \S.*\.$/);
    expect(failure.code).toBe(`PROXY_${reason.toUpperCase()}`);
  });
});
