import type { IncomingMessage, ServerResponse } from 'node:http';
import { BoundedList } from './bounded.js';
import { checkMobile, checkParameters, CommonFields } from './common-fields.js';
import { Customers, type Customer } from './customers.js';
import { deliver } from './fault-delivery.js';
import type { PlannedFault } from './faults.js';
import { jsonAnswer, Refusal, writeAnswer } from './http-answer.js';
import { OtpService } from './otp-service.js';
import { readBody, readFields } from './request-fields.js';
import { findRoute } from './routes.js';
import { SignatureVerifier, type Credentials } from './signature.js';
import type { Route } from './step-call.js';
import { TEST_CUSTOMERS } from './test-customers.js';
import { WalletTokens } from './wallet-tokens.js';
import type { Fields, LogLine, Reply } from './wire.js';

const BASE_PATH = '/ekoapi/v3';
const MAX_CALLS = 10_000;

/** The settings of the simulator; times in milliseconds. */
export interface UpstreamSettings extends Credentials {
  readonly initiatorId: string;
  readonly log: (line: LogLine) => void;
  readonly now: () => number;
  readonly walletTokenLifetimeMs: number;
  readonly otpLifetimeMs: number;
  readonly slowMs: number;
}

/** One request as GET /sandbox/calls shows it. */
export interface SeenCall {
  readonly at: string;
  readonly method: string;
  readonly path: string;
  product?: string;
  step?: string;
  clientRefId?: string;
  readonly timestamp?: string;
  /** Why the request was refused before its step ran. */
  refused?: string;
  /** The code of the fault that was applied. */
  fault?: string;
}

/** The simulated Eko: checks, executes and answers every request. */
export class Upstream {
  readonly otps: OtpService;
  private readonly calls = new BoundedList<SeenCall>(MAX_CALLS);
  private readonly customers = new Customers();
  private readonly signatureVerifier: SignatureVerifier;
  private readonly commonFields: CommonFields;
  private readonly wallets: WalletTokens;

  /** @param closing aborted when the simulator closes, which ends the pending answers */
  constructor(
    private readonly settings: UpstreamSettings,
    private readonly closing: AbortSignal,
  ) {
    this.otps = new OtpService(settings.otpLifetimeMs, settings.now, settings.log);
    this.signatureVerifier = new SignatureVerifier(settings, settings.now);
    this.commonFields = new CommonFields(settings.initiatorId);
    this.wallets = new WalletTokens(settings.walletTokenLifetimeMs, settings.now);
  }

  /** Answers one HTTP request. Never throws. */
  async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [pathname = '', query = ''] = (request.url ?? '').split('?', 2);
    if (request.method === 'GET' && pathname === '/sandbox/outbox') {
      writeAnswer(response, jsonAnswer(200, this.otps.outbox()));
    } else if (request.method === 'GET' && pathname === '/sandbox/customers') {
      writeAnswer(response, jsonAnswer(200, TEST_CUSTOMERS));
    } else if (request.method === 'GET' && pathname === '/sandbox/calls') {
      writeAnswer(response, jsonAnswer(200, this.seen()));
    } else {
      await this.answer(request, response, pathname, new URLSearchParams(query));
    }
  }

  /** The requests that it received, newest last. */
  seen(): readonly SeenCall[] {
    return this.calls.all();
  }

  private async answer(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    query: URLSearchParams,
  ): Promise<void> {
    const seen = this.record(request, path);
    try {
      const body = await readBody(request);
      const { route, mobile } = findRoute(
        seen.method,
        path.startsWith(BASE_PATH) ? path.slice(BASE_PATH.length) : '',
      );
      Object.assign(seen, { product: route.product, step: route.step });
      this.signatureVerifier.verify(request.headers);
      const fields = readFields(request, query, body);
      if (typeof fields['client_ref_id'] === 'string') seen.clientRefId = fields['client_ref_id'];
      checkMobile(mobile);
      await this.execute(route, this.customers.of(route.product, mobile), fields, seen, response);
    } catch (error) {
      this.refuse(error, seen, response);
    }
  }

  private async execute(
    route: Route,
    customer: Customer,
    fields: Fields,
    seen: SeenCall,
    response: ServerResponse,
  ): Promise<void> {
    const planned = faultOf(route, customer);
    const check = (): void => {
      this.commonFields.check(fields);
      checkParameters(fields, route.parameters);
    };
    const account = (): Customer => this.customers.of('customer-account', customer.mobile);
    const run = (): Reply => {
      return route.answer({ customer, account, fields, otps: this.otps, wallets: this.wallets });
    };
    if (planned === undefined) {
      check();
      writeAnswer(response, jsonAnswer(200, run()));
      return;
    }
    const { code, fault } = planned;
    // A refused request has no effect: its client_ref_id stays unused.
    if (fault.executed !== 'REFUSED') check();
    seen.fault = code;
    customer.faultsDelivered += 1;
    const reply = fault.executed === 'YES' ? run() : {};
    const { slowMs } = this.settings;
    await deliver(fault.kind, { response, step: route.step, reply, slowMs, closing: this.closing });
  }

  private record(request: IncomingMessage, path: string): SeenCall {
    const timestamp = request.headers['secret-key-timestamp'];
    const seen: SeenCall = {
      at: new Date(this.settings.now()).toISOString(),
      method: request.method ?? '',
      path,
      ...(typeof timestamp === 'string' ? { timestamp } : {}),
    };
    this.calls.add(seen);
    return seen;
  }

  private refuse(error: unknown, seen: SeenCall, response: ServerResponse): void {
    if (error instanceof Refusal) {
      seen.refused = error.reason;
      writeAnswer(response, error.answer);
      return;
    }
    // The connection closed while the body was read, or the simulator closes: there is no client to answer.
    if (this.closing.aborted || response.destroyed) return;
    this.settings.log({ event: 'sandbox failed', step: seen.step, error: String(error) });
    writeAnswer(response, jsonAnswer(500, { message: 'The sandbox failed' }));
  }
}

function faultOf(route: Route, customer: Customer): PlannedFault | undefined {
  const planned = customer.scenario.fault;
  if (!planned?.point.steps.includes(route.step)) return undefined;
  return planned.point.times === 'ALWAYS' || customer.faultsDelivered === 0 ? planned : undefined;
}
