/**
 * Whether the page an `Origin` header names was served under the `Host` the request asks for. Ports count: another port
 * of the same machine is the same site to SameSite cookies, but not the same origin.
 */
export function isSameOrigin(origin: string, host: string): boolean {
  const page = URL.canParse(origin) ? new URL(origin) : undefined;
  return page !== undefined && page.host === canonicalHost(host, page.protocol);
}

/** As `URL` writes it: lower case, and without the port where it is the protocol's own. */
function canonicalHost(host: string, protocol: string): string | undefined {
  return URL.canParse(`${protocol}//${host}`) ? new URL(`${protocol}//${host}`).host : undefined;
}
