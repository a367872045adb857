import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { CONSENT_LANGUAGES } from './consent-languages.js';

const TAGS = CONSENT_LANGUAGES.map(({ tag }) => tag);

/** The language to read the consent in. */
export class ConsentQuery {
  @ApiProperty({ enum: TAGS, example: 'en', description: 'BCP 47 tag' })
  @IsIn(TAGS, { message: `must be one of ${TAGS.join(', ')}` })
  language!: string;
}
