/** Who an operator is and what they may do; every door of the console asks here. */
import type { Role } from "../contract/access.ts";

/** What a request says about its sender; the Headers of a request fit. Names are lower case. */
export interface HeadersLike {
  get(name: string): string | null;
}

export interface OperatorIdentity {
  /** As configured, or the email from an identity proxy. The audit has it. */
  name: string;
  roles: readonly Role[];
  via: "bearer" | "cookie" | "proxy";
  /** What an unsafe request must carry in x-sidetone-csrf. Absent for a bearer token: no browser adds that by itself. */
  csrfToken?: string;
  /** When this identity must be asked for again, in milliseconds since the Unix epoch; absent if it does not end. */
  expiresAtMs?: number;
}

export interface OperatorDoor {
  /**
   * Who sent a request with these headers: by bearer token, identity proxy or session cookie, in this order. Null if
   * none of them says. Rejects with UPSTREAM_UNAVAILABLE (retryable) while the identity proxy's keys cannot be fetched.
   */
  identify(headers: HeadersLike): Promise<OperatorIdentity | null>;
}

export function hasRole(identity: OperatorIdentity, role: Role): boolean {
  return identity.roles.includes(role);
}
