/** The Dialogflow proxy: listed methods only, in the service account's name, within a deadline and a size. */
import { type Context, Hono } from "hono";
import { compress } from "hono/compress";
import type { Clock } from "../../../base/clock.ts";
import { SidetoneError } from "../../../base/errors.ts";
import type { Logger } from "../../../base/log.ts";
import type { DesktopClaims } from "../../panel/desktop-token.ts";
import { readBytes } from "../../shared/body-bytes.ts";
import { type AnswerRecordIndex, answerRecordsIn } from "../answer-record-index.ts";
import type { NameRules } from "../dialogflow-names.ts";
import { messageReply } from "../replies.ts";
import type { RequestGate } from "../request-gate.ts";
import { abortAfter, type TimedSignal } from "../timed-signal.ts";
import { checkToken } from "../token-check.ts";
import { refusalOf } from "./permission.ts";
import { replyHeaders } from "./reply-headers.ts";
import { type ProxyTarget, readTarget, upstreamPath } from "./target.ts";
import type { DialogflowRest } from "./upstream.ts";
import { watchBody } from "./watched-body.ts";

export interface ProxyOptions {
  verifyToken(token: string): Promise<DesktopClaims>;
  rules: NameRules;
  profileId: string;
  answerRecords: AnswerRecordIndex;
  dialogflow: DialogflowRest;
  gate: RequestGate;
  clock: Clock;
  logger: Logger;
  /** For the whole exchange, the reply's body included. */
  deadlineMs: number;
  maxBodyBytes: number;
  /** Default 32 MiB. */
  maxReplyBytes?: number;
}

const DEFAULT_MAX_REPLY_BYTES = 32 * 1024 * 1024;
const RETRY_AFTER = { "retry-after": "1" };

/** Paths that are no listed method fall through to the application's own 404. */
export function proxyRoutes(options: ProxyOptions): Hono {
  const app = new Hono();
  app.use("/:version{v2|v2beta1}/projects/*", compress({ encoding: "gzip" }));
  app.all("/:version{v2|v2beta1}/projects/*", async (context, next) => {
    const target = readTarget(context.req.method, new URL(context.req.url).pathname);
    if (target === null) return next();
    return await serve(options, context, target);
  });
  return app;
}

async function serve(options: ProxyOptions, context: Context, target: ProxyTarget): Promise<Response> {
  const checked = await checkToken(context.req.raw, options.verifyToken);
  if (!checked.ok) return checked.response;
  const { claims } = checked;
  const leave = options.gate.enter();
  if (leave === null) return messageReply(503, "Too many requests are under way; try again.", RETRY_AFTER);
  const timed = abortAfter(options.clock, options.deadlineMs, context.req.raw.signal);
  const finish = () => {
    timed.clear();
    leave();
  };
  try {
    const { response, isUnderWay } = await exchange(options, context, { target, claims, timed, finish });
    if (!isUnderWay) finish();
    return response;
  } catch (caught) {
    finish();
    return failureReply(options, target, timed, caught);
  }
}

interface Outcome {
  response: Response;
  /** True where the body is still on its way; it finishes by itself. */
  isUnderWay: boolean;
}

interface Exchange {
  target: ProxyTarget;
  claims: DesktopClaims;
  timed: TimedSignal;
  finish(): void;
}

async function exchange(options: ProxyOptions, context: Context, parts: Exchange): Promise<Outcome> {
  const { target, claims, timed, finish } = parts;
  const query = new URL(context.req.url).searchParams;
  const body = target.rule.hasBody ? await readBody(context.req.raw, options.maxBodyBytes) : undefined;
  const refusal = await refusalOf(options, { target, query, body, claims });
  if (refusal !== null) return { response: messageReply(403, refusal), isUnderWay: false };
  const upstream = await options.dialogflow({
    method: target.rule.method,
    location: target.location,
    path: upstreamPath(target, query),
    body: body === undefined ? null : JSON.stringify(body),
    signal: timed.signal,
  });
  const headers = replyHeaders(upstream.headers);
  if (upstream.status >= 300 && upstream.status < 400 && upstream.status !== 304) {
    await upstream.body?.cancel();
    throw new SidetoneError("UPSTREAM_UNAVAILABLE", "Dialogflow answered with a redirect");
  }
  const init = { status: upstream.status, headers };
  if (upstream.body === null) return { response: new Response(null, init), isUnderWay: false };
  const watched = watchBody(upstream.body, {
    maxBytes: options.maxReplyBytes ?? DEFAULT_MAX_REPLY_BYTES,
    onEnd: finish,
  });
  const { conversations } = claims;
  if (conversations === null || target.rule.method !== "POST") {
    return { response: new Response(watched, init), isUnderWay: true };
  }
  // A bearer of few rights may give feedback on what this reply shows, so its records are noted before it is shown.
  const text = await new Response(watched).text();
  await noteRecords(options, conversations, text);
  return { response: new Response(text, init), isUnderWay: false };
}

async function noteRecords(
  options: ProxyOptions,
  conversations: readonly string[],
  text: string,
): Promise<void> {
  const records = answerRecordsIn(text);
  const [conversation] = conversations;
  if (records.length === 0 || conversation === undefined) return;
  try {
    await options.answerRecords.note(conversation, records);
  } catch (caught) {
    // The reply is worth more than the feedback on it.
    options.logger.warn({ err: SidetoneError.from(caught) }, "answer records of a reply were not noted");
  }
}

/** The body parsed, so that what was judged and what goes on cannot differ. An empty one reads as an empty object. */
async function readBody(request: Request, maxBytes: number): Promise<Record<string, unknown>> {
  const text = new TextDecoder().decode(await readBytes(request, maxBytes));
  if (text.trim() === "") return {};
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (caught) {
    throw new SidetoneError("PROTOCOL_VIOLATION", "The body is not JSON.", { cause: caught });
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
    throw new SidetoneError("PROTOCOL_VIOLATION", "The body must be one JSON object.");
  }
  return parsed as Record<string, unknown>;
}

function failureReply(
  options: ProxyOptions,
  target: ProxyTarget,
  timed: TimedSignal,
  caught: unknown,
): Response {
  const error = SidetoneError.from(caught, "UPSTREAM_UNAVAILABLE");
  if (error.code === "PROTOCOL_VIOLATION") return messageReply(400, error.message);
  if (error.code === "LIMIT_EXCEEDED" && !timed.signal.aborted) return messageReply(413, error.message);
  const facts = {
    code: error.code,
    reason: error.message,
    method: target.rule.method,
    pattern: target.rule.pattern,
  };
  options.logger.warn(facts, "a desktop's request to Dialogflow failed");
  if (timed.isLate()) return messageReply(504, "Dialogflow did not answer in time.");
  if (error.code === "STORAGE_FAILED" || error.code === "DEADLINE_EXCEEDED") {
    return messageReply(503, "The request cannot be judged just now; try again.", RETRY_AFTER);
  }
  return messageReply(502, "Dialogflow could not be reached.");
}
