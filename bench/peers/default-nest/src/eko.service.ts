import { createHmac, randomBytes } from 'node:crypto';
import { HttpService } from '@nestjs/axios';
import { BadGatewayException, Injectable, Logger } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import type { AxiosError } from 'axios';
import { catchError, firstValueFrom } from 'rxjs';

/** The part of Eko's envelope that the service reads. */
export interface EkoReply {
  readonly response_type_id: number;
  readonly data?: {
    readonly customer_profile?: {
      readonly name?: string;
      readonly chart?: readonly { readonly data: { readonly used: number; readonly remaining: number } }[];
    };
  };
}

/** Signed calls to Eko. */
@Injectable()
export class EkoService {
  private readonly logger = new Logger(EkoService.name);
  private readonly developerKey: string;
  private readonly accessKey: string;
  private readonly initiatorId: string;
  private readonly userCode: string;

  constructor(
    private readonly http: HttpService,
    config: ConfigService,
  ) {
    this.developerKey = config.getOrThrow('EKO_DEVELOPER_KEY');
    this.accessKey = config.getOrThrow('EKO_ACCESS_KEY');
    this.initiatorId = config.getOrThrow('EKO_INITIATOR_ID');
    this.userCode = config.getOrThrow('EKO_USER_CODE');
  }

  async lookUp(mobile: string): Promise<EkoReply> {
    const { data } = await firstValueFrom(
      this.http
        .get<EkoReply>(`/customer/profile/${mobile}`, {
          params: {
            initiator_id: this.initiatorId,
            user_code: this.userCode,
            client_ref_id: randomBytes(10).toString('hex'),
          },
          headers: this.signature(),
        })
        .pipe(
          catchError((error: AxiosError) => {
            this.logger.error(error.message);
            throw new BadGatewayException('Eko is not available');
          }),
        ),
    );
    return data;
  }

  private signature(): Record<string, string> {
    const timestamp = String(Date.now());
    const key = Buffer.from(this.accessKey).toString('base64');
    return {
      developer_key: this.developerKey,
      'secret-key': createHmac('sha256', key).update(timestamp).digest('base64'),
      'secret-key-timestamp': timestamp,
    };
  }
}
