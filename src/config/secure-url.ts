/** Whether the traffic cannot be read or changed in transit: https, or a loopback address. */
export function isSecure(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return (
    url?.username === '' && url.password === '' && (url.protocol === 'https:' || isLoopback(url.hostname))
  );
}

/** Whether a host, as a URL or HOST has it, is this machine. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/.test(host);
}
