const MAPPED = '::ffff:';

/** An address as people write it: an IPv4 address that a dual-stack socket shows as IPv6 (RFC 4291 §2.5.5.2) without its prefix. */
export function peerAddress(address: string | undefined): string | undefined {
  return address?.startsWith(MAPPED) && address.includes('.') ? address.slice(MAPPED.length) : address;
}
