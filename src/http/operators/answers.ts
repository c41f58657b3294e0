/** Pieces every route of the operators' API shares: errors as problems, numbers in queries, bodies. */
import type { z } from "zod";
import { SidetoneError } from "../../base/errors.ts";
import { readJsonObject } from "../five9/json-body.ts";
import { problemResponse } from "../shared/problem.ts";

const MAX_BODY_BYTES = 16 * 1024;

export function notFound(detail: string): Response {
  return problemResponse({ status: 404, code: "NOT_FOUND", title: "Not found", detail });
}

/** For what an operator asked of us and we said no to; any other error is thrown on. */
export function refusalResponse(caught: unknown): Response {
  const { code, message } = SidetoneError.from(caught);
  if (code === "NOT_FOUND") return notFound(sentence(message));
  if (code !== "CONFLICT") throw caught;
  return problemResponse({ status: 409, code, title: "Not possible now", detail: sentence(message) });
}

/** What came of a thing an operator tried, for the audit. */
export function outcomeOf(caught: unknown): { detail: { reason: string }; outcome: "refused" | "failed" } {
  const { code, message } = SidetoneError.from(caught);
  const isRefusal = code === "NOT_FOUND" || code === "CONFLICT";
  return { detail: { reason: isRefusal ? message : code }, outcome: isRefusal ? "refused" : "failed" };
}

/** A whole number of the query, `most` at most; the fallback where there is none. Throws where it is no such number. */
export function limitOf(text: string | undefined, fallback: number, most: number): number {
  if (text === undefined || text === "") return fallback;
  return Math.min(wholeNumber("limit", text), most);
}

/** Milliseconds since the Unix epoch; empty where the query has none. Throws where it is no whole number. */
export function beforeOf(text: string | undefined): { before?: number } {
  return text === undefined || text === "" ? {} : { before: wholeNumber("before", text) };
}

function wholeNumber(name: string, text: string): number {
  const number = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new SidetoneError(
    "PROTOCOL_VIOLATION",
    `The value of "${name}" in the query must be a whole number above 0`,
  );
}

/** The body as the schema has it, or the problem to answer. No body counts as {}. */
export async function readBody<Schema extends z.ZodType>(
  request: Request,
  schema: Schema,
): Promise<{ ok: true; body: z.output<Schema> } | { ok: false; response: Response }> {
  const isEmpty = request.body === null || request.headers.get("content-length") === "0";
  const read = isEmpty ? ({ ok: true, object: {} } as const) : await readJsonObject(request, MAX_BODY_BYTES);
  if (!read.ok) return read;
  const parsed = schema.safeParse(read.object);
  return parsed.success ? { ok: true, body: parsed.data } : { ok: false, response: unreadable(parsed.error) };
}

/** 400 that names the fields. */
export function unreadable(error: z.ZodError): Response {
  const fields = error.issues.map((issue) => issue.path.join(".") || "the whole");
  return problemResponse({
    status: 400,
    code: "PROTOCOL_VIOLATION",
    title: "The request is not as described",
    detail: `Look at ${[...new Set(fields)].join(", ")}; GET /operators/api/schema describes requests.`,
  });
}

function sentence(message: string): string {
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;
}
