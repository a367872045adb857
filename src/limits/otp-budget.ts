import type { GatewayConfig } from '../config/gateway-config.js';
import type { Identifiers } from '../store/identifiers.js';
import type { LimitCounters } from '../store/limit-counters.js';
import { Limiter, type Taken } from './limiter.js';

const HOUR_SECONDS = 3_600;
/** OTPs that every agent may have sent to a customer in an hour, whatever other agents did. */
const RESERVED_SENDS = 2;
/** So many times the customer's limit, and strangers' reserves are used up too: a bound on harassment. */
const CEILING_FACTOR = 4;

/** An OTP that is about to be sent. */
export interface OtpSend {
  readonly agent: string;
  readonly mobile: string;
  /** The customer has read an OTP to this agent, in this onboarding: nobody is harassed by another. */
  readonly customerPresent: boolean;
}

/**
 * How many OTPs a customer is sent in an hour, over all agents, products and replicas. docs/decisions says why it
 * is three counters: no agent can use up what another one needs to reach the same customer.
 */
export class OtpBudget {
  private readonly ofAgent: Limiter;
  private readonly ofPair: Limiter;
  private readonly ofCustomer: Limiter;

  constructor(
    counters: LimitCounters,
    private readonly identifiers: Identifiers,
    { limits, otp }: Pick<GatewayConfig, 'limits' | 'otp'>,
  ) {
    this.ofAgent = new Limiter(counters, 'otp-agent', limits.otpSendsPerAgentPerHour, HOUR_SECONDS);
    this.ofPair = new Limiter(counters, 'otp-pair', otp.maxSendsPerHour, HOUR_SECONDS);
    this.ofCustomer = new Limiter(counters, 'otp-customer', otp.maxSendsPerHour, HOUR_SECONDS);
  }

  /**
   * Takes one send from the budget before it is dispatched.
   * @returns the seconds to wait when there is none left; undefined when it was taken
   * @throws LimitsUnavailable; then nothing may be sent
   */
  async take(send: OtpSend): Promise<number | undefined> {
    const [agent, pair, customer] = this.keysOf(send);
    const ownAll = await this.ofAgent.take(agent);
    if (!ownAll.granted) return this.refuse(ownAll.resetSeconds, [this.ofAgent, agent]);
    const own = await this.ofPair.take(pair);
    if (!own.granted) return this.refuse(own.resetSeconds, [this.ofAgent, agent], [this.ofPair, pair]);
    const all = await this.ofCustomer.take(customer);
    if (all.granted || send.customerPresent || this.isReserved(own, all)) return undefined;
    const taken = [
      [this.ofAgent, agent],
      [this.ofPair, pair],
      [this.ofCustomer, customer],
    ] as const;
    // When this window ends would say when another agent sent the customer an OTP.
    return this.refuse(HOUR_SECONDS, ...taken);
  }

  /** Counts a send that nobody could foresee: a follow-up look-up made Eko send one. */
  async count(send: OtpSend): Promise<void> {
    await this.take({ ...send, customerPresent: true }).catch(() => undefined);
  }

  /** Gives back what was taken for a call that sent no OTP. */
  async giveBack(send: OtpSend): Promise<void> {
    const [agent, pair, customer] = this.keysOf(send);
    await Promise.all([
      this.ofAgent.giveBack(agent),
      this.ofPair.giveBack(pair),
      this.ofCustomer.giveBack(customer),
    ]);
  }

  private isReserved(own: Taken, all: Taken): boolean {
    return own.count <= RESERVED_SENDS && all.count <= this.ofCustomer.limit * CEILING_FACTOR;
  }

  /** A refused try must not count, or trying alone would use up the budget. */
  private async refuse(
    waitSeconds: number,
    ...taken: readonly (readonly [Limiter, string])[]
  ): Promise<number> {
    await Promise.all(taken.map(([limiter, key]) => limiter.giveBack(key)));
    return waitSeconds;
  }

  private keysOf({ agent, mobile }: OtpSend): readonly [string, string, string] {
    return [
      this.identifiers.agentTag(agent),
      this.identifiers.limitTag('agent and customer', agent, mobile),
      this.identifiers.limitTag('customer', mobile),
    ];
  }
}
