/** The API key of Five9's webhooks: sources disagree on the header's name, so two are taken. */
import { judgeSecrets, type SecretCheck } from "../../base/secret.ts";
import { problemResponse } from "../shared/problem.ts";

const API_KEY_HEADERS = ["x-f9-apikey", "x-api-key"];

/** "required": at least one header, none wrong. "if-present": none wrong. */
export type ApiKeyRule = "required" | "if-present";

/** The 401 to answer with, or undefined when the request may go on. */
export function refuseWithoutApiKey(
  check: SecretCheck,
  headers: Headers,
  rule: ApiKeyRule,
): Response | undefined {
  const keys: string[] = [];
  for (const name of API_KEY_HEADERS) {
    const key = headers.get(name);
    if (key !== null) keys.push(key);
  }
  const verdict = judgeSecrets(check, keys);
  if (verdict === "right" || (verdict === "missing" && rule === "if-present")) return undefined;
  return problemResponse({
    status: 401,
    code: "UNAUTHENTICATED",
    title: "The API key is missing or wrong",
    detail: `The API key is ${verdict}: send it in X-F9-APIKEY or x-api-key.`,
  });
}

/** Whether a request that was let in has shown the key: where keys are judged, a wrong one has been refused by then. */
export function hasShownApiKey(headers: Headers): boolean {
  return API_KEY_HEADERS.some((name) => headers.has(name));
}
