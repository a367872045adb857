// Writes the states of each product into docs/journeys.md, from the compiled journeys and outcome tables; needs npm run build.
//   npm run diagrams                           writes the page
//   node scripts/state-diagrams.mjs --print    prints the page as it must be, for the test that finds differences
import 'reflect-metadata';
import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { ACTIONS, pendingOtp, OTP_STATE } from '../dist/onboarding/journey/state.js';
import { outcomesOf, statesOf } from '../dist/onboarding/journey/product.js';
import { PRODUCTS } from '../dist/products/registry.js';

/** The outcomes of the rows that are for a call; of those that name it only, if `named`. */
function outcomesFor(product, call, named) {
  return outcomesOf(product)
    .filter(({ calls }) => calls?.includes(call.name) ?? !named)
    .map(({ outcome }) => outcome);
}

function problemsFor(product, call, named) {
  const outcomes = outcomesFor(product, call, named);
  return [...new Set(outcomes.flatMap((outcome) => ('problem' in outcome ? [outcome.problem] : [])))];
}

/** The states that the replies to a call lead to, in journey order. */
function statesAfter(product, call) {
  const { lookUp } = product.journey;
  const states = outcomesFor(product, call, false).flatMap((outcome) => {
    if ('problem' in outcome) return [];
    if ('lookUp' in outcome) return call === lookUp ? [] : statesAfter(product, lookUp);
    return 'otpSent' in outcome ? [OTP_STATE[outcome.otpSent]] : [outcome.state];
  });
  return statesOf(product).filter((state) => states.includes(state));
}

/** Every action in every state, with where it leads when all goes well. */
function stepsOf(product) {
  const { steps, actions } = product.journey;
  const states = [...steps.map(({ state }) => state), 'COMPLETED'];
  return states.flatMap((state, index) =>
    ACTIONS.filter((action) => actions[action]?.[state]).map((action) => {
      const call = actions[action][state];
      const renews = pendingOtp(state) !== undefined && action !== 'VERIFY_OTP';
      const target = renews ? state : states[index + 1];
      if (!statesAfter(product, call).includes(target))
        throw new Error(`${product.name}: no row leads from ${state} by ${action} to ${target}`);
      return { state, action, target, problems: problemsFor(product, call, true) };
    }),
  );
}

function diagramOf(product, steps) {
  const [first] = product.journey.steps;
  const rejects = statesOf(product).includes('REJECTED');
  return [
    'stateDiagram-v2',
    '  state "any state" as any_state',
    `  [*] --> ${first.state}: start, new customer`,
    '  [*] --> any_state: start, known customer',
    ...steps.map(
      ({ state, action, target }) => `  ${state} --> ${target}: ${target === state ? 'new OTP' : action}`,
    ),
    ...(rejects ? ['  any_state --> REJECTED: refused'] : []),
    '  any_state --> OUTCOME_UNKNOWN: reply lost',
    '  OUTCOME_UNKNOWN --> any_state: REFRESH',
    '  COMPLETED --> [*]',
    ...(rejects ? ['  REJECTED --> [*]'] : []),
  ].join('\n');
}

function tableOf(steps) {
  const rows = steps.map(
    ({ state, action, target, problems }) => `| ${state} | ${action} | ${target} | ${problems.join(', ')} |`,
  );
  return ['| in | action | leads to | problems of this step |', '| --- | --- | --- | --- |', ...rows].join(
    '\n',
  );
}

function sectionOf(product) {
  const steps = stepsOf(product);
  const { lookUp } = product.journey;
  const own = new Set(steps.flatMap(({ problems }) => problems));
  const others = problemsFor(product, lookUp, false).filter((problem) => !own.has(problem));
  return [
    `### States of ${product.name}`,
    `\`\`\`mermaid\n${diagramOf(product, steps)}\n\`\`\``,
    `A start or \`REFRESH\` leads to ${statesAfter(product, lookUp).join(', ')} or OUTCOME_UNKNOWN.`,
    tableOf(steps),
    `The reply to any step can also mean ${others.join(', ')}.`,
  ].join('\n\n');
}

const page = new URL('../docs/journeys.md', import.meta.url).pathname;
const sections = PRODUCTS.map(sectionOf).join('\n\n');
const written = readFileSync(page, 'utf8').replace(
  /(<!-- states:.*-->)[^]*(<!-- end of states -->)/,
  (_, start, end) => `${start}\n\n${sections}\n\n${end}`,
);
const text = await format(written, { ...(await resolveConfig(page)), parser: 'markdown' });
if (process.argv[2] === '--print') process.stdout.write(text);
else writeFileSync(page, text);
