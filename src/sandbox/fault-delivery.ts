import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { FaultKind } from './faults.js';
import { jsonAnswer, plainAnswer, writeAnswer, refusedByStatus } from './http-answer.js';
import { signatureRefusal } from './signature.js';
import type { Reply, StepName } from './wire.js';

const OVERSIZED_PADDING = 'x'.repeat(300 * 1024);
const UNKNOWN_TYPE_ID = 9999;
const ANOTHER_CUSTOMER = '7000000001';
/** The parameters of each step that come from the customer. */
const STEP_FIELDS: Partial<Record<StepName, readonly string[]>> = {
  register: ['name', 'dob'],
  verifyOtp: ['otp'],
  verifyAadhaarOtp: ['otp'],
  verifyEkycOtp: ['otp'],
  sendAadhaarOtp: ['aadhar'],
  submitBiometric: ['piddata'],
  submitPan: ['pan_number'],
};
const BAD_GATEWAY_PAGE =
  '<html><head><title>502 Bad Gateway</title></head><body>502 Bad Gateway</body></html>\n';

/** One HTTP exchange that a fault applies to. */
export interface FaultyExchange {
  readonly response: ServerResponse;
  readonly step: StepName;
  /** The answer to an executed call; {} for a call that was not executed. */
  readonly reply: Reply;
  readonly slowMs: number;
  /** Aborted when the simulator closes. */
  readonly closing: AbortSignal;
}

const DELIVERIES: Record<FaultKind, (exchange: FaultyExchange) => void | Promise<void>> = {
  SERVER_ERROR: ({ response }) => {
    writeAnswer(response, jsonAnswer(500, { message: 'Internal Server Error' }));
  },
  UNAUTHORIZED: ({ response }) => {
    writeAnswer(response, jsonAnswer(401, { message: 'Unauthorized' }));
  },
  BAD_GATEWAY_PAGE: ({ response }) => {
    writeAnswer(response, { status: 502, contentType: 'text/html', text: BAD_GATEWAY_PAGE });
  },
  NO_MAPPING_RULE: ({ response }) => {
    writeAnswer(response, plainAnswer(404, 'No Mapping Rule matched'));
  },
  RESET: ({ response }) => {
    response.socket?.resetAndDestroy();
  },
  SLOW: async ({ response, reply, slowMs, closing }) => {
    await wait(slowMs, undefined, { signal: closing });
    writeAnswer(response, jsonAnswer(200, reply));
  },
  // Nothing is written: the connection stays open until the client or the simulator closes it.
  HANG: () => undefined,
  OVERSIZED: ({ response, reply }) => {
    writeAnswer(response, jsonAnswer(200, { ...reply, padding: OVERSIZED_PADDING }));
  },
  INITIATOR_FORBIDDEN: ({ response }) => {
    writeAnswer(response, jsonAnswer(403, refusedByStatus(319, 'Invalid Sender/Initiator')));
  },
  INITIATOR_REFUSED: ({ response }) => {
    writeAnswer(
      response,
      jsonAnswer(200, refusedByStatus(319, 'Merchant does not exist in system.', 'initiator_id')),
    );
  },
  INITIATOR_UNKNOWN: ({ response }) => {
    const message = 'This user does not exist';
    const reply = { status: 1297, response_status_id: 1, response_type_id: 1297, message };
    writeAnswer(response, jsonAnswer(200, { ...reply, data: { initiator_id: '' } }));
  },
  USER_CODE_REFUSED: ({ response }) => {
    writeAnswer(response, jsonAnswer(200, refusedByStatus(346, 'Invalid user code', 'user_code')));
  },
  FIELDS_REFUSED: ({ response, step }) => {
    const names = STEP_FIELDS[step] ?? ['customer_id'];
    const invalid_params = Object.fromEntries(names.map((name) => [name, `${name} is invalid`]));
    writeAnswer(response, jsonAnswer(200, { ...refusedByStatus(461, 'Invalid Parameters'), invalid_params }));
  },
  OWN_FIELD_REFUSED: ({ response }) => {
    writeAnswer(response, jsonAnswer(200, refusedByStatus(461, 'Invalid Parameters', 'user_code')));
  },
  NO_KEY: ({ response }) => {
    writeAnswer(response, jsonAnswer(200, { message: 'No key for Response' }));
  },
  ANOTHER_CUSTOMER: ({ response, reply }) => {
    const data = { ...reply.data, customer_id: ANOTHER_CUSTOMER };
    writeAnswer(response, jsonAnswer(200, { ...reply, data }));
  },
  EMPTY: ({ response }) => {
    writeAnswer(response, { ...jsonAnswer(200, {}), text: '' });
  },
  TRUNCATED: ({ response, reply }) => {
    const { text } = jsonAnswer(200, reply);
    writeAnswer(response, { ...jsonAnswer(200, reply), text: text.slice(0, Math.floor(text.length / 2)) });
  },
  RATE_LIMITED: ({ response }) => {
    writeAnswer(response, jsonAnswer(429, { message: 'Too Many Requests' }));
  },
  SIGNATURE_REFUSED: ({ response }) => {
    writeAnswer(response, signatureRefusal(2484));
  },
  IDS_AS_STRINGS: ({ response, reply }) => {
    writeAnswer(response, jsonAnswer(200, withTextIds(reply)));
  },
  NO_TYPE_ID: ({ response, reply }) => {
    writeAnswer(response, jsonAnswer(200, { ...reply, response_type_id: undefined }));
  },
  UNKNOWN_TYPE_ID: ({ response }) => {
    const message = 'An undocumented outcome';
    writeAnswer(
      response,
      jsonAnswer(200, {
        status: 0,
        response_status_id: 0,
        response_type_id: UNKNOWN_TYPE_ID,
        message,
        data: {},
      }),
    );
  },
};

/** Answers, or fails to answer, as the fault defines. */
export async function deliver(kind: FaultKind, exchange: FaultyExchange): Promise<void> {
  await DELIVERIES[kind](exchange);
}

function withTextIds(reply: Reply): Reply {
  const { status, response_status_id, response_type_id } = reply;
  return {
    ...reply,
    ...(status === undefined ? {} : { status: String(status) }),
    ...(response_status_id === undefined ? {} : { response_status_id: String(response_status_id) }),
    ...(response_type_id === undefined ? {} : { response_type_id: String(response_type_id) }),
  };
}
