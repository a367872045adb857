import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import ts from 'typescript';

const ROOT = new URL('../../', import.meta.url);
const textOf = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8');
const page = textOf('docs/building-the-app.md');

/** The block of this language in the page. */
function blockOf(language: string): string {
  return new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(page)?.[1] ?? '';
}

test('its table of problems is that of the catalogue; if not, run `node scripts/problem-table.mjs`', () => {
  const script = new URL('scripts/problem-table.mjs', ROOT).pathname;

  expect(execFileSync(process.execPath, [script, '--print'], { encoding: 'utf8' })).toBe(page);
});

test('its TypeScript compiles under strict settings', () => {
  const screen = new URL('clients/typescript/screen.ts', ROOT).pathname;
  const { options, errors } = ts.convertCompilerOptionsFromJson(
    {
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      noEmit: true,
      target: 'ES2022',
      lib: ['ES2022', 'DOM', 'DOM.Iterable'],
      module: 'esnext',
      moduleResolution: 'bundler',
      types: [],
      paths: { '@eko-onboarding/client': [new URL('clients/typescript/src/index.ts', ROOT).pathname] },
    },
    ROOT.pathname,
  );
  const host = ts.createCompilerHost(options);
  const read = host.readFile.bind(host);
  host.readFile = (name) => (name === screen ? blockOf('ts') : read(name));
  const exists = host.fileExists.bind(host);
  host.fileExists = (name) => name === screen || exists(name);

  const program = ts.createProgram([screen], options, host);

  const faults = [...errors, ...ts.getPreEmitDiagnostics(program)].map(({ messageText }) =>
    ts.flattenDiagnosticMessageText(messageText, '\n'),
  );
  expect(faults).toEqual([]);
});

test('its Kotlin is what scripts/ci/clients.sh compiles', () => {
  expect(blockOf('kotlin')).toBe(textOf('scripts/ci/clients/kotlin/src/main/kotlin/OtpScreen.kt'));
});
