import {
  chmod,
  mkdir,
  mkdtemp,
  open,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
  type FileHandle,
} from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Pipe } from '../../test/support/pipe.js';
import { auditDestination, NoReader, type AuditDestination } from './audit-destination.js';

/** A second of the clock that decides when to look for a rotation; nothing else is faked. */
const SECOND_MS = 1_000;
const REAL = [
  'Date',
  'hrtime',
  'nextTick',
  'queueMicrotask',
  'setImmediate',
  'clearImmediate',
  'setInterval',
  'clearInterval',
  'setTimeout',
  'clearTimeout',
] as const;

let folder: string;
let path: string;
let destination: AuditDestination;
/** The class of file handles, to count and to disturb its writes. */
let handles: FileHandle;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'audit-'));
  path = join(folder, 'logs', 'audit.jsonl');
  destination = auditDestination(path);
  const handle = await open(join(folder, 'any'), 'w');
  handles = Object.getPrototypeOf(handle) as FileHandle;
  await handle.close();
});
afterEach(async () => {
  jest.restoreAllMocks();
  jest.useRealTimers();
  await destination.close();
  await rm(folder, { recursive: true });
});

const text = (): Promise<string> => readFile(path, 'utf8');
const failure = (code: string): Error => Object.assign(new Error(code), { code });

type Written = Promise<{ bytesWritten: number; buffer: Uint8Array }>;
type WriteSome = (bytes: Uint8Array, offset: number, length?: number) => Written;

/**
 * Disturbs the next writes: each takes so many bytes, or fails. Later writes are not disturbed.
 * @returns how many writes there were
 */
function disturb(...fates: readonly (number | Error)[]): () => number {
  const write = Reflect.get<FileHandle, 'write'>(handles, 'write') as WriteSome;
  const next = [...fates];
  const spy = jest.spyOn(handles, 'write').mockImplementation(function disturbed(
    this: FileHandle,
    bytes: Uint8Array,
    offset: number,
  ) {
    const fate = next.shift();
    if (fate instanceof Error) return Promise.reject(fate);
    return write.call(this, bytes, offset, fate);
  } as typeof handles.write);
  return () => spy.mock.calls.length;
}

describe('an audit file', () => {
  it('is created with its folder, for its owner alone', async () => {
    await destination.open();
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, 'logs'))).mode & 0o777).toBe(0o700);
  });

  it('is continued', async () => {
    await mkdir(join(folder, 'logs'));
    await writeFile(path, 'earlier\n');
    await destination.open();
    await destination.write('a\n', false);
    await destination.write('b\n', true);
    expect(await text()).toBe('earlier\na\nb\n');
  });

  it('is on the disk when a durable write ends, and only then waits for it', async () => {
    const synced = jest.spyOn(handles, 'datasync');
    await destination.write('a\n', false);
    expect(synced).not.toHaveBeenCalled();
    await destination.write('b\n', true);
    expect(synced).toHaveBeenCalledTimes(1);
  });

  it('that is moved away is replaced by a new one within a second', async () => {
    jest.useFakeTimers({ doNotFake: [...REAL] });
    await destination.write('a\n', false);
    await rename(path, `${path}.1`);
    jest.advanceTimersByTime(SECOND_MS - 1);
    await destination.write('b\n', false);
    jest.advanceTimersByTime(1);
    await destination.write('c\n', false);
    expect(await readFile(`${path}.1`, 'utf8')).toBe('a\nb\n');
    expect(await text()).toBe('c\n');
  });

  it('that is moved away and replaced by another file is left for that one', async () => {
    jest.useFakeTimers({ doNotFake: [...REAL] });
    await destination.write('a\n', false);
    await rename(path, `${path}.1`);
    await writeFile(path, 'other\n');
    jest.advanceTimersByTime(SECOND_MS);
    await destination.write('b\n', false);
    expect(await text()).toBe('other\nb\n');
  });

  it('that cannot be opened is an error of the system', async () => {
    await mkdir(path, { recursive: true });
    await expect(destination.open()).rejects.toMatchObject({ code: 'EISDIR' });
    const below = auditDestination(join(folder, 'any', 'audit.jsonl'));
    await expect(below.open()).rejects.toMatchObject({ code: expect.stringMatching(/^(ENOTDIR|EEXIST)$/) });
  });

  it('that is a socket is no pipe that waits for a reader', async () => {
    const server = createServer();
    const socket = join(folder, 'socket');
    await new Promise<void>((resolve) => server.listen(socket, resolve));
    const failed = auditDestination(socket).open();
    await expect(failed).rejects.toMatchObject({ code: 'ENXIO' });
    await expect(failed).rejects.not.toThrow(NoReader);
    await new Promise((resolve) => server.close(resolve));
  });
});

