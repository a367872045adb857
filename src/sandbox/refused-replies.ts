import type { Reply } from './wire.js';

/** Eko refused a parameter: type id -1, status 97 when it is missing and 461 when it is malformed. */
export function invalidParameter(name: string, expected: string, value: unknown): Reply {
  return {
    response_status_id: -1,
    invalid_params: { [name]: `${name} must be ${expected}` },
    response_type_id: -1,
    message: 'Invalid Parameters',
    status: value === undefined ? 97 : 461,
  };
}

/** A refusal that Eko tells by its status alone (contract.md, "Status values met anywhere"). */
export function statusOnly(status: number, message: string): Reply {
  return { status, response_status_id: 1, message };
}
