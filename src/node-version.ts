/** The oldest Node.js that the gateway and its dependencies support; equal to `engines` of package.json. */
export const OLDEST_NODE = '22.19';

/** The message when a version of Node.js is too old; otherwise undefined. Must itself run on any version. */
export function nodeFault(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_NODE.split('.').map(Number);
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return undefined;
  return `The gateway needs Node.js ${OLDEST_NODE} or later, but this is ${version}: use npm start, which installs its own, or a newer Node.js.`;
}
