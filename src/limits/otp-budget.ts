import type { GatewayConfig } from '../config/gateway-config.js';
import type { Identifiers } from '../store/identifiers.js';
import type { LimitCounters } from '../store/limit-counters.js';
import { Limiter, type Taken } from './limiter.js';

const HOUR_SECONDS = 3_600;
/** OTPs that each agent may send to a customer in an hour, independent of other agents. */
const RESERVED_SENDS = 2;
/** At this multiple of the customer's limit, the reserves of other agents are used up, too: a bound on harassment. */
const CEILING_FACTOR = 4;

/** An OTP that is about to be sent. */
export interface OtpSend {
  readonly agent: string;
  readonly mobile: string;
  /** The customer has read an OTP to this agent in this onboarding: another OTP is not harassment. */
  readonly customerPresent: boolean;
}

/**
 * Limits how many OTPs a customer is sent in an hour, across all agents, products and replicas. It has three counters
 * (docs/decisions), so that no agent can use up the sends that another agent needs for the same customer.
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
   * @returns the seconds to wait when no send is left; undefined when one was taken
   * @throws LimitsUnavailable; nothing may be sent then
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
    // The end of this window would reveal when another agent sent the customer an OTP.
    return this.refuse(HOUR_SECONDS, ...taken);
  }

  /** Counts a send that could not be foreseen: a follow-up look-up made Eko send an OTP. */
  async count(send: OtpSend): Promise<void> {
    await this.take({ ...send, customerPresent: true }).catch(() => undefined);
  }

  /** Gives back a send that was taken for a call that sent no OTP. */
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

  /** A refused request must not count, or requests alone would use up the budget. */
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
