import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { sandboxConfig } from '../config/testing/sandbox-config.js';
import type { EkoConfig, EkoCredentials } from '../config/gateway-config.js';
import { NO_OVERRIDES, type CallOverride } from '../config/overrides.js';
import { directEgress } from '../egress/testing/direct.js';
import type { EkoCall } from './call.js';
import { EkoProbe } from './eko-probe.js';
import { signature } from './request.js';
import { RawServer, reply } from './testing/raw-server.js';

const CREDENTIALS: EkoCredentials = { developerKey: 'dev', accessKey: 'access', initiatorId: '9962981729' };
const CALL: EkoCall = {
  product: 'ppi-levin',
  definition: { name: 'verifyMobileOtp', method: 'POST', path: '/customer/{customer_id}/otp' },
  mobile: '9444444444',
  agent: '20810200',
  clientRefId: 'AbCdEfGhIjKlMnOpQrSt',
  fields: { otp: '012345' },
  deadline: 0,
};

let server: RawServer;
const opened: EkoProbe[] = [];

beforeEach(async () => {
  server = await RawServer.start();
});

afterEach(async () => {
  await Promise.all(opened.splice(0).map((probe) => probe.close()));
  await server.stop();
});

function probe(
  eko: Partial<EkoConfig> = {},
  override?: CallOverride,
  url = `http://${server.host}`,
): EkoProbe {
  const calls = override ? { 'ppi-levin.verifyMobileOtp': override } : {};
  const overrides = (): typeof NO_OVERRIDES => ({ ...NO_OVERRIDES, calls });
  const config = sandboxConfig({ eko: { connectTimeoutMs: 1_000, overrides, ...eko } });
  const made = new EkoProbe(config, url, directEgress());
  opened.push(made);
  return made;
}

/** The first line, the headers in lower case, and the body of the only request. */
function received(): { line: string; headers: Record<string, string>; body: string } {
  expect(server.requests).toHaveLength(1);
  const [head = '', body = ''] = (server.requests[0]?.text ?? '').split('\r\n\r\n');
  const [line = '', ...lines] = head.split('\r\n');
  const headers = lines.map((one) => [
    one.slice(0, one.indexOf(':')).toLowerCase(),
    one.slice(one.indexOf(':') + 2),
  ]);
  return { line, headers: Object.fromEntries(headers) as Record<string, string>, body };
}

describe('whether Eko is reached', () => {
  it('is true for any answer to an unsigned request, and its Date is compared with the clock', async () => {
    const date = new Date(Date.now() - 3_600_000).toUTCString();
    server.answerNext((socket) => socket.write(reply('', `HTTP/1.1 404 Not Found\r\ndate: ${date}`)));
    const { failure, skewMs = 0 } = await probe().reach();
    expect(failure).toBeUndefined();
    expect(skewMs).toBeGreaterThan(3_590_000);
    expect(skewMs).toBeLessThan(3_610_000);
    const { line, headers } = received();
    expect(line).toBe('GET / HTTP/1.1');
    expect(headers).toStrictEqual({
      host: server.host,
      connection: 'keep-alive',
      accept: 'application/json',
    });
  });

  it('is true for an answer without a Date, which tells nothing about the clock', async () => {
    server.answerNext((socket) => socket.write(reply('')));
    expect(await probe().reach()).toStrictEqual({});
  });

  it('is false with the reason when nothing listens there', async () => {
    const made = probe();
    await server.stop();
    expect(await made.reach()).toStrictEqual({ failure: 'econnrefused' });
    server = await RawServer.start();
  });
});

describe('a call of the probe', () => {
  it('is signed with the credentials and the time, and its reply is read', async () => {
    const before = Date.now();
    server.answerNext((socket) => socket.write(reply('{"status":0,"response_type_id":309}')));
    const answer = await probe().call(CALL, CREDENTIALS);
    expect(answer).toMatchObject({ kind: 'answered', httpStatus: 200, envelope: { typeId: 309 } });
    const { line, headers, body } = received();
    expect(line).toBe('POST /customer/9444444444/otp HTTP/1.1');
    const timestamp = Number(headers['secret-key-timestamp']);
    expect(timestamp).toBeGreaterThanOrEqual(before);
    expect(timestamp).toBeLessThanOrEqual(Date.now());
    expect(headers).toMatchObject({ developer_key: 'dev', 'secret-key': signature('access', timestamp) });
    expect(JSON.parse(body)).toStrictEqual({
      initiator_id: '9962981729',
      user_code: '20810200',
      client_ref_id: 'AbCdEfGhIjKlMnOpQrSt',
      otp: '012345',
    });
  });

  it('is signed with a timestamp of its own, also within one millisecond', async () => {
    const clock = jest.spyOn(Date, 'now').mockReturnValue(1_700_000_000_000);
    const made = probe();
    for (let call = 0; call < 3; call += 1) {
      server.answerNext((socket) => socket.write(reply('{"status":0}')));
      await made.call(CALL, CREDENTIALS);
    }
    clock.mockRestore();
    const timestamps = server.requests.map(({ text }) => /secret-key-timestamp: (\d+)/i.exec(text)?.[1]);
    expect(timestamps).toEqual(['1700000000000', '1700000000001', '1700000000002']);
  });

  it('follows the overrides file, as the gateway does', async () => {
    const override: CallOverride = { method: 'PUT', path: '/other/{customer_id}', add: { org_id: 7 } };
    const made = probe({}, override);
    const { method, url, body = '' } = made.request(CALL, CREDENTIALS);
    expect([method, url]).toEqual(['PUT', `http://${server.host}/other/9444444444`]);
    expect(JSON.parse(body)).toMatchObject({ otp: '012345', org_id: 7 });
    expect(server.connections).toBe(0);
    server.answerNext((socket) => socket.write(reply('{"status":0}')));
    await made.call(CALL, CREDENTIALS);
    expect(received().line).toBe('PUT /other/9444444444 HTTP/1.1');
  });

  it('that was sent and is not answered in time is lost', async () => {
    const lost = await probe({ timeoutMs: 100 }).call(CALL, CREDENTIALS);
    expect(lost).toStrictEqual({ kind: 'lost', reason: 'timeout' });
    expect(server.requests).toHaveLength(1);
  });

  it('is not sent when nothing listens there', async () => {
    const made = probe();
    await server.stop();
    expect(await made.call(CALL, CREDENTIALS)).toStrictEqual({ kind: 'notSent', reason: 'econnrefused' });
    server = await RawServer.start();
  });

  it('is cancelled by closing the probe', async () => {
    const made = probe();
    const arrived = server.next();
    const answer = made.call(CALL, CREDENTIALS);
    await arrived;
    await made.close();
    expect(await answer).toStrictEqual({ kind: 'lost', reason: 'und_err_destroyed' });
  });
});

it('What is no failure of the transport is thrown as it is', async () => {
  const withoutAddress = probe({}, undefined, 'no address');
  await expect(withoutAddress.reach()).rejects.toThrow(TypeError);
  await expect(withoutAddress.call(CALL, CREDENTIALS)).rejects.toThrow(TypeError);
});
