import { createHmac, randomBytes } from 'node:crypto';

/** Issues and checks Levin's wallet tokens: JWTs (HS256) of one sandbox, each for one customer. */
export class WalletTokens {
  private readonly key = randomBytes(32);

  /** @param lifetimeMs milliseconds until `exp`, which is in whole seconds (RFC 7519) */
  constructor(
    private readonly lifetimeMs: number,
    private readonly now: () => number,
  ) {}

  /** A token for this customer, in the format of Eko's sample. */
  issue(mobile: string): string {
    const header = encode({ alg: 'HS256', typ: 'JWT' });
    const claims = encode({
      IdentificationCode: this.identificationCode(mobile),
      BCAgentId: randomBytes(16).toString('base64'),
      exp: Math.floor((this.now() + this.lifetimeMs) / 1000),
      iss: 'PayPoint',
      aud: 'Partners',
    });
    return `${header}.${claims}.${this.sign(`${header}.${claims}`)}`;
  }

  /** Whether this sandbox issued the token for this customer and it has not expired. */
  accepts(token: string, mobile: string): boolean {
    const [header, claims, signature] = token.split('.');
    if (header === undefined || claims === undefined) return false;
    if (signature !== this.sign(`${header}.${claims}`)) return false;
    const { IdentificationCode, exp } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as {
      IdentificationCode: string;
      exp: number;
    };
    return IdentificationCode === this.identificationCode(mobile) && this.now() < exp * 1000;
  }

  private identificationCode(mobile: string): string {
    return createHmac('sha256', this.key).update(`customer ${mobile}`).digest('base64');
  }

  private sign(content: string): string {
    return createHmac('sha256', this.key).update(content).digest('base64url');
  }
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
