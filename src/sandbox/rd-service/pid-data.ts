import { createHmac, randomBytes } from 'node:crypto';
import type { Failure } from './behaviours.js';

/** The device provider that the simulated devices name. */
const PROVIDER = 'SANDBOX.SIMULATED';
/** Known to every sandbox: a block of one process is accepted by the simulated Eko of another. It protects nothing. */
const SEAL_KEY = 'sandbox seal of simulated PID blocks';
/** The value that UIDAI requires for eKYC (contract.md, "Consent and biometrics"). */
const WADH_OF_EKYC = 'E0jzJ/P8UopUHAieZn8CKqS4WPMi5ZSYXgfnlfkWjrc=';
const HMAC = /<Hmac>([^<]*)<\/Hmac>/;
/** Below it the simulated Eko finds no match. */
const LEAST_QUALITY = 40;
/** A template and its encryption, bytes. */
const BLOCK_BYTES = 1_300;

/** What a simulated finger gives. */
export interface Finger {
  /** From 0 to 100. */
  readonly quality: number;
  readonly fType: string;
  readonly wadh: string;
}

/** The PidData of a capture, laid out as RD services do: with line ends of Windows and an indentation. */
export function pidData({ quality, fType, wadh }: Finger): string {
  const document = [
    '<?xml version="1.0"?>',
    '<PidData>',
    `  <Resp errCode="0" errInfo="Success." fCount="1" fType="${fType}" nmPoints="31,27" qScore="${quality}" />`,
    ...deviceLines(),
    `  <Skey ci="20280813">${randomBytes(256).toString('base64')}</Skey>`,
    '  <Hmac></Hmac>',
    `  <Data type="X">${randomBytes(BLOCK_BYTES).toString('base64')}</Data>`,
    '</PidData>',
    '',
  ].join('\r\n');
  return document.replace('<Hmac></Hmac>', `<Hmac>${seal(document, wadh)}</Hmac>`);
}

/** The PidData of a capture that failed. */
export function failedPidData({ code, info }: Failure): string {
  const lines = [
    '<?xml version="1.0"?>',
    '<PidData>',
    `  <Resp errCode="${code}" errInfo="${info}" fCount="0" nmPoints="0" qScore="0" />`,
    ...deviceLines(),
    '</PidData>',
    '',
  ];
  return lines.join('\r\n');
}

/** The answer to DEVICEINFO. */
export function deviceInfo(): string {
  return ['<?xml version="1.0"?>', ...deviceLines().map((line) => line.trimStart()), ''].join('\r\n');
}

/**
 * What the simulated UIDAI says of a block: CHANGED when a byte of it is not as its simulated device wrote it, or it
 * was captured with another wadh; FAINT when the fingerprint is too poor for a match; ACCEPTED, also for a block of
 * any other device, whose encryption it cannot open.
 */
export function verdictOf(block: string): 'ACCEPTED' | 'CHANGED' | 'FAINT' {
  if (!block.includes(`dpId="${PROVIDER}"`)) return 'ACCEPTED';
  const given = HMAC.exec(block)?.[1];
  const expected = seal(block.replace(HMAC, '<Hmac></Hmac>'), WADH_OF_EKYC);
  if (given !== expected) return 'CHANGED';
  const quality = Number(/qScore="([0-9]+)"/.exec(block)?.[1]);
  return quality < LEAST_QUALITY ? 'FAINT' : 'ACCEPTED';
}

function seal(document: string, wadh: string): string {
  return createHmac('sha256', SEAL_KEY).update(document).update('\0').update(wadh).digest('base64');
}

function deviceLines(): string[] {
  return [
    `  <DeviceInfo dpId="${PROVIDER}" rdsId="SANDBOX.SIM.001" rdsVer="1.0.0" dc="00000000-0000-4000-8000-000000000001" mi="SIM-1" mc="c2ltdWxhdGVk">`,
    '    <additional_info>',
    '      <Param name="srno" value="SIM0000001" />',
    '    </additional_info>',
    '  </DeviceInfo>',
  ];
}
