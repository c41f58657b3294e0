/** Knocks at an HTTP door, with a key shown in some way or without one. */
import { askAgain } from "../support/ask-again.ts";
import type { Shown } from "./attempts.ts";
import type { HttpRow } from "./http-rows.ts";
import type { DoorScene } from "./scene.ts";

const ANSWER_DEADLINE_MS = 120_000;

/** Places in the rows' texts that only a running scene can fill. */
export function filled(scene: DoorScene, text: string): string {
  return text
    .replaceAll("PROJECT", scene.projectId)
    .replaceAll("LOCATION", scene.location)
    .replaceAll("SERVICE", scene.keys.provider.microsoft.serviceUrl);
}

export interface Answer {
  status: number;
  text: string;
  retryAfterS?: number;
}

export async function knock(
  scene: DoorScene,
  row: Exclude<HttpRow, { before: string }>,
  shown: Shown = {},
): Promise<Answer> {
  const [routeMethod = "GET", routePath = "/"] = row.route.split(" ");
  const method = row.method ?? (routeMethod === "ALL" ? "GET" : routeMethod);
  const url = new URL(filled(scene, row.path ?? routePath), scene.httpBaseUrl);
  for (const [name, value] of Object.entries(shown.query ?? {})) url.searchParams.set(name, value);
  const hasBody = method !== "GET" && method !== "DELETE" && row.body !== undefined;
  const body = filled(scene, JSON.stringify({ ...row.body, ...shown.body }));
  // A door that opens says where storage was late; who asks comes again, as the console does.
  const response = await askAgain(() =>
    fetch(url, {
      method,
      headers: {
        ...(hasBody ? { "content-type": "application/json" } : {}),
        ...row.headers,
        ...shown.headers,
      },
      ...(hasBody ? { body } : {}),
      redirect: "manual",
      signal: AbortSignal.timeout(ANSWER_DEADLINE_MS),
    }),
  );
  const retryAfter = response.headers.get("retry-after");
  const text = await response.text();
  return {
    status: response.status,
    text,
    ...(retryAfter === null ? {} : { retryAfterS: Number(retryAfter) }),
  };
}
