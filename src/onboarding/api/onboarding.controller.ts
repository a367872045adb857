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

  @Step('START', 'Start or resume the onboarding of a customer')
  startOnboarding(
    @Param('product') product: string,
    @Body() body: StartRequest,
    @CallerOf() caller: Caller,
  ): Promise<Answered> {
    return this.service.start(product, body.mobile, caller);
  }

  @Get(':id')
  @Reads()
  @DescribeRead('The onboarding as it is known', OnboardingResource)
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
  @DescribeErasure()
  eraseOnboarding(
    @Param('product') product: string,
    @Param('id') id: string,
    @RequesterOf() requester: Requester,
  ): Promise<void> {
    return this.service.erase(product, id, requester);
  }

  @Step('REFRESH', 'Look the customer up again')
  refreshOnboarding(
    @Param('product') product: string,
    @Param('id') id: string,
    @Body() body: EmptyRequest,
    @CallerOf() caller: Caller,
  ): Promise<Answered> {
    return this.service.act(product, id, 'REFRESH', body, caller);
  }

  @Step('REGISTER', 'Register the customer')
  registerCustomer(
    @Param('product') product: string,
    @Param('id') id: string,
    @Body() body: RegistrationRequest,
    @CallerOf() caller: Caller,
  ): Promise<Answered> {
    return this.service.act(product, id, 'REGISTER', body, caller);
  }

  @Step('RESEND_OTP', 'Send the pending mobile OTP again')
  resendOtp(
    @Param('product') product: string,
    @Param('id') id: string,
    @Body() body: EmptyRequest,
    @CallerOf() caller: Caller,
  ): Promise<Answered> {
    return this.service.act(product, id, 'RESEND_OTP', body, caller);
  }

  @Step('VERIFY_OTP', 'Verify the pending OTP, whichever it is')
  verifyOtp(
    @Param('product') product: string,
    @Param('id') id: string,
    @Body() body: OtpRequest,
    @CallerOf() caller: Caller,
  ): Promise<Answered> {
    return this.service.act(product, id, 'VERIFY_OTP', body, caller);
  }

  @Step('SUBMIT_AADHAAR', 'Send the Aadhaar OTP')
  submitAadhaar(
    @Param('product') product: string,
    @Param('id') id: string,
    @Body() body: AadhaarRequest,
    @CallerOf() caller: Caller,
  ): Promise<Answered> {
    return this.service.act(product, id, 'SUBMIT_AADHAAR', body, caller);
  }

  @Step('SUBMIT_PAN', 'Submit the PAN')
  submitPan(
    @Param('product') product: string,
    @Param('id') id: string,
    @Body() body: PanRequest,
    @CallerOf() caller: Caller,
  ): Promise<Answered> {
    return this.service.act(product, id, 'SUBMIT_PAN', body, caller);
  }
}
