import { Controller, Get, Param, Query } from '@nestjs/common';
import { ReaderOf, type Reader } from '../../auth/agent.js';
import { Reads } from '../../http/route-policy.js';
import { DescribeConsentRead } from '../../openapi/describe.js';
import { ConsentLanguages, ConsentReader, ConsentText } from './consent-reader.js';
import { ConsentQuery } from './consent-query.js';

/** What must be shown or played to the customer before the Aadhaar OTP. */
@Controller('v1/ppi-digikhata/onboardings')
export class PpiDigikhataController {
  constructor(private readonly consent: ConsentReader) {}

  @Get(':id/consent/languages')
  @Reads()
  @DescribeConsentRead('The languages consent can be asked in', ConsentLanguages)
  listConsentLanguages(@Param('id') id: string, @ReaderOf() reader: Reader): Promise<ConsentLanguages> {
    return this.consent.languages(id, reader);
  }

  @Get(':id/consent')
  @Reads()
  @DescribeConsentRead('What to show or play before Aadhaar', ConsentText)
  getConsentText(
    @Param('id') id: string,
    @Query() query: ConsentQuery,
    @ReaderOf() reader: Reader,
  ): Promise<ConsentText> {
    return this.consent.text(id, reader, query.language);
  }
}
