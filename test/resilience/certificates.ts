import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const DAY_MS = 86_400_000;
const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
/** Only `openssl ca` takes dates of the past in every version. */
const CONFIGURATION = `[ca]
default_ca = authority
[authority]
database = index
new_certs_dir = .
rand_serial = yes
unique_subject = no
default_md = sha256
policy = any
copy_extensions = copy
[any]
commonName = supplied
`;

/** The certificate and the private key of a server, both PEM. */
export interface Identity {
  readonly cert: string;
  readonly key: string;
}

/** A certificate authority for one test, in a temporary directory; needs the openssl command. */
export class Authority {
  private readonly directory = mkdtempSync(join(tmpdir(), 'authority-'));
  private issued = 0;

  constructor() {
    writeFileSync(join(this.directory, 'index'), '');
    writeFileSync(join(this.directory, 'configuration'), CONFIGURATION);
    this.openssl(
      'req',
      ...['-x509', ...NEW_KEY, '-days', '2', '-subj', '/CN=An authority of a test'],
      ...['-keyout', 'authority.key', '-out', 'authority.pem'],
    );
  }

  /** The file for NODE_EXTRA_CA_CERTS of a process that trusts it. */
  get file(): string {
    return join(this.directory, 'authority.pem');
  }

  /** A certificate for that host, valid for two days around `at`, in milliseconds since the epoch. */
  issue(host: string, at = Date.now()): Identity {
    this.issued += 1;
    const name = String(this.issued);
    this.openssl(
      'req',
      ...[...NEW_KEY, '-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`],
      ...['-keyout', `${name}.key`, '-out', `${name}.csr`],
    );
    this.openssl(
      'ca',
      ...['-batch', '-notext', '-config', 'configuration'],
      ...['-cert', 'authority.pem', '-keyfile', 'authority.key'],
      ...['-startdate', asn1(at - DAY_MS), '-enddate', asn1(at + DAY_MS)],
      ...['-in', `${name}.csr`, '-out', `${name}.pem`],
    );
    return { cert: this.text(`${name}.pem`), key: this.text(`${name}.key`) };
  }

  remove(): void {
    rmSync(this.directory, { recursive: true });
  }

  private text(file: string): string {
    return readFileSync(join(this.directory, file), 'utf8');
  }

  private openssl(...args: readonly string[]): void {
    execFileSync('openssl', args, { cwd: this.directory, stdio: 'pipe' });
  }
}

/** A time in the format of openssl: YYYYMMDDHHMMSSZ. */
function asn1(at: number): string {
  return `${new Date(at).toISOString().replaceAll(/\D/g, '').slice(0, 14)}Z`;
}
