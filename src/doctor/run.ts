import { Logger } from '@nestjs/common';
import { parseArgs } from 'node:util';
import { inspectConfiguration } from '../config/inspection.js';
import { overridesReader } from '../onboarding/overrides/overrides.js';
import { PRODUCTS } from '../products/registry.js';
import { checkEko, checkIssuer, checkSigning, checkStore } from './checks.js';
import { checkProxies } from './proxies.js';
import { failed, ok, warning, type Finding } from './sentences.js';
import { shownCalls, showRequest } from './show.js';

const USAGE = `Usage: node dist/doctor.js [--json] [--mobile <ten digits>] [--user-code <agent>] [--show <product.call>]

Checks the configuration of this environment and prints what works, what does not, and what to do.
--mobile is a customer to look up for every product: Eko may send that customer an SMS for each product.
--show prints the request that would be sent, with secrets masked, and sends nothing.`;

/** Wrong arguments; the message tells the operator what to change. */
class UsageError extends Error {}

const LABELS = { ok: 'ok      ', warning: 'warning ', failed: 'FAILED  ' } as const;

/** Checks the configuration that the process would start with. @returns the exit code: 0 when no check failed, otherwise 1 */
export async function run(args: readonly string[]): Promise<number> {
  Logger.overrideLogger(false); // the checked parts log; the doctor prints its own messages
  try {
    return await examine(optionsOf(args));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
}

interface Options {
  readonly json: boolean;
  readonly help: boolean;
  readonly mobile?: string;
  readonly userCode?: string;
  readonly show?: string;
}

function optionsOf(args: readonly string[]): Options {
  const { mobile, 'user-code': userCode, show, json = false, help = false } = parsed(args);
  if (mobile !== undefined && !/^[6-9]\d{9}$/.test(mobile))
    throw new UsageError('--mobile must be the mobile number of a customer, ten digits.');
  if (userCode !== undefined && !/^[0-9A-Za-z]{1,20}$/.test(userCode))
    throw new UsageError("--user-code must be an agent's user_code at Eko, 1 to 20 letters or digits.");
  if (show !== undefined && !shownCalls(PRODUCTS).has(show))
    throw new UsageError(`--show must be one of ${[...shownCalls(PRODUCTS).keys()].join(', ')}.`);
  return {
    json,
    help,
    ...(mobile !== undefined && { mobile }),
    ...(userCode !== undefined && { userCode }),
    ...(show !== undefined && { show }),
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        mobile: { type: 'string' },
        'user-code': { type: 'string' },
        show: { type: 'string' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(
      `${error instanceof Error ? error.message : 'These arguments cannot be read.'}\n\n${USAGE}`,
    );
  }
}

async function examine({ json, help, mobile, userCode, show }: Options): Promise<number> {
  if (help) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const names = PRODUCTS.map(({ name }) => name);
  const { variables, faults, warnings, config } = await inspectConfiguration({
    names,
    readOverrides: overridesReader(PRODUCTS),
  });
  const agent = userCode ?? '20810200';
  const call = show === undefined ? undefined : shownCalls(PRODUCTS).get(show);
  if (call) {
    if (!config) throw new UsageError(`The configuration is not valid:\n${faults.join('\n')}`);
    process.stdout.write(await showRequest(config, call, agent));
    return 0;
  }
  if (mobile !== undefined)
    process.stderr.write('Eko may send the customer an SMS for each product that is looked up.\n');
  const findings: readonly Finding[] = [
    ...variables.map(({ name, value }) => ok('variable', `${name}: ${value}`)),
    ...faults.map((fault) => failed('configuration', fault)),
    ...warnings.map((text) => warning('configuration', text)),
    ...(config
      ? [
          ...(await checkStore(config)),
          ...(await checkSigning(config)),
          ...(await checkProxies(config)),
          ...(await checkIssuer(config)),
          ...(await checkEko(config, PRODUCTS, { userCode: agent, ...(mobile !== undefined && { mobile }) })),
        ]
      : []),
  ];
  const passed = findings.every(({ status }) => status !== 'failed');
  process.stdout.write(
    json
      ? `${JSON.stringify({ ok: passed, findings })}\n`
      : `${findings.map(({ check, status, message }) => `${LABELS[status]}${check}: ${message}`).join('\n')}\n`,
  );
  return passed ? 0 : 1;
}
