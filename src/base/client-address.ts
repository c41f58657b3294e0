/** Whose request this is: the peer's address, or what trusted proxies say of it. The one place that reads X-Forwarded-For. */
import type { IncomingMessage } from "node:http";
import proxyAddr, { compile } from "proxy-addr";

/** What is asked of Bun's server. */
export interface PeerSource {
  requestIP(request: Request): { address: string } | null;
}

export interface ClientAddresses {
  /** The server whose requests are asked about; told once, before the first of them. */
  serve(source: PeerSource): void;
  /** The client's address, "unknown" where the connection is gone already, or a WebSocket's. */
  of(request: Request): string;
}

/** Longest text an address is; what an untrusted hop wrote may be anything. */
const MAX_CHARACTERS = 64;

/** Throws where an entry is neither an address nor a range (CIDR). */
export function trustCheck(trusted: readonly string[]): (address: string, hop: number) => boolean {
  return compile([...trusted]);
}

/** `trusted` are addresses and ranges (TRUSTED_PROXIES); with none, X-Forwarded-For is nobody's word. */
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
      // All that the library reads of a request.
      const seen = { connection: { remoteAddress }, headers: { "x-forwarded-for": forwarded } };
      return proxyAddr(seen as unknown as IncomingMessage, isTrusted).slice(0, MAX_CHARACTERS);
    },
  };
}
