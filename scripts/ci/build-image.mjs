// Executes the Dockerfile without a Docker engine: each stage is an overlay over this machine's root (which stands in
// for the base image, with the pinned Node.js instead of its own), RUN is a chroot into it, and `FROM scratch` is an
// empty directory. Prints the path of the last stage's tree; its configuration is written beside it as image.json.
// An instruction that it does not know fails the build, so the Dockerfile and what is tested here cannot drift apart.
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, matchesGlob, relative, resolve } from 'node:path';

const [contextPath, workPath] = process.argv.slice(2);
if (!contextPath || !workPath) throw new Error('usage: build-image.mjs <context> <work directory>');
const context = resolve(contextPath);
const work = resolve(workPath);
const pinnedNode = join(context, 'node_modules/node/bin/node');

const stages = new Map();
const globalArguments = {};
let stage;

const instructions = {
  ARG(text) {
    const [name, ...rest] = text.split('=');
    (stage?.arguments ?? globalArguments)[name] ??= rest.join('=');
  },
  FROM(text) {
    const [image, name = 'image'] = text.split(/\s+AS\s+/i);
    stage = newStage(name, substitute(image, globalArguments));
    stages.set(name, stage);
  },
  WORKDIR(text) {
    stage.config.workdir = resolve(stage.config.workdir, substitute(text));
    mkdirSync(inStage(stage, stage.config.workdir), { recursive: true });
  },
  COPY(text) {
    const words = substitute(text).split(/\s+/);
    const from = words[0].startsWith('--from=') ? words.shift().slice('--from='.length) : undefined;
    const to = resolve(stage.config.workdir, words.at(-1));
    const directory = words.at(-1).endsWith('/') || words.length > 2;
    for (const source of words.slice(0, -1)) copy(source, from, to, directory);
  },
  RUN(text) {
    run(text);
  },
  ENV(text) {
    for (const [, name, value] of text.matchAll(/(\w+)=(\S+)/g)) stage.config.env[name] = substitute(value);
  },
  LABEL(text) {
    for (const [, name, value] of text.matchAll(/([\w.]+)="([^"]*)"/g))
      stage.config.labels[name] = substitute(value);
  },
  USER(text) {
    stage.config.user = text;
  },
  EXPOSE(text) {
    stage.config.ports = text.split(/\s+/).map(Number);
  },
  STOPSIGNAL(text) {
    stage.config.stopSignal = text;
  },
  ENTRYPOINT(text) {
    stage.config.entrypoint = JSON.parse(text);
  },
};

rmSync(work, { recursive: true, force: true });
mkdirSync(work, { recursive: true });
for (const { name, text } of parse(readFileSync(join(context, 'Dockerfile'), 'utf8'))) {
  if (!instructions[name]) throw new Error(`Dockerfile: this build does not know ${name}`);
  process.stderr.write(`${name} ${text.length > 100 ? `${text.slice(0, 100)} …` : text}\n`);
  instructions[name](text);
}
writeFileSync(join(work, 'image.json'), `${JSON.stringify(stage.config, null, 2)}\n`);
process.stdout.write(`${stage.tree}\n`);

function parse(dockerfile) {
  const whole = dockerfile.replace(/^\s*#.*\n/gm, '').replace(/\\\n\s*/g, '');
  return whole
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [, name, text] = /^(\w+)\s+(.*)$/.exec(line);
      return { name: name.toUpperCase(), text: text.trim() };
    });
}

function substitute(text, values = { ...stage.arguments }) {
  return text.replace(/\$\{(\w+)\}/g, (_, name) => {
    if (values[name] === undefined) throw new Error(`Dockerfile: ${name} is used without ARG in its stage`);
    return values[name];
  });
}

function newStage(name, image) {
  const directory = join(work, name);
  const scratch = image === 'scratch';
  for (const part of ['upper', 'overlay', 'merged']) mkdirSync(join(directory, part), { recursive: true });
  const made = {
    directory,
    scratch,
    // The files that this stage added or changed; for a stage from scratch, all files.
    tree: join(directory, 'upper'),
    arguments: {},
    config: { workdir: '/', env: {}, labels: {}, user: '0:0', ports: [], entrypoint: [] },
  };
  if (!scratch) placeBase(made, image);
  return made;
}

/** The stand-in for the base image: its Node.js is the one that package-lock.json pins, and must have its version. */
function placeBase(made, image) {
  const version = execFileSync(pinnedNode, ['--version'], { encoding: 'utf8' }).trim().slice(1);
  if (!image.startsWith(`node:${version}-`))
    throw new Error(`Dockerfile: NODE_IMAGE is ${image}, but package-lock.json pins Node.js ${version}`);
  mkdirSync(join(made.tree, 'usr/local/bin'), { recursive: true });
  copyFileSync(pinnedNode, join(made.tree, 'usr/local/bin/node'));
  chmodSync(join(made.tree, 'usr/local/bin/node'), 0o755);
}

function inStage(target, path) {
  return join(target.tree, path);
}

function copy(source, from, to, directory) {
  const origin = from === undefined ? join(context, source) : inStage(stages.get(from), source);
  if (!existsSync(origin)) throw new Error(`COPY ${source}: there is no such file`);
  const isDirectory = statSync(origin).isDirectory();
  const target = inStage(stage, directory && !isDirectory ? join(to, source) : to);
  mkdirSync(dirname(target), { recursive: true });
  cpSync(origin, target, {
    recursive: true,
    filter: (path) => from !== undefined || !ignored(relative(context, path)),
  });
  if (from !== undefined) keepOwners(origin, target);
}

/** `cpSync` makes the current user the owner; COPY --from keeps numeric modes, and only /data has another owner. */
function keepOwners(origin, target) {
  const { mode, uid, gid } = statSync(origin);
  chmodSync(target, mode & 0o7777);
  chownSync(target, uid, gid);
  if (!statSync(origin).isDirectory()) return;
  for (const entry of readdirSync(origin, { withFileTypes: true }))
    if (!entry.isSymbolicLink()) keepOwners(join(origin, entry.name), join(target, entry.name));
}

/** The rules of .dockerignore: the last that matches decides; the rule of a directory applies to its content. */
function ignored(path) {
  let out = false;
  for (const line of readFileSync(join(context, '.dockerignore'), 'utf8').split('\n')) {
    const rule = line.trim();
    if (rule === '' || rule.startsWith('#')) continue;
    const pattern = rule.replace(/^!/, '');
    if (matchesGlob(path, pattern) || matchesGlob(path, `${pattern}/**`)) out = !rule.startsWith('!');
  }
  return out;
}

/** Runs in a new mount namespace, which the kernel removes when the command ends. */
function run(command) {
  if (stage.scratch) throw new Error('Dockerfile: RUN in a stage from scratch, which has no shell');
  const { directory, config } = stage;
  const script = `
    set -e
    mount -t overlay overlay -o "lowerdir=/,upperdir=$0/upper,workdir=$0/overlay" "$0/merged"
    mount -t proc proc "$0/merged/proc"
    mount --rbind /dev "$0/merged/dev"
    exec chroot "$0/merged" /usr/bin/env -C "$1" PATH=/usr/local/bin:/usr/bin:/bin HOME=/root sh -euc "$2"`;
  execFileSync(
    'unshare',
    ['--mount', '--propagation', 'private', 'sh', '-c', script, directory, config.workdir, command],
    {
      stdio: ['ignore', 2, 2],
      env: { ...process.env, ...config.env },
    },
  );
}
