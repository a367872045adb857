import { Type } from 'class-transformer';
import {
  IsBoolean,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Matches,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import {
  AADHAAR_PATTERN,
  DATE_PATTERN,
  LANGUAGE_PATTERN,
  MAX_PID_LENGTH,
  MOBILE_PATTERN,
  NOTICE_VERSION_PATTERN,
  OTP_PATTERN,
  PAN_PATTERN,
  PINCODE_PATTERN,
} from '../journey/forms.js';
import { ApiProperty, ApiPropertyOptional } from '../../http/documented.js';
import { IsAadhaarNumber, IsPersonName, IsPidBlock, IsPlainText, IsRealPastDate } from './validators.js';

/** The format of values that must not be kept, logged or shown: OpenAPI's hint to hide a value. */
const SENSITIVE = 'password';

const matches = (pattern: string, message: string): PropertyDecorator =>
  Matches(new RegExp(pattern), { message });

/** The customer to onboard. */
export class StartRequest {
  @ApiProperty({
    pattern: MOBILE_PATTERN,
    example: '9876543210',
    description: "The customer's mobile number",
  })
  @matches(MOBILE_PATTERN, 'must be an Indian mobile number of ten digits')
  mobile!: string;
}

/** The customer's address. */
export class AddressRequest {
  @ApiProperty({
    minLength: 1,
    maxLength: 200,
    example: '12 Gita Bhavan',
    description: 'House number, house and street',
  })
  @IsPlainText(200)
  line!: string;

  @ApiPropertyOptional({ minLength: 1, maxLength: 100, example: 'Palasia', description: 'Part of the city' })
  @ValidateIf((_address, area) => area !== undefined) // IsOptional would accept null and send it to Eko
  @IsPlainText(100)
  area?: string;

  @ApiProperty({ minLength: 1, maxLength: 100, example: 'Indore', description: 'City or village' })
  @IsPlainText(100)
  city!: string;

  @ApiProperty({ minLength: 1, maxLength: 100, example: 'Indore', description: 'District' })
  @IsPlainText(100)
  district!: string;

  @ApiProperty({ minLength: 1, maxLength: 100, example: 'Madhya Pradesh', description: 'State' })
  @IsPlainText(100)
  state!: string;

  @ApiProperty({ pattern: PINCODE_PATTERN, example: '452001', description: 'Postal code of six digits' })
  @matches(PINCODE_PATTERN, 'must be a pincode of six digits')
  pincode!: string;
}

/** The customer's personal details. */
export class RegistrationRequest {
  @ApiProperty({
    minLength: 1,
    maxLength: 100,
    example: 'Karan Garg',
    description: 'Full name, as on the identity document',
  })
  @IsPersonName()
  name!: string;

  @ApiProperty({
    format: 'date',
    pattern: DATE_PATTERN,
    example: '1990-05-15',
    description: 'Day of birth, as YYYY-MM-DD',
  })
  @IsRealPastDate()
  dateOfBirth!: string;

  @ApiProperty({ type: AddressRequest, description: "The customer's address" })
  @ValidateNested()
  @Type(() => AddressRequest)
  @IsObject({ message: 'must be an object' })
  address!: AddressRequest;
}

/** The OTP that the customer reads out; a string, since it may begin with a zero. */
export class OtpRequest {
  @ApiProperty({
    pattern: OTP_PATTERN,
    example: '012345',
    format: SENSITIVE,
    description: 'The digits, as the customer reads them out',
  })
  @matches(OTP_PATTERN, 'must be a string of 3 to 10 digits')
  otp!: string;
}

/** The customer's answer to the consent notice. */
export class ConsentRequest {
  @ApiProperty({
    pattern: LANGUAGE_PATTERN,
    example: 'en',
    description: 'BCP 47 tag of the language of the notice',
  })
  @matches(LANGUAGE_PATTERN, 'must be a BCP 47 language tag')
  language!: string;

  @ApiProperty({
    pattern: NOTICE_VERSION_PATTERN,
    example: '2026-01',
    description: 'Version of the notice that was shown',
  })
  @matches(NOTICE_VERSION_PATTERN, 'must be 1 to 40 letters, digits, dots, dashes or underscores')
  noticeVersion!: string;

  @ApiProperty({
    example: true,
    description: 'Whether the customer agreed; false is answered with CONSENT_REQUIRED',
  })
  @IsBoolean({ message: 'must be true or false' })
  given!: boolean;
}

/** The Aadhaar number, with the consent to use it. */
export class AadhaarRequest {
  @ApiProperty({
    pattern: AADHAAR_PATTERN,
    example: '999941057058',
    format: SENSITIVE,
    description: 'The Aadhaar number of twelve digits',
  })
  @IsAadhaarNumber()
  aadhaarNumber!: string;

  @ApiProperty({ type: ConsentRequest, description: 'The consent to use the Aadhaar number' })
  @IsOptional() // its absence is CONSENT_REQUIRED, not VALIDATION_FAILED
  @IsObject({ message: 'must be an object' })
  @ValidateNested()
  @Type(() => ConsentRequest)
  consent?: ConsentRequest;
}

/** The fingerprint as the RD service returns it, with its Aadhaar number. */
export class BiometricRequest extends AadhaarRequest {
  @ApiProperty({
    maxLength: MAX_PID_LENGTH,
    example: '<PidData><Resp errCode="0" /><Data type="X">…</Data></PidData>',
    format: SENSITIVE,
    description: 'The PID block as the RD service returns it: XML',
  })
  @IsString({ message: 'must be text' })
  @Length(1, MAX_PID_LENGTH, { message: `must be 1 to ${MAX_PID_LENGTH} characters` })
  @IsPidBlock()
  pidData!: string;
}

/** The permanent account number. */
export class PanRequest {
  @ApiProperty({
    pattern: PAN_PATTERN,
    example: 'ABCDE1234F',
    format: SENSITIVE,
    description: 'The permanent account number',
  })
  @matches(PAN_PATTERN, 'must be a PAN such as ABCDE1234F')
  pan!: string;
}

/** A step without input: a body, if there is one, must be an empty object. */
export class EmptyRequest {}