describe('a write that the system takes in parts', () => {
  it('goes on where the last part ended', async () => {
    disturb(3, 1, 2);
    await destination.write('abcdefgh\n', false);
    await destination.write('ijk\n', false);
    expect(await text()).toBe('abcdefgh\nijk\n');
  });

  it('waits while the system takes nothing', async () => {
    disturb(failure('EAGAIN'), 2, failure('EAGAIN'));
    await destination.write('abcd\n', false);
    expect(await text()).toBe('abcd\n');
  });

  it('ends with an error when the destination is closed meanwhile', async () => {
    await destination.open();
    const writes = disturb(2, ...new Array<Error>(1_000).fill(failure('EAGAIN')));
    const written = expect(destination.write('abcd\n', false)).rejects.toThrow('closed before all of it');
    while (writes() < 2) await new Promise(setImmediate);
    await destination.close();
    await written;
  });

  it('and that fails leaves a torn line: the next one begins on a new line, even a second later', async () => {
    jest.useFakeTimers({ doNotFake: [...REAL] });
    disturb(3, failure('ENOSPC'));
    await expect(destination.write('abcdef\n', false)).rejects.toMatchObject({ code: 'ENOSPC' });
    jest.advanceTimersByTime(SECOND_MS);
    await destination.write('abcdef\n', false);
    await destination.write('g\n', false);
    expect(await text()).toBe('abc\nabcdef\ng\n');
  });

  it('and that fails in a file that is moved away leaves the new file whole', async () => {
    jest.useFakeTimers({ doNotFake: [...REAL] });
    disturb(3, failure('ENOSPC'));
    await expect(destination.write('abcdef\n', false)).rejects.toMatchObject({ code: 'ENOSPC' });
    await rename(path, `${path}.1`);
    jest.advanceTimersByTime(SECOND_MS);
    await destination.write('abcdef\n', false);
    expect(await text()).toBe('abcdef\n');
  });
});

describe('a named pipe', () => {
  let pipe: Pipe;
  let toPipe: AuditDestination;
  beforeEach(() => {
    pipe = new Pipe();
    toPipe = auditDestination(pipe.path);
  });
  afterEach(async () => {
    await toPipe.close();
    pipe.remove();
  });

  const received = async (expected: string): Promise<void> => {
    pipe.read();
    while (pipe.text.length < expected.length) await new Promise(setImmediate);
    expect(pipe.text).toBe(expected);
    pipe.stop();
  };

  it('without a reader is not any other error', async () => {
    await expect(toPipe.open()).rejects.toThrow(NoReader);
    await expect(toPipe.write('a\n', false)).rejects.toThrow(NoReader);
  });

  it('that may not be written is an error, not a pipe without a reader', async () => {
    await rm(pipe.path);
    await mkdir(pipe.path);
    await chmod(pipe.path, 0o700);
    await expect(toPipe.open()).rejects.not.toThrow(NoReader);
  });

  it('takes durable lines, too: there is no disk to wait for', async () => {
    pipe.open();
    await toPipe.write('a\n', true);
    await received('a\n');
  });

  it('that is full is written when it is read', async () => {
    pipe.open();
    await toPipe.open();
    pipe.fill();
    let ended = false;
    const written = toPipe.write('the line\n', false).then(() => (ended = true));
    for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
    expect(ended).toBe(false);
    pipe.read();
    await written;
    while (!pipe.text.endsWith('the line\n')) await new Promise(setImmediate);
  });

  it('whose reader has ended is an error, and the next reader gets whole lines', async () => {
    pipe.open();
    await toPipe.write('a\n', false);
    pipe.close();
    await expect(toPipe.write('b\n', false)).rejects.toMatchObject({ code: 'EPIPE' });
    await expect(toPipe.write('b\n', false)).rejects.toThrow(NoReader);
    pipe.open();
    await toPipe.write('b\n', false);
    await received('b\n');
  });
});
