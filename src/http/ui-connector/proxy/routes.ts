/** The Dialogflow proxy: listed methods only, in the service account's name, within a deadline and a size. */
import { type Context, Hono } from "hono";
import { compress } from "hono/compress";
import type { Clock } from "../../../base/clock.ts";
import { SidetoneError } from "../../../base/errors.ts";
import type { Logger } from "../../../base/log.ts";
import { readJsonObject } from "../../common/body.ts";
import { RefusedError, refuseIn } from "../../common/refusal.ts";
import type { DesktopClaims } from "../../panel/desktop-token.ts";
import { type AnswerRecordIndex, answerRecordsIn } from "../answer-record-index.ts";
import type { NameRules } from "../dialogflow-names.ts";
import { messageForm, RETRY_AFTER_S } from "../replies.ts";
import type { RequestGate } from "../request-gate.ts";
import { abortAfter, type TimedSignal } from "../timed-signal.ts";
import { tokenOf } from "../token-check.ts";
import { reasonAgainst } from "./permission.ts";
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
const PATH = "/:version{v2|v2beta1}/projects/*";

/** Paths of unlisted methods fall through to the application's own 404. */
export function proxyRoutes(options: ProxyOptions): Hono {
  const app = new Hono();
  app.onError(refuseIn(messageForm, { retryAfterS: RETRY_AFTER_S }));
  app.use(PATH, compress({ encoding: "gzip" }));
  app.all(PATH, async (context, next) => {
    const target = readTarget(context.req.method, new URL(context.req.url).pathname);
    if (target === null) return next();
    return await serve(options, context, target);
  });
  return app;
}

async function serve(options: ProxyOptions, context: Context, target: ProxyTarget): Promise<Response> {
  const claims = await options.verifyToken(tokenOf(context.req.raw));
  const leave = options.gate.enter();
  if (leave === null) {
    throw new RefusedError("LIMIT_EXCEEDED", "Too many requests at once; try again.", {
      retryable: true,
    });
  }
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
    throw failureOf(options, target, timed, caught);
  }
}

interface Outcome {
  response: Response;
  /** True if the body is still on its way; it finishes by itself. */
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
  // Parsed, so that the checked and the forwarded body cannot differ.
  const body = target.rule.hasBody
    ? await readJsonObject(context.req.raw, options.maxBodyBytes, { blank: {}, sender: "known" })
    : undefined;
  const reason = await reasonAgainst(options, { target, query, body, claims });
  if (reason !== null) throw new RefusedError("FORBIDDEN", reason);
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

/** What the page's developer gets; for other faults than the request's, the log says more. */
function failureOf(
  options: ProxyOptions,
  target: ProxyTarget,
  timed: TimedSignal,
  caught: unknown,
): SidetoneError {
  const error = SidetoneError.from(caught, "UPSTREAM_UNAVAILABLE");
  const { code } = error;
  if (error instanceof RefusedError || code === "PROTOCOL_VIOLATION") return error;
  if (code === "LIMIT_EXCEEDED" && !timed.signal.aborted) return error;
  const facts = { code, reason: error.message, method: target.rule.method, pattern: target.rule.pattern };
  options.logger.warn(facts, "a desktop's request to Dialogflow failed");
  if (timed.isLate()) return new RefusedError("DEADLINE_EXCEEDED", "Dialogflow did not answer in time.");
  if (code === "STORAGE_FAILED" || code === "DEADLINE_EXCEEDED") {
    return new RefusedError(code, "The request cannot be judged just now; try again.", { retryable: true });
  }
  return new RefusedError("UPSTREAM_UNAVAILABLE", "Dialogflow could not be reached.");
}
