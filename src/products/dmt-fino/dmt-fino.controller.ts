import { Body, Controller, Param } from '@nestjs/common';
import { CallerOf, type Caller } from '../../http/caller.js';
import { Step } from '../../onboarding/api/step.js';
import { BiometricRequest, MAX_BIOMETRIC_BODY_BYTES } from '../../onboarding/forms/requests.js';
import type { Answered } from '../../onboarding/steps/answers.js';
import { OnboardingService } from '../../onboarding/steps/onboarding.service.js';

/** Only dmt-fino takes a fingerprint. */
@Controller('v1/dmt-fino/onboardings')
export class DmtFinoController {
  constructor(private readonly service: OnboardingService) {}

  @Step(
    'SUBMIT_BIOMETRIC',
    {
      summary: 'Submit the fingerprint',
      description: 'The PID block of an RD service, with the consent of the customer. An eKYC OTP follows.',
    },
    { maxBodyBytes: MAX_BIOMETRIC_BODY_BYTES },
  )
  submitBiometric(
    @Param('id') id: string,
    @Body() body: BiometricRequest,
    @CallerOf() caller: Caller,
  ): Promise<Answered> {
    return this.service.act('dmt-fino', id, 'SUBMIT_BIOMETRIC', body, caller);
  }
}
