/** Reads what requests to the operators' API bring: numbers in queries, and bodies. */
import type { z } from "zod";
import { readJsonObject } from "../shared/body.ts";
import { RefusedError } from "../shared/refusal.ts";

const MAX_BODY_BYTES = 16 * 1024;

/** A whole number of the query, `most` at most; the fallback if it is absent. Throws for anything else. */
export function limitOf(text: string | undefined, fallback: number, most: number): number {
  if (text === undefined || text === "") return fallback;
  return Math.min(wholeNumber("limit", text), most);
}

/** Milliseconds since the Unix epoch; empty if the query has none. Throws for anything but a whole number. */
export function beforeOf(text: string | undefined): { before?: number } {
  return text === undefined || text === "" ? {} : { before: wholeNumber("before", text) };
}

function wholeNumber(name: string, text: string): number {
  const number = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(number) && number > 0) return number;
  const detail = `The value of "${name}" in the query must be a whole number above 0`;
  throw new RefusedError("PROTOCOL_VIOLATION", detail, { title: "The request is malformed" });
}

/** The body as the schema has it; rejects with the refusal otherwise. No body counts as {}. */
export async function readBody<Schema extends z.ZodType>(
  request: Request,
  schema: Schema,
): Promise<z.output<Schema>> {
  const isEmpty = request.body === null || request.headers.get("content-length") === "0";
  return parseAs(schema, isEmpty ? {} : await readJsonObject(request, MAX_BODY_BYTES, { sender: "known" }));
}

/** Throws PROTOCOL_VIOLATION, which names the fields. */
export function parseAs<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map((issue) => issue.path.join(".") || "the whole");
  throw new RefusedError(
    "PROTOCOL_VIOLATION",
    `Look at ${[...new Set(fields)].join(", ")}; GET /operators/api/schema describes requests.`,
    { title: "The request is not as described" },
  );
}
