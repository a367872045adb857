import { IsIn } from 'class-validator';
import { CONSENT_LANGUAGES } from './consent-languages.js';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { type Reader, ReaderOf } from '../../http/caller.js';
import { Reads } from '../../http/route-policy.js';
import { DescribeConsentRead } from '../../http/describe.js';
import { ApiProperty } from '../../http/documented.js';
import { ConsentLanguages, ConsentReader, ConsentText } from './consent-reader.js';

const TAGS = CONSENT_LANGUAGES.map(({ tag }) => tag);

/** The language to read the consent in. */
export class ConsentQuery {
  @ApiProperty({ enum: TAGS, example: 'en', description: 'BCP 47 tag' })
  @IsIn(TAGS, { message: `must be one of ${TAGS.join(', ')}` })
  language!: string;
}

/** What must be shown or played to the customer before the Aadhaar OTP. */
@Controller('v1/ppi-digikhata/onboardings')
export class PpiDigikhataController {
  constructor(private readonly consent: ConsentReader) {}

  @Get(':id/consent/languages')
  @Reads()
  @DescribeConsentRead({
    summary: 'The languages of the notice',
    description: 'One of them is `consent.language` of the Aadhaar step.',
    answer: ConsentLanguages,
  })
  listConsentLanguages(@Param('id') id: string, @ReaderOf() reader: Reader): Promise<ConsentLanguages> {
    return this.consent.languages(id, reader);
  }

  @Get(':id/consent')
  @Reads()
  @DescribeConsentRead({
    summary: 'What to show or play before Aadhaar',
    description: 'The text of the notice, and where there is one the address of its recording.',
    answer: ConsentText,
  })
  getConsentText(
    @Param('id') id: string,
    @Query() query: ConsentQuery,
    @ReaderOf() reader: Reader,
  ): Promise<ConsentText> {
    return this.consent.text(id, reader, query.language);
  }
}
