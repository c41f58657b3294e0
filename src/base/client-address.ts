/** Whose request this is: the peer's address, or the one that trusted proxies name. The only place that reads X-Forwarded-For. */
import type { IncomingMessage } from "node:http";
import { isIPv6 } from "node:net";
import proxyAddr, { compile } from "proxy-addr";

/** The part of Bun's server used here. */
export interface PeerSource {
  requestIP(request: Request): { address: string } | null;
}

export interface ClientAddresses {
  /** Sets the server, once, before its first request. */
  serve(source: PeerSource): void;
  /** The client's address, "unknown" if the connection is closed, or a WebSocket's. */
  of(request: Request): string;
}

/** Longest address; an untrusted hop may have written any text. */
const MAX_CHARACTERS = 64;

/** Throws if an entry is neither an address nor a range (CIDR). */
export function trustCheck(trusted: readonly string[]): (address: string, hop: number) => boolean {
  return compile([...trusted]);
}

/** `trusted` are addresses and ranges (TRUSTED_PROXIES); with none, X-Forwarded-For is ignored. */
export function clientAddresses(trusted: readonly string[]): ClientAddresses {
  const isTrusted = trustCheck(trusted);
  let source: PeerSource | undefined;
  return {
    serve(server) {
      source = server;
    },
    of(request) {
      const remoteAddress = source?.requestIP(request)?.address;
      if (remoteAddress === undefined) return "unknown";
      const forwarded = request.headers.get("x-forwarded-for");
      if (trusted.length === 0 || forwarded === null) return remoteAddress;
      // The library reads only these fields of a request.
      const seen = { connection: { remoteAddress }, headers: { "x-forwarded-for": forwarded } };
      return proxyAddr(seen as unknown as IncomingMessage, isTrusted).slice(0, MAX_CHARACTERS);
    },
  };
}

const IPV4_IN_IPV6 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;
const GROUPS = 8;
const NETWORK_GROUPS = 4;

/**
 * The network that an address counts for in limits: an IPv4 address itself, the /64 of an IPv6 address, since one customer
 * has all addresses of it (RFC 6177). Other texts are returned unchanged.
 */
export function networkOf(address: string): string {
  if (!address.includes(":")) return address;
  const bare = address.split("%", 1)[0] ?? "";
  const ipv4 = IPV4_IN_IPV6.exec(bare)?.[1];
  if (ipv4 !== undefined) return ipv4;
  if (!isIPv6(bare)) return address;
  const [head = "", tail] = bare.split("::");
  const groups = groupsOf(head);
  if (tail !== undefined) {
    const last = groupsOf(tail);
    while (groups.length + last.length < GROUPS) groups.push("0");
    groups.push(...last);
  }
  const network = groups.slice(0, NETWORK_GROUPS).map((group) => Number.parseInt(group, 16).toString(16));
  return `${network.join(":")}::/64`;
}

/** Hexadecimal groups; dotted decimals at the end are two of them, never part of the network. */
function groupsOf(text: string): string[] {
  return text.split(":").flatMap((group) => (group === "" ? [] : group.includes(".") ? ["0", "0"] : [group]));
}
