import { randomUUID } from 'node:crypto';
import { BadGatewayException, Injectable } from '@nestjs/common';
import { EkoService, type EkoReply } from './eko.service.js';

/** The answer to a start. */
export interface OnboardingDto {
  readonly id: string;
  readonly product: string;
  readonly state: string;
  readonly mobile: string;
  readonly customer?: { readonly name: string; readonly limits: readonly LimitDto[] };
}

interface LimitDto {
  readonly used: number;
  readonly remaining: number;
}

const STATES: Readonly<Record<number, string>> = {
  308: 'NOT_REGISTERED',
  309: 'COMPLETED',
  2129: 'OTP_PENDING',
  2132: 'COMPLETED',
  2136: 'AADHAAR_PENDING',
  2147: 'PAN_PENDING',
};

/** Starts onboardings: looks the customer up at Eko and maps the reply. */
@Injectable()
export class OnboardingService {
  constructor(private readonly eko: EkoService) {}

  async start(mobile: string): Promise<OnboardingDto> {
    const reply = await this.eko.lookUp(mobile);
    const state = STATES[reply.response_type_id];
    if (state === undefined) throw new BadGatewayException('Eko gave an unknown reply');
    const answer = { id: randomUUID(), product: 'customer-account', state, mobile };
    return state === 'COMPLETED' ? { ...answer, customer: customerOf(reply) } : answer;
  }
}

function customerOf({ data }: EkoReply): NonNullable<OnboardingDto['customer']> {
  const profile = data?.customer_profile;
  const limits = (profile?.chart ?? []).map(({ data: { used, remaining } }) => ({ used, remaining }));
  return { name: profile?.name ?? '', limits };
}
