// Draws every step with a library for forms (@rjsf/core) from `nextAction.schema` alone, fills the drawn inputs in, and
// submits what the form gives: all products reach COMPLETED.
import assert from 'node:assert/strict';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { JSDOM } from 'jsdom';

const [, , gateway] = process.argv;
const { window } = new JSDOM('<!doctype html><div id="form"></div>', { pretendToBeVisual: true });
for (const name of ['window', 'document', 'HTMLElement', 'Event', 'FormData'])
  globalThis[name] = name === 'window' ? window : window[name];
globalThis.IS_REACT_ACT_ENVIRONMENT = true;

// These look for a document when they are loaded.
const { act, createElement } = await import('react');
const { createRoot } = await import('react-dom/client');
const { default: Form } = await import('@rjsf/core');
const { customizeValidator } = await import('@rjsf/validator-ajv8');

const validator = customizeValidator({ AjvClass: Ajv2020 });
const container = window.document.getElementById('form');

/** What a person enters, by the path of the property. */
const ENTRIES = {
  name: 'Karan Garg',
  dateOfBirth: '1990-05-15',
  address_line: '12 Gita Bhavan',
  address_city: 'Indore',
  address_district: 'Indore',
  address_state: 'Madhya Pradesh',
  address_pincode: '452001',
  aadhaarNumber: '999941057058',
  consent_language: 'en',
  consent_noticeVersion: '2026-01',
  consent_given: true,
  pidData: '<PidData><Resp errCode="0"/><Data type="X">MjAxNy0x</Data></PidData>',
  pan: 'ABCDE1234F',
};

async function post(path, body) {
  const response = await fetch(new URL(path, gateway), {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  assert.ok(response.ok, `${path}: ${answer.code} ${JSON.stringify(answer.errors)}`);
  return answer;
}

async function sentOtp(product, mobile) {
  const { messages } = await (await fetch(new URL('/sandbox/outbox', gateway))).json();
  return messages.find((one) => one.product === product && one.mobile === mobile).otp;
}

/** Enters a value as a person does; React takes it from the event. */
async function enter(input, value) {
  await act(() => {
    if (input.type === 'checkbox') return input.click();
    const options = [...(input.options ?? [])];
    const chosen = options.length > 0 ? options.find(({ text }) => text === value)?.value : value;
    const { set } = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(input), 'value');
    set.call(input, chosen);
    input.dispatchEvent(new window.Event(options.length > 0 ? 'change' : 'input', { bubbles: true }));
  });
}

/** The body that the form gives when it is filled in. */
async function fill({ schema, fields }, entries) {
  const submitted = [];
  const root = createRoot(container);
  const onSubmit = ({ formData }) => submitted.push(formData);
  const form = {
    schema,
    validator,
    onSubmit,
    onError: () => {},
    noHtml5Validate: true,
    showErrorList: false,
  };
  await act(() => root.render(createElement(Form, form)));
  const submit = () => act(() => container.querySelector('button[type=submit]').click());

  const inputs = [...container.querySelectorAll('input, select, textarea')];
  const drawn = inputs.map(({ id }) => id.replace('root_', '').replaceAll('_', '.'));
  assert.deepEqual(drawn.sort(), fields.map(({ name }) => name).sort(), 'an input for each field');
  for (const { label } of fields) assert.ok(container.textContent.includes(label), `the label "${label}"`);
  assert.ok(!inputs.some(({ checked }) => checked), 'nothing is agreed to beforehand');
  await submit();
  assert.equal(submitted.length, 0, 'an empty form is not submitted');
  for (const { id } of inputs) {
    const value = entries[id.replace('root_', '')];
    if (value !== undefined) await enter(window.document.getElementById(id), value);
  }
  await submit();
  assert.equal(submitted.length, 1, `the form is submitted: ${container.textContent}`);
  await act(() => root.unmount());
  return submitted[0];
}

const { products } = await (await fetch(new URL('/v1/products', gateway))).json();
for (const { product } of products) {
  const mobile = `98${String(Math.floor(Math.random() * 1e8)).padStart(8, '0')}`;
  let onboarding = await post(`/v1/${product}/onboardings`, { mobile });
  const drawn = [];
  while (onboarding.nextAction) {
    const { action, href, schema } = onboarding.nextAction;
    const entries = action === 'VERIFY_OTP' ? { otp: await sentOtp(product, mobile) } : ENTRIES;
    onboarding = await post(href, schema ? await fill(onboarding.nextAction, entries) : {});
    drawn.push(action);
  }
  assert.equal(onboarding.state, 'COMPLETED');
  console.log(`@rjsf/core: ${product}: ${drawn.join(' ')}`);
}
