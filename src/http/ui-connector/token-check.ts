/** Reads the desktop's token of a request, bare or after `Bearer `. */
import { SidetoneError } from "../../base/errors.ts";
import type { DesktopClaims } from "../panel/desktop-token.ts";
import { messageReply } from "./replies.ts";

/** A token of ours is well under 4 kB, even one for many conversations. */
const MAX_TOKEN_CHARACTERS = 8_192;

export type TokenCheck = { ok: true; claims: DesktopClaims } | { ok: false; response: Response };

/** The claims, or the 401 to answer with: `{message}`, one of the sentences of Google's UI connector. */
export async function checkToken(
  request: Request,
  verify: (token: string) => Promise<DesktopClaims>,
): Promise<TokenCheck> {
  try {
    return { ok: true, claims: await verify(tokenOf(request)) };
  } catch (caught) {
    const error = SidetoneError.from(caught);
    if (error.code !== "UNAUTHENTICATED") throw error;
    return { ok: false, response: messageReply(401, error.message) };
  }
}

/** The Authorization header as it is; fails with UNAUTHENTICATED where it cannot hold a token of ours. */
export function tokenOf(request: Request): string {
  const token = request.headers.get("authorization") ?? "";
  if (token.length > MAX_TOKEN_CHARACTERS) {
    throw new SidetoneError("UNAUTHENTICATED", "Failed to parse your token.");
  }
  return token;
}
