import { Matches } from 'class-validator';

/** The body of a start. */
export class StartOnboardingDto {
  @Matches(/^[6-9]\d{9}$/)
  readonly mobile!: string;
}
