/** Reads the desktop's token of a request, bare or after `Bearer `. */
import type { MiddlewareHandler } from "hono";
import { SidetoneError } from "../../base/errors.ts";
import type { DesktopClaims } from "../panel/desktop-token.ts";

/** What the token check leaves for the handler. */
export interface ClaimsEnv {
  Variables: { claims: DesktopClaims };
}

/** Sidetone's tokens are well under 4 kB, even for many conversations. */
const MAX_TOKEN_CHARACTERS = 8_192;

/** Fails with UNAUTHENTICATED, in one of the sentences of Google's UI connector. */
export function requireToken(
  verify: (token: string) => Promise<DesktopClaims>,
): MiddlewareHandler<ClaimsEnv> {
  return async (context, next) => {
    context.set("claims", await verify(tokenOf(context.req.raw)));
    await next();
  };
}

/** The Authorization header as it is; fails with UNAUTHENTICATED if it cannot hold one of Sidetone's tokens. */
export function tokenOf(request: Request): string {
  const token = request.headers.get("authorization") ?? "";
  if (token.length > MAX_TOKEN_CHARACTERS) {
    throw new SidetoneError("UNAUTHENTICATED", "Failed to parse your token.");
  }
  return token;
}
