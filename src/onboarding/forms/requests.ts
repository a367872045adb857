import { IsOptional, IsString, Length, ValidateIf } from 'class-validator';
import { OLDEST_BIRTH_DATE } from './birth-date.js';
import { BooleanField, ObjectField, PatternField, PlainTextField, TextField } from './field.js';
import { IsAadhaarNumber, IsPersonName, IsPidBlock, IsRealPastDate } from './validators.js';

/** Maximum characters of a PID block; that of a face capture is the largest, about 60,000. */
export const MAX_PID_LENGTH = 131_072;
/** Maximum bytes of a body with a PID block: its quotes may be escaped, and the body has other fields. */
export const MAX_BIOMETRIC_BODY_BYTES = 192 * 1024;

/** The customer to onboard. */
export class StartRequest {
  @PatternField(
    {
      label: 'Mobile number',
      hint: 'Ten digits, without +91',
      description: "The customer's mobile number",
      example: '9876543210',
      pattern: '^[6-9][0-9]{9}$',
      minLength: 10,
      maxLength: 10,
      inputMode: 'tel',
      autocomplete: 'off',
    },
    'must be an Indian mobile number of ten digits',
  )
  mobile!: string;
}

/** The customer's address. */
export class AddressRequest {
  @PlainTextField({
    label: 'House and street',
    description: 'House number, house and street',
    example: '12 Gita Bhavan',
    maxLength: 200,
  })
  line!: string;

  @ValidateIf((_address, area) => area !== undefined) // IsOptional would accept null and send it to Eko
  @PlainTextField({
    label: 'Area',
    description: 'Part of the city',
    example: 'Palasia',
    maxLength: 100,
    required: false,
  })
  area?: string;

  @PlainTextField({
    label: 'City or village',
    description: 'City or village',
    example: 'Indore',
    maxLength: 100,
  })
  city!: string;

  @PlainTextField({ label: 'District', description: 'District', example: 'Indore', maxLength: 100 })
  district!: string;

  @PlainTextField({ label: 'State', description: 'State', example: 'Madhya Pradesh', maxLength: 100 })
  state!: string;

  @PatternField(
    {
      label: 'Pincode',
      hint: 'Six digits',
      description: 'Postal code of six digits',
      example: '452001',
      pattern: '^[1-9][0-9]{5}$',
      minLength: 6,
      maxLength: 6,
      inputMode: 'numeric',
      autocomplete: 'off',
    },
    'must be a pincode of six digits',
  )
  pincode!: string;
}

/** The customer's personal details. */
export class RegistrationRequest {
  @TextField(
    {
      label: 'Full name',
      hint: 'As on the identity document',
      description: 'Full name, as on the identity document',
      example: 'Karan Garg',
      minLength: 1,
      maxLength: 100,
      autocomplete: 'off',
    },
    IsPersonName(),
  )
  name!: string;

  @TextField(
    {
      label: 'Date of birth',
      description: `Day of birth, as YYYY-MM-DD, not before ${OLDEST_BIRTH_DATE}`,
      example: '1990-05-15',
      format: 'date',
      pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$',
      autocomplete: 'off',
    },
    IsRealPastDate(),
  )
  dateOfBirth!: string;

  @ObjectField({ label: 'Address', description: "The customer's address", of: AddressRequest })
  address!: AddressRequest;
}

/** The OTP that the customer reads out; a string, since it may begin with a zero. */
export class OtpRequest {
  @PatternField(
    {
      label: 'OTP',
      hint: 'From the SMS that the customer received',
      description: 'The digits, as the customer reads them out',
      example: '012345',
      sensitive: true,
      pattern: '^[0-9]{3,10}$',
      minLength: 3,
      maxLength: 10,
      inputMode: 'numeric',
      autocomplete: 'one-time-code',
    },
    'must be a string of 3 to 10 digits',
  )
  otp!: string;
}

/** The customer's answer to the consent notice. */
export class ConsentRequest {
  @PatternField(
    {
      label: 'Language of the notice',
      description: 'BCP 47 tag of the language of the notice',
      example: 'en',
      // A language, with at most a script and a region.
      pattern: '^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$',
      minLength: 2,
      maxLength: 11,
      autocomplete: 'off',
    },
    'must be a BCP 47 language tag',
  )
  language!: string;

  @PatternField(
    {
      label: 'Version of the notice',
      description: 'Version of the notice that was shown',
      example: '2026-01',
      pattern: '^[A-Za-z0-9._-]{1,40}$',
      minLength: 1,
      maxLength: 40,
      autocomplete: 'off',
    },
    'must be 1 to 40 letters, digits, dots, dashes or underscores',
  )
  noticeVersion!: string;

  @BooleanField({
    label: 'The customer agrees',
    hint: 'Only after the notice was shown or read out',
    description: 'Whether the customer agreed; false is answered with CONSENT_REQUIRED',
    example: true,
    options: ['true'],
  })
  given!: boolean;
}

/** The Aadhaar number, with the consent to use it. */
export class AadhaarRequest {
  @TextField(
    {
      label: 'Aadhaar number',
      hint: 'Twelve digits',
      description: 'The Aadhaar number of twelve digits',
      example: '999941057058',
      sensitive: true,
      pattern: '^[0-9]{12}$',
      minLength: 12,
      maxLength: 12,
      inputMode: 'numeric',
      autocomplete: 'off',
    },
    IsAadhaarNumber(),
  )
  aadhaarNumber!: string;

  @ObjectField(
    { label: 'Consent', description: 'The consent to use the Aadhaar number', of: ConsentRequest },
    IsOptional(), // its absence is CONSENT_REQUIRED, not VALIDATION_FAILED
  )
  consent?: ConsentRequest;
}

/** The fingerprint as the RD service returns it, with its Aadhaar number. */
export class BiometricRequest extends AadhaarRequest {
  @TextField(
    {
      label: 'Fingerprint',
      hint: 'From the fingerprint device',
      description: 'The PID block as the RD service returns it: XML',
      example: '<PidData><Resp errCode="0" /><Data type="X">…</Data></PidData>',
      sensitive: true,
      format: 'xml',
      minLength: 1,
      maxLength: MAX_PID_LENGTH,
      autocomplete: 'off',
    },
    IsString({ message: 'must be text' }),
    Length(1, MAX_PID_LENGTH, { message: `must be 1 to ${MAX_PID_LENGTH} characters` }),
    IsPidBlock(),
  )
  pidData!: string;
}

/** The permanent account number. */
export class PanRequest {
  @PatternField(
    {
      label: 'PAN',
      hint: 'Ten characters, such as ABCDE1234F',
      description: 'The permanent account number',
      example: 'ABCDE1234F',
      sensitive: true,
      pattern: '^[A-Z]{5}[0-9]{4}[A-Z]$',
      minLength: 10,
      maxLength: 10,
      autocomplete: 'off',
    },
    'must be a PAN such as ABCDE1234F',
  )
  pan!: string;
}

/** A step without input: a body, if there is one, must be an empty object. */
export class EmptyRequest {}
