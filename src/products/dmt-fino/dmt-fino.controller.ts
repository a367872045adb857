import { Body, Controller, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { CallerOf, type Caller } from '../../http/caller.js';
import { DispatchesOnce } from '../../http/route-policy.js';
import { OnboardingService } from '../../onboarding/steps/onboarding.service.js';
import { MAX_BIOMETRIC_BODY_BYTES } from '../../onboarding/journey/forms.js';
import { BiometricRequest } from '../../onboarding/api/requests.js';
import { OnboardingResource } from '../../onboarding/journey/resource.js';
import { sendAnswer } from '../../onboarding/api/send-answer.js';
import { DescribeStep } from '../../http/describe.js';

/** Only dmt-fino takes a fingerprint. */
@Controller('v1/dmt-fino/onboardings')
export class DmtFinoController {
  constructor(private readonly service: OnboardingService) {}

  @Post(':id/biometric')
  @DispatchesOnce({ maxBodyBytes: MAX_BIOMETRIC_BODY_BYTES })
  @DescribeStep({ summary: 'Submit the fingerprint', body: BiometricRequest, answer: OnboardingResource })
  async submitBiometric(
    @Param('id') id: string,
    @Body() body: BiometricRequest,
    @CallerOf() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    sendAnswer(reply, await this.service.act('dmt-fino', id, 'SUBMIT_BIOMETRIC', body, caller));
  }
}
