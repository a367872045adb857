import type { GatewayConfig } from '../config/gateway-config.js';
import type { Identifiers } from '../store/identifiers.js';
import type { Counter, LimitCounters } from '../store/limit-counters.js';
import { givenBack, Limiter, taken } from './limiter.js';

const HOUR_SECONDS = 3_600;
/** OTPs that each agent may send to a customer in an hour, independent of other agents. */
const RESERVED_SENDS = 2;
/** At this multiple of the customer's limit, the reserves of other agents are used up, too: a bound on harassment. */
const CEILING_FACTOR = 4;
/** For the customer who is present. */
const UNLIMITED = Number.MAX_SAFE_INTEGER;

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
    private readonly counters: LimitCounters,
    private readonly identifiers: Identifiers,
    { limits, otp }: Pick<GatewayConfig, 'limits' | 'otp'>,
  ) {
    this.ofAgent = new Limiter(counters, 'otp-agent', limits.otpSendsPerAgentPerHour, HOUR_SECONDS);
    this.ofPair = new Limiter(counters, 'otp-pair', otp.maxSendsPerHour, HOUR_SECONDS);
    this.ofCustomer = new Limiter(counters, 'otp-customer', otp.maxSendsPerHour, HOUR_SECONDS);
  }

  /**
   * Takes one send from the budget before it is dispatched. A refused send is not counted, because otherwise requests
   * alone would use up the budget: all are counted or none, so that an agent without sends left never reduces the sends
   * of the customer.
   * @returns the seconds to wait when no send is left; undefined when one was taken
   * @throws LimitsUnavailable; nothing may be sent then
   */
  async take(send: OtpSend): Promise<number | undefined> {
    const { refusedBy, msLeft } = await taken(this.counters, this.countersOf(send));
    return refusedBy === undefined ? undefined : this.secondsUntil(refusedBy, msLeft);
  }

  /** The seconds to wait after the counter at this index of `countersOf` has refused. @param msLeft of its window */
  secondsUntil(refusedBy: number, msLeft: number): number {
    // The end of the customer's window would reveal when another agent sent the customer an OTP.
    return [this.ofAgent, this.ofPair][refusedBy]?.secondsOf(msLeft) ?? HOUR_SECONDS;
  }

  /** Counts a send that could not be foreseen: a follow-up look-up made Eko send an OTP. */
  async count(send: OtpSend): Promise<void> {
    await this.take({ ...send, customerPresent: true }).catch(() => undefined);
  }

  /** Gives back a send that was taken for a call that sent no OTP. @param ofSend its counters */
  giveBack(ofSend: readonly Counter[]): Promise<void> {
    return givenBack(this.counters, ofSend);
  }

  /** The counters of the agent, of the pair of agent and customer, and of the customer with all agents together. */
  countersOf({ agent, mobile, customerPresent }: OtpSend): readonly Counter[] {
    const group = this.identifiers.limitTag('customer', mobile);
    const pair = this.identifiers.limitTag('agent and customer', agent, mobile);
    const { limit } = this.ofCustomer;
    const ceiling = { count: RESERVED_SENDS, limit: limit * CEILING_FACTOR };
    const bound = customerPresent ? { limit: UNLIMITED } : { reserve: ceiling };
    return [
      this.ofAgent.counter(this.identifiers.agentTag(agent)),
      { ...this.ofPair.counter(pair), group },
      { ...this.ofCustomer.counter(group), group, ...bound },
    ];
  }
}
