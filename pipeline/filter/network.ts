import ipaddr from 'ipaddr.js';

/** An IPv4 or IPv6 network as a filter names it, `10.0.0.0/8`. */
export interface Network {
  readonly version: 4 | 6;
  readonly text: string;
}

const OCTET = '(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])';
const IPV4 = `(${OCTET}[.]){3}${OCTET}`;
const GROUP = '[0-9a-fA-F]{1,4}';

/** RFC 4291 §2.2: eight groups, `::` for one or more of zero, and the last two perhaps as IPv4. */
const IPV6 = [
  `(${GROUP}:){7}(${GROUP}|:)`,
  `(${GROUP}:){6}(:${GROUP}|${IPV4}|:)`,
  `(${GROUP}:){5}((:${GROUP}){1,2}|:${IPV4}|:)`,
  `(${GROUP}:){4}((:${GROUP}){1,3}|(:${GROUP})?:${IPV4}|:)`,
  `(${GROUP}:){3}((:${GROUP}){1,4}|(:${GROUP}){0,2}:${IPV4}|:)`,
  `(${GROUP}:){2}((:${GROUP}){1,5}|(:${GROUP}){0,3}:${IPV4}|:)`,
  `(${GROUP}:){1}((:${GROUP}){1,6}|(:${GROUP}){0,4}:${IPV4}|:)`,
  `:((:${GROUP}){1,7}|(:${GROUP}){0,5}:${IPV4}|:)`,
].join('|');

/** What dual-stack servers put before the address of an IPv4 client. */
export const MAPPED_PREFIX = '^::[fF]{4}:';

/**
 * What an address is, by version, for JavaScript and PostgreSQL alike, and narrow enough that PostgreSQL's cast to
 * inet takes all of it.
 */
export const ADDRESS: Readonly<Record<4 | 6, string>> = {
  4: `^(::[fF]{4}:)?${IPV4}$`,
  6: `^(${IPV6})$`,
};

const ADDRESS_PATTERN = { 4: new RegExp(ADDRESS[4]), 6: new RegExp(ADDRESS[6]) };
const MAPPED = new RegExp(MAPPED_PREFIX);
const BARE_IPV4 = new RegExp(`^${IPV4}$`);

export type NetworkReading = { network: Network } | { mostBits: number } | undefined;

/** Reads `address/bits`. `mostBits` is returned when only the bits are wrong, undefined when it is no network. */
export function parseNetwork(text: string): NetworkReading {
  const [address, bits, ...rest] = text.split('/');
  if (address === undefined || bits === undefined || rest.length > 0 || !/^\d{1,4}$/.test(bits))
    return undefined;
  const version = BARE_IPV4.test(address) ? 4 : 6;
  if (!ADDRESS_PATTERN[version].test(address)) return undefined;
  const mostBits = version === 4 ? 32 : 128;
  if (Number(bits) > mostBits) return { mostBits };
  return { network: { version, text: `${address}/${Number(bits)}` } };
}

/** Whether a text is an address in the network; an IPv4 address may be written as mapped into IPv6. */
export function liesIn(network: Network): (text: string) => boolean {
  const isIpv4 = network.version === 4;
  const range = ipaddr.parseCIDR(isIpv4 ? network.text : inGroups(network.text));
  const shape = ADDRESS_PATTERN[network.version];
  return (text) => {
    if (!shape.test(text)) return false;
    return ipaddr.parse(isIpv4 ? text.replace(MAPPED, '') : inGroups(text)).match(range);
  };
}

/** An IPv6 address or network without dots: the library takes `::1.2.3.4` for `::ffff:1.2.3.4`, which is another. */
function inGroups(text: string): string {
  return text.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)/, (_, ...octets: string[]) => {
    const [a, b, c, d] = octets.slice(0, 4).map(Number) as [number, number, number, number];
    return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
  });
}
