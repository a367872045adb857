import type { GatewayConfig } from '../config/gateway-config.js';
import type { Identifiers } from '../store/identifiers.js';
import type { Counter, LimitCounters } from '../store/limit-counters.js';
import { givenBack, Limiter, taken, type LimitsUnavailable } from './limiter.js';

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
   * Takes one send from the budget before it is dispatched, with two parallel commands. A refused send is not counted,
   * because otherwise requests alone would use up the budget: pair and customer are counted together or not at all, so
   * that an agent without sends left never reduces the sends of the customer.
   * @returns the seconds to wait when no send is left; undefined when one was taken
   * @throws LimitsUnavailable; nothing may be sent then
   */
  async take(send: OtpSend): Promise<number | undefined> {
    const { agent, customer, ofCustomer } = this.countersOf(send);
    const [own, both] = await Promise.allSettled([
      this.ofAgent.take(agent),
      taken(this.counters, ofCustomer, customer),
    ]);
    const isOwnTaken = own.status === 'fulfilled' && own.value.granted;
    const areBothTaken = both.status === 'fulfilled' && both.value.refusedBy === undefined;
    if (isOwnTaken && areBothTaken) return undefined;
    await Promise.all([
      isOwnTaken && this.ofAgent.giveBack(agent),
      areBothTaken && givenBack(this.counters, ofCustomer, customer),
    ]);
    if (own.status === 'rejected') throw own.reason as LimitsUnavailable;
    if (both.status === 'rejected') throw both.reason as LimitsUnavailable;
    if (!isOwnTaken) return own.value.resetSeconds;
    // The end of the customer's window would reveal when another agent sent the customer an OTP.
    return both.value.refusedBy === 0 ? this.ofPair.secondsOf(both.value.msLeft) : HOUR_SECONDS;
  }

  /** Counts a send that could not be foreseen: a follow-up look-up made Eko send an OTP. */
  async count(send: OtpSend): Promise<void> {
    await this.take({ ...send, customerPresent: true }).catch(() => undefined);
  }

  /** Gives back a send that was taken for a call that sent no OTP. */
  async giveBack(send: OtpSend): Promise<void> {
    const { agent, customer, ofCustomer } = this.countersOf(send);
    await Promise.all([this.ofAgent.giveBack(agent), givenBack(this.counters, ofCustomer, customer)]);
  }

  /** The key of the agent's counter, and the counters of the customer: of the pair, and of all agents together. */
  private countersOf({ agent, mobile, customerPresent }: OtpSend): {
    readonly agent: string;
    readonly customer: string;
    readonly ofCustomer: readonly Counter[];
  } {
    const customer = this.identifiers.limitTag('customer', mobile);
    const pair = this.identifiers.limitTag('agent and customer', agent, mobile);
    const { limit } = this.ofCustomer;
    const ofAll = this.ofCustomer.counter(customer);
    const ceiling = { count: RESERVED_SENDS, limit: limit * CEILING_FACTOR };
    const bound = customerPresent ? { limit: UNLIMITED } : { reserve: ceiling };
    return {
      agent: this.identifiers.agentTag(agent),
      customer,
      ofCustomer: [this.ofPair.counter(pair), { ...ofAll, ...bound }],
    };
  }
}
