/** HTTP requests of a stranger, answered in a word. */
import { type HostileScene, LOOPBACK } from "./scene.ts";

const ANSWER_DEADLINE_MS = 10_000;

export interface Knock {
  method?: string;
  path: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array<ArrayBuffer>;
}

/** Statuses that mean the door stayed shut; a page that asks to sign in is one. */
const SHUT = new Set([
  303, 400, 401, 403, 404, 405, 408, 411, 413, 414, 415, 421, 426, 429, 431, 500, 502, 503, 504,
]);

/** Sends it and notes the status. Where `mayPass` is not given, any success is a door that opened to a wrong key. */
export async function knock(
  scene: HostileScene,
  { method = "GET", path, headers = {}, body }: Knock,
  mayPass: readonly number[] = [],
): Promise<number> {
  try {
    const response = await fetch(`http://${LOOPBACK}:${scene.target.httpPort}${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
      redirect: "manual",
      signal: AbortSignal.timeout(ANSWER_DEADLINE_MS),
    });
    await response.arrayBuffer();
    const { status } = response;
    scene.note(String(status));
    if (status === 303 && response.headers.has("set-cookie")) scene.opened(`${method} ${path}: signed in`);
    else if (!SHUT.has(status) && !mayPass.includes(status)) scene.opened(`${method} ${path}: ${status}`);
    return status;
  } catch (caught) {
    scene.note(caught instanceof Error && caught.name === "TimeoutError" ? "no answer" : "closed");
    return 0;
  }
}

export const json = { "content-type": "application/json" };
