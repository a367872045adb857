import {
  CATALOGUE,
  PROBLEM_CODES,
  problemType,
  RETRY_ADVICE,
  type ProblemCode,
  type ProblemEntry,
} from '../errors/catalogue.js';
import { html, pageOf, type Shown } from './html.js';

const RETRIES = Object.keys(RETRY_ADVICE) as (keyof typeof RETRY_ADVICE)[];

/** What a client does with a problem, as headings. */
const HEADINGS: Record<keyof typeof RETRY_ADVICE, string> = {
  SAME_KEY: 'Repeat with the same key',
  NEW_KEY: 'Let the user try again, with a new key',
  NONE: 'Do not repeat',
};

/** All problems, grouped by what a client does next. */
export function problemList(): Shown {
  return {
    data: { problems: PROBLEM_CODES.map(summaryOf), retry: RETRY_ADVICE },
    page: () =>
      pageOf(
        'Problems',
        html`<p><a href="./">Eko onboarding gateway</a></p>
          <h1>Problems</h1>
          <p>
            Every problem that the gateway can answer with, grouped by <code>retry</code>: what the app does
            next.
          </p>
          ${RETRIES.map(
            (retry) =>
              html`<h2 id="${retry}">${HEADINGS[retry]}: <code>${retry}</code></h2>
                <p>${RETRY_ADVICE[retry]}</p>
                <ul>
                  ${PROBLEM_CODES.filter((code) => CATALOGUE[code].retry === retry).map(
                    (code) =>
                      html`<li>
                        <a href=".${problemType(code)}"><code>${code}</code></a>
                        <span class="quiet">${CATALOGUE[code].status}</span><br />${CATALOGUE[code].title}
                      </li>`,
                  )}
                </ul>`,
          )}`,
      ),
  };
}

/** One problem. @param example an answer with it, as the OpenAPI document shows it */
export function problemExplained(code: ProblemCode, example: object): Shown {
  const entry: ProblemEntry = CATALOGUE[code];
  const { status, title, detail, retry, retryAfterSeconds, forUser, forOperator } = entry;
  const advice = RETRY_ADVICE[retry];
  return {
    data: { ...summaryOf(code), detail, forUser, retryAdvice: advice, forOperator, example },
    page: () =>
      pageOf(
        `${title} (${code})`,
        html`<p><a href="../problems">All problems</a></p>
          <h1>${title}</h1>
          <p class="quiet"><code>${code}</code>, HTTP ${status}</p>
          <h2>What happened</h2>
          <p>${title}. ${detail}</p>
          <h2>What to tell the user</h2>
          <p>${forUser}</p>
          <h2>Which key next</h2>
          <p>
            <code>${retry}</code>.
            ${advice}${
              retryAfterSeconds === undefined ? '' : ` Usually it is ${String(retryAfterSeconds)} s.`
            }
          </p>
          <h2>What the operator does</h2>
          <p>${forOperator}</p>
          <h2>Example</h2>
          <pre tabindex="0">${JSON.stringify(example, null, 2)}</pre>`,
      ),
  };
}

function summaryOf(code: ProblemCode): object {
  const { status, title, retry, retryAfterSeconds }: ProblemEntry = CATALOGUE[code];
  return {
    code,
    type: problemType(code),
    status,
    title,
    retry,
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  };
}
