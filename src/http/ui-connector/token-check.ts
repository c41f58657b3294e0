/** Reads the desktop's token of a request, bare or after `Bearer `. */
import type { MiddlewareHandler } from "hono";
import type { DesktopClaims } from "../panel/desktop-token.ts";

/** What the token check leaves for the handler. */
export interface ClaimsEnv {
  Variables: { claims: DesktopClaims };
}

/** Fails with UNAUTHENTICATED, in one of the sentences of Google's UI connector. */
export function requireToken(
  verify: (token: string) => Promise<DesktopClaims>,
): MiddlewareHandler<ClaimsEnv> {
  return async (context, next) => {
    context.set("claims", await verify(tokenOf(context.req.raw)));
    await next();
  };
}

/** The Authorization header as it is, or "". */
export function tokenOf(request: Request): string {
  return request.headers.get("authorization") ?? "";
}
