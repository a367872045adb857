/** The oldest Node.js with everything that the gateway and its dependencies need; package.json says the same. */
export const OLDEST_NODE = '22.19';

/** Why a version of Node.js is too old, in one sentence; undefined when it is not. Must run on any version. */
export function nodeFault(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_NODE.split('.').map(Number);
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return undefined;
  return `The gateway needs Node.js ${OLDEST_NODE} or later and this is ${version}: use npm start, which brings its own, or a newer Node.js.`;
}
