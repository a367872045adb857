import { transformFile } from '@swc/core';
import { execFileSync } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/** 0.1.0. A tag would do, but a clone need not have it. */
const COMMIT = 'adedcaf6c7a43ef98f3fb82778490c83e483bd60';

/**
 * Dependencies of 0.1 that this build no longer has, and the modules that replace them. `rate-limiter-flexible`, which
 * counts in Redis, is a development dependency for 0.1 alone.
 */
const ABSENT: Readonly<Record<string, string>> = {
  // Checked PID blocks: 0.1 accepts none here.
  'fast-xml-validator': 'export const SyntaxValidator = { validate: () => false };',
  // Was its embedded store: here 0.1 runs on Redis only.
  lmdb: "export const open = () => { throw new Error('lmdb is not installed: start 0.1 on Redis'); };",
};

/** The last release, compiled from its commit beside the packages of this build, so that it runs as a process. */
export class LastRelease {
  private constructor(
    private readonly directory: string,
    /** What to run. */
    readonly main: string,
  ) {}

  /** @throws Error when the clone lacks its commit */
  static async compiled(): Promise<LastRelease> {
    const archive = archived();
    const directory = mkdtempSync(join(tmpdir(), 'last-release-'));
    execFileSync('tar', ['-x', '-C', directory], { input: archive });
    symlinkSync(join(ROOT, 'node_modules'), join(directory, 'node_modules'));
    const [source, target] = [join(directory, 'src'), join(directory, 'dist')];
    const files = globSync(join(source, '**/*.ts')).filter((file) => !file.endsWith('.spec.ts'));
    await Promise.all(files.map((file) => compile(file, join(target, relative(source, file)))));
    for (const [name, module] of Object.entries(ABSENT)) {
      const absent = join(target, 'node_modules', name);
      mkdirSync(absent, { recursive: true });
      writeFileSync(join(absent, 'package.json'), '{"type":"module","exports":"./index.js"}');
      writeFileSync(join(absent, 'index.js'), module);
    }
    return new LastRelease(directory, join(target, 'main.js'));
  }

  remove(): void {
    rmSync(this.directory, { recursive: true });
  }
}

function archived(): Buffer {
  const how = { cwd: ROOT, stdio: 'pipe', maxBuffer: 64 * 1024 * 1024 } as const;
  try {
    return execFileSync('git', ['archive', COMMIT, 'src', 'package.json'], how);
  } catch (cause) {
    throw new Error(
      `This clone lacks commit ${COMMIT}, the last release. Get the whole history: git fetch --unshallow`,
      { cause },
    );
  }
}

async function compile(file: string, target: string): Promise<void> {
  const { code } = await transformFile(file, {
    jsc: {
      target: 'es2023',
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true },
      keepClassNames: true,
    },
    module: { type: 'es6' },
    swcrc: false,
  });
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target.replace(/ts$/, 'js'), code);
}
