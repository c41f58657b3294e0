/** Where a request comes from, as far as that can be told. */
import type { Context } from "hono";
import type { OperatorEnv } from "./guard.ts";

interface ServerEnv {
  server?: { requestIP(request: Request): { address: string } | null };
}

/**
 * The peer's address; behind a proxy also the address that proxy added last to x-forwarded-for. Whoever connects
 * directly can invent the latter: it may only tell senders apart, never let one in.
 */
export function senderOf(c: Context<OperatorEnv>): string {
  const { server } = (c.env ?? {}) as ServerEnv;
  const peer = server?.requestIP(c.req.raw)?.address ?? "unknown";
  const forwarded = c.req.header("x-forwarded-for")?.split(",").at(-1)?.trim().slice(0, 64);
  return forwarded === undefined || forwarded === "" ? peer : `${forwarded} via ${peer}`;
}
