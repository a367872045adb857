import { Body, Controller, Delete, Get, HttpCode, Param } from '@nestjs/common';
import { Agent, CallerOf, RequesterOf, type Caller, type Requester } from '../../http/caller.js';
import { DescribeErasure, DescribeRead } from '../../http/describe.js';
import { Erases, Reads } from '../../http/route-policy.js';
import { OnboardingResource } from '../journey/resource.js';
import type { Answered } from '../steps/answers.js';
import { OnboardingService } from '../steps/onboarding.service.js';
import {
  AadhaarRequest,
  EmptyRequest,
  OtpRequest,
  PanRequest,
  RegistrationRequest,
  StartRequest,
} from '../forms/requests.js';
import { Step } from './step.js';

/** The routes that products share. A product's journey states which of them it has, and when each is due. */
@Controller('v1/:product/onboardings')
export class OnboardingController {
  constructor(private readonly service: OnboardingService) {}

  @Step('START', {
    summary: 'Start or resume the onboarding of a customer',
    description:
      'Looks the customer up. There is one onboarding for each agent, product and mobile number: a later start resumes it, under the same id.',
  })
  startOnboarding(
    @Param('product') product: string,
    @Body() body: StartRequest,
    @CallerOf() caller: Caller,
  ): Promise<Answered> {
    return this.service.start(product, body.mobile, caller);
  }

  @Get(':id')
  @Reads()
  @DescribeRead({
    summary: 'The stored onboarding',
    description: 'Reads the store only: makes no call to Eko, and changes nothing.',
    answer: OnboardingResource,
  })
  getOnboarding(
    @Param('product') product: string,
    @Param('id') id: string,
    @Agent() agent: string,
  ): Promise<OnboardingResource> {
    return this.service.read(product, id, agent);
  }

  @Delete(':id')
  @HttpCode(204)
  @Erases()
  @DescribeErasure({
    summary: 'Erase the data of the customer',
    description:
      "At the customer's request. No later request finds the onboarding; a later start creates a new one, " +
      'and no Idempotency-Key that was used on it leads to another call to Eko.',
  })
  eraseOnboarding(
    @Param('product') product: string,
    @Param('id') id: string,
    @RequesterOf() requester: Requester,
  ): Promise<void> {
    return this.service.erase(product, id, requester);
  }

  @Step('REFRESH', {
    summary: 'Look the customer up',
    description: 'Also reconciles a step whose outcome is unknown.',
  })
  refreshOnboarding(
    @Param('product') product: string,
    @Param('id') id: string,
    @Body() body: EmptyRequest,
    @CallerOf() caller: Caller,
  ): Promise<Answered> {
    return this.service.act(product, id, 'REFRESH', body, caller);
  }

  @Step('REGISTER', {
    summary: 'Register the customer',
    description: 'Sends name, date of birth and address. Most products then send the customer an OTP.',
  })
  registerCustomer(
    @Param('product') product: string,
    @Param('id') id: string,
    @Body() body: RegistrationRequest,
    @CallerOf() caller: Caller,
  ): Promise<Answered> {
    return this.service.act(product, id, 'REGISTER', body, caller);
  }

  @Step('RESEND_OTP', {
    summary: 'Resend the mobile OTP',
    description: 'Not before `availableAt` of the action; the number of OTPs in an hour is limited.',
  })
  resendOtp(
    @Param('product') product: string,
    @Param('id') id: string,
    @Body() body: EmptyRequest,
    @CallerOf() caller: Caller,
  ): Promise<Answered> {
    return this.service.act(product, id, 'RESEND_OTP', body, caller);
  }

  @Step('VERIFY_OTP', {
    summary: 'Verify the pending OTP, whichever it is',
    description:
      'The OTP of the mobile number, of Aadhaar or of the eKYC request: `otp.purpose` states which.',
  })
  verifyOtp(
    @Param('product') product: string,
    @Param('id') id: string,
    @Body() body: OtpRequest,
    @CallerOf() caller: Caller,
  ): Promise<Answered> {
    return this.service.act(product, id, 'VERIFY_OTP', body, caller);
  }

  @Step('SUBMIT_AADHAAR', {
    summary: 'Send the Aadhaar OTP',
    description:
      'With the consent of the customer, UIDAI sends an OTP to the mobile number that is linked to the Aadhaar number.',
  })
  submitAadhaar(
    @Param('product') product: string,
    @Param('id') id: string,
    @Body() body: AadhaarRequest,
    @CallerOf() caller: Caller,
  ): Promise<Answered> {
    return this.service.act(product, id, 'SUBMIT_AADHAAR', body, caller);
  }

  @Step('SUBMIT_PAN', {
    summary: 'Submit the PAN',
    description: 'The last step of the products that have it.',
  })
  submitPan(
    @Param('product') product: string,
    @Param('id') id: string,
    @Body() body: PanRequest,
    @CallerOf() caller: Caller,
  ): Promise<Answered> {
    return this.service.act(product, id, 'SUBMIT_PAN', body, caller);
  }
}
