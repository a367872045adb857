/** Where RD services listen (docs/building-the-app.md, "Fingerprints"). */
const PORTS = Array.from({ length: 21 }, (_, index) => 11_100 + index);
const FIND_TIMEOUT_MS = 1_500;
/** The addresses that some vendors write before the path of an interface. */
const HOST = /^(https?:\/\/|\/)?(127\.0\.0\.1|localhost)(:[0-9]+)?(?=\/)/;

/** An RD service that answered. */
export interface RdService {
  readonly status: string;
  /** What the vendor calls it. */
  readonly info: string;
  readonly captureUrl: string;
}

/** What an RD service answered: the text as it arrived, and the XML in it if it is XML. */
export interface RdAnswer {
  readonly text: string;
  readonly xml: Document | null;
}

/** All RD services of this machine, in the order of their ports. Never rejects. */
export async function findServices(): Promise<readonly RdService[]> {
  const answers = await Promise.all(PORTS.map(serviceAt));
  return answers.filter((service) => service !== undefined);
}

/**
 * One request with a method of RD services. By XMLHttpRequest, since it parses XML without a sink of Trusted Types.
 * @throws Error without an answer in time, or for an HTTP status other than 200
 */
export function ask(method: string, url: string, body: string, timeoutMs: number): Promise<RdAnswer> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, url);
    request.timeout = timeoutMs;
    request.overrideMimeType('text/xml; charset=utf-8');
    if (body !== '') request.setRequestHeader('content-type', 'text/xml');
    const fail = (): void => {
      reject(new Error(`${method} ${url}: ${request.status === 0 ? 'no answer' : `HTTP ${request.status}`}`));
    };
    request.onload = () => {
      if (request.status === 200) resolve({ text: request.responseText, xml: request.responseXML });
      else fail();
    };
    request.onerror = request.ontimeout = request.onabort = fail;
    request.send(body);
  });
}

async function serviceAt(port: number): Promise<RdService | undefined> {
  const origin = `http://127.0.0.1:${port}`;
  try {
    const { xml } = await ask('RDSERVICE', `${origin}/`, '', FIND_TIMEOUT_MS);
    const root = xml?.querySelector('RDService');
    // Neither the number nor the order of the interfaces is fixed.
    const path = root?.querySelector('Interface[id="CAPTURE"]')?.getAttribute('path');
    if (!root || path === null || path === undefined) return undefined;
    return {
      status: (root.getAttribute('status') ?? '').toUpperCase(),
      info: root.getAttribute('info') ?? '',
      captureUrl: addressOf(origin, path),
    };
  } catch {
    return undefined;
  }
}

/** The address of an interface. Never of another host or port than the one that answered. */
function addressOf(origin: string, path: string): string {
  return `${origin}/${path.trim().replace(HOST, '').replace(/^\/+/, '')}`;
}
