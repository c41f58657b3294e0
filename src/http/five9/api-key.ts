/** The API key of Five9's webhooks: sources disagree on the header's name, so it is a setting, and a bearer token serves. */
import type { MiddlewareHandler } from "hono";
import { SidetoneError } from "../../base/errors.ts";
import { judgeSecrets, secretCheck } from "../../base/secret.ts";
import { RefusedError } from "../common/refusal.ts";

/** "required": at least one header, none wrong. "if-present": none wrong. */
export type ApiKeyRule = "required" | "if-present";

export interface ApiKeyOptions {
  /** Absent: nobody has the key yet, so a request that needs it is asked to come again. */
  apiKey: string | undefined;
  /** Names of the headers that may carry it, in lower case (FIVE9_KEY_HEADERS). */
  keyHeaders: readonly string[];
}

/** Throws UNAUTHENTICATED where the request must not go on. */
export function requireApiKey({ apiKey, keyHeaders }: ApiKeyOptions, rule: ApiKeyRule): MiddlewareHandler {
  const check = apiKey === undefined ? undefined : secretCheck(apiKey);
  return async (context, next) => {
    const shown = shownKeys(context.req.raw.headers, keyHeaders);
    if (check === undefined && (rule === "required" || shown.length > 0)) throw doorIsShut("FIVE9_API_KEY");
    const verdict = judgeSecrets(check ?? (() => false), shown);
    if (verdict === "right" || (verdict === "missing" && rule === "if-present")) return next();
    throw new SidetoneError(
      "UNAUTHENTICATED",
      `The API key is ${verdict}: send it in ${keyHeaders.join(" or ")}, or as a bearer token.`,
    );
  };
}

/** 503, so that what comes before the setting is there comes again. */
export function doorIsShut(setting: string): RefusedError {
  const detail = `The server's setting ${setting} is empty.`;
  return new RefusedError("UNAUTHENTICATED", detail, { title: "This door is still shut", retryable: true });
}

/** Whether a request that was let in has shown the key: where keys are judged, a wrong one has been refused by then. */
export function hasShownApiKey(headers: Headers, keyHeaders: readonly string[]): boolean {
  return shownKeys(headers, keyHeaders).length > 0;
}

/** A bearer token beside a header of the key's own is for a proxy on the way. */
function shownKeys(headers: Headers, keyHeaders: readonly string[]): string[] {
  const keys = keyHeaders.map((name) => headers.get(name)).filter((key) => key !== null);
  const bearer = /^Bearer (.+)$/i.exec(headers.get("authorization") ?? "")?.[1];
  return keys.length > 0 || bearer === undefined ? keys : [bearer];
}
