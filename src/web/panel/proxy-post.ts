/** Calls a method of Dialogflow for the agent, through the server's proxy. */
import { recordOf, textOf } from "../../base/json-fields.ts";
import type { DesktopPass } from "./desktop-pass.ts";

/** `problem` is for the supervisor: the status with Dialogflow's or the server's words; "" without any answer. */
export type ProxyAnswer = { ok: true; reply: unknown } | { ok: false; problem: string };

export interface ProxyCall {
  /** On the page's own origin. */
  url: string;
  body: object;
  pass: Pick<DesktopPass, "token" | "renew">;
  /** Gives up before the deadline. */
  signal?: AbortSignal;
}

const REQUEST_DEADLINE_MS = 30_000;

/** Never rejects. A token that has just ended is renewed once. */
export async function postToProxy(call: ProxyCall): Promise<ProxyAnswer> {
  try {
    let response = await post(call);
    if (response.status === 401 && (await call.pass.renew()) === "renewed") response = await post(call);
    const reply: unknown = await response.json().catch(() => undefined);
    return response.ok ? { ok: true, reply } : { ok: false, problem: problemOf(response.status, reply) };
  } catch {
    // The network, the deadline or the signal: there is no answer to tell of.
    return { ok: false, problem: "" };
  }
}

function post({ url, body, pass, signal }: ProxyCall): Promise<Response> {
  const deadline = AbortSignal.timeout(REQUEST_DEADLINE_MS);
  return fetch(url, {
    method: "POST",
    headers: { authorization: `Bearer ${pass.token()}`, "content-type": "application/json" },
    body: JSON.stringify(body),
    signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
  });
}

/** Google's form of an error, or the server's own. */
function problemOf(status: number, reply: unknown): string {
  const { error, message } = recordOf(reply);
  const words = textOf(recordOf(error).message) || textOf(message);
  return words === "" ? String(status) : `${status}, ${words}`;
}
