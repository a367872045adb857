import { isNetwork, isOrigin } from './addresses.js';
import { choice, integer, list, text, type Variable } from './variable-kinds.js';

/** Variables of authentication, rate limits and the HTTP server. */
export const ACCESS_VARIABLES = {
  AUTH_MODE: choice(
    'jwt, or disabled, which lets everybody in (only with EKO_ENVIRONMENT=sandbox); default: jwt when any other AUTH_ variable is set or outside the sandbox, otherwise disabled, which must be spelled out in production, on a HOST that is not a loopback address, and with EKO_BASE_URL',
    ['jwt', 'disabled'],
  ),
  AUTH_JWKS_URL: text(
    'Where the issuer publishes its keys; https, or http to a loopback address only',
    undefined,
    /^https?:\/\/[^\s#]{1,1000}$/,
    'an https URL, or an http URL of a loopback address',
  ),
  AUTH_JWKS_FILE: text(
    "File that holds the issuer's keys (JWKS), instead of AUTH_JWKS_URL; read again when it changes",
  ),
  AUTH_ISSUER: text('The iss that every token must have; required for AUTH_MODE=jwt'),
  AUTH_AUDIENCE: text('The aud that every token must have; required for AUTH_MODE=jwt'),
  AUTH_USER_CODE_CLAIM: text(
    "The claim that is the agent's Eko user_code",
    'user_code',
    /^[\w.:/-]{1,200}$/,
    'the name of a claim',
  ),
  AUTH_SCOPE_CLAIM: text(
    'The claim with the scopes, a string with blanks or an array, such as scp or permissions',
    'scope',
    /^[\w.:/-]{1,200}$/,
    'the name of a claim',
  ),
  AUTH_FAILURES_PER_MINUTE: integer(
    'Refused tokens of one remote address in a minute, beyond which its tokens are verified after those of others; tokens verified before do not wait',
    '300',
    1,
    1_000_000,
  ),
  TRUSTED_PROXIES: list(
    'Addresses or networks of proxies whose X-Forwarded-For is believed, comma-separated; default: none',
    isNetwork,
    'IP addresses or CIDR networks separated by commas',
  ),
  SANDBOX_USER_CODE: text(
    'The agent of every call while AUTH_MODE=disabled',
    '20810200',
    /^[0-9A-Za-z]{1,20}$/,
    '1 to 20 letters or digits',
  ),
  OTP_MAX_SENDS_PER_HOUR: integer('Most OTPs sent to one customer in an hour', '5', 1, 1000),
  OTP_MAX_SENDS_PER_AGENT_PER_HOUR: integer(
    'Most OTPs that one agent has sent in an hour',
    '300',
    1,
    1_000_000,
  ),
  ONBOARDING_STARTS_PER_HOUR: integer('Onboardings that one agent may start in an hour', '200', 1, 1_000_000),
  RATE_LIMIT_PER_MINUTE: integer('Requests of one agent in a minute', '120', 1, 1_000_000),
  CORS_ORIGINS: list(
    'Origins of pages that may call, comma-separated, as browsers send them, also capacitor://localhost and ionic://localhost; default: none, but in the sandbox outside production every port of localhost',
    isOrigin,
    'origins as browsers send them, such as https://app.example.in or capacitor://localhost (lower case, no default port, no path), separated by commas',
  ),
  REQUEST_TIMEOUT_MS: integer(
    'Longest time a client may take to send a whole request, its headers in at most two thirds of that',
    '15000',
    1000,
    600_000,
  ),
  KEEP_ALIVE_TIMEOUT_MS: integer(
    'How long an idle client connection stays open; longer than the balancer in front keeps it',
    '75000',
    1000,
    600_000,
  ),
  MAX_CONNECTIONS: integer('Most client connections at once; more are closed at once', '2048', 1, 1_000_000),
  MAX_UNFINISHED_BODIES_PER_AGENT: integer(
    'Most requests of one agent, at one address, whose bodies have begun and not ended; more are refused with RATE_LIMITED',
    '16',
    1,
    100_000,
  ),
} as const satisfies Record<string, Variable<unknown>>;
