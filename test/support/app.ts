import { OnboardingClient, type Answerer, type ClientOptions } from '../../clients/typescript/src/index.js';
import { AADHAAR, CONSENT, PAN, PID, REGISTRATION } from './people.js';

/** The storage of a device: it outlives the app. */
export class DeviceStorage {
  readonly entries = new Map<string, string>();

  getItem(name: string): string | null {
    return this.entries.get(name) ?? null;
  }

  setItem(name: string, value: string): void {
    this.entries.set(name, value);
  }

  removeItem(name: string): void {
    this.entries.delete(name);
  }

  /** Everything that was ever left in it, as text. */
  get text(): string {
    return JSON.stringify([...this.entries]);
  }
}

/** The app, started (again) on a device. */
export function appAt(
  baseUrl: string,
  storage: ClientOptions['storage'] = new DeviceStorage(),
  options: Partial<ClientOptions> = {},
): OnboardingClient {
  return new OnboardingClient({ baseUrl, storage, ...options });
}

/** What a customer answers, whose OTPs are read from the sandbox. */
export function customer(mobile: string, otp: () => Promise<string>): Answerer {
  return async ({ action }) => {
    switch (action.action) {
      case 'START':
        return { mobile };
      case 'REGISTER':
        return REGISTRATION;
      case 'VERIFY_OTP':
        return { otp: await otp() };
      case 'SUBMIT_AADHAAR':
        return { aadhaarNumber: AADHAAR, consent: CONSENT };
      case 'SUBMIT_BIOMETRIC':
        return { aadhaarNumber: AADHAAR, pidData: PID, consent: CONSENT };
      case 'SUBMIT_PAN':
        return { pan: PAN };
      case 'RESEND_OTP':
      case 'REFRESH':
        return {};
    }
  };
}
