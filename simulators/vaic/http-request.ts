/** One request of VoiceAI Connect to a bot: JSON both ways, timed, with a deadline. */
import { asObject } from "../../src/base/json.ts";
import { parseStrictJson } from "../strict-json.ts";
import { type BotAnswer, DEFAULT_DEADLINE_MS } from "./link.ts";

export interface BotRequest {
  /** Names the request in the report. */
  request: string;
  url: string;
  method?: "GET" | "POST";
  token?: string;
  headers?: Record<string, string>;
  body?: unknown;
  deadlineMs?: number;
  onAnswer(answer: BotAnswer): void;
}

/** The bot refused, or its answer is not what the protocol says. */
class BotRefusal extends Error {
  override readonly name = "BotRefusal";
  readonly status: number;

  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

/** Resolves with the JSON object of a 2xx answer; rejects with BotRefusal for anything else. */
export async function askBot(options: BotRequest): Promise<Record<string, unknown>> {
  const { request, url, method = "POST", token, body } = options;
  const startedAtMs = performance.now();
  const response = await fetch(url, {
    method,
    headers: {
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...options.headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(options.deadlineMs ?? DEFAULT_DEADLINE_MS),
  });
  const text = new TextDecoder("utf-8", { fatal: true }).decode(await response.arrayBuffer());
  options.onAnswer({ request, status: response.status, tookMs: performance.now() - startedAtMs });
  if (!response.ok) throw new BotRefusal(`${request} was answered with ${response.status}`, response.status);
  if (text.trim() === "") return {};
  const object = parseObject(text);
  if (object === undefined)
    throw new BotRefusal(`the answer to ${request} is not a JSON object`, response.status);
  return object;
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    return asObject(parseStrictJson(text));
  } catch {
    // Not JSON: the caller reports it as a broken answer.
    return undefined;
  }
}
