/** The API key of Five9's webhooks: sources disagree on the header's name, so two are taken. */
import type { MiddlewareHandler } from "hono";
import { SidetoneError } from "../../base/errors.ts";
import { judgeSecrets, secretCheck } from "../../base/secret.ts";

const API_KEY_HEADERS = ["x-f9-apikey", "x-api-key"];

/** "required": at least one header, none wrong. "if-present": none wrong. */
export type ApiKeyRule = "required" | "if-present";

/** Throws UNAUTHENTICATED if the request must not continue. */
export function requireApiKey(apiKey: string, rule: ApiKeyRule): MiddlewareHandler {
  const check = secretCheck(apiKey);
  return async (context, next) => {
    const { headers } = context.req.raw;
    const keys = API_KEY_HEADERS.map((name) => headers.get(name)).filter((key) => key !== null);
    const verdict = judgeSecrets(check, keys);
    if (verdict === "right" || (verdict === "missing" && rule === "if-present")) return next();
    throw new SidetoneError(
      "UNAUTHENTICATED",
      `The API key is ${verdict}: send it in X-F9-APIKEY or x-api-key.`,
    );
  };
}

/** Whether an admitted request has shown the key; wrong keys were refused before. */
export function hasShownApiKey(headers: Headers): boolean {
  return API_KEY_HEADERS.some((name) => headers.has(name));
}
