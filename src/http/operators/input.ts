/** Reads queries and bodies of the operators' API. */
import type { HonoRequest } from "hono";
import type { z } from "zod";
import { readJsonObject } from "../common/body.ts";
import { RefusedError } from "../common/refusal.ts";

const MAX_BODY_BYTES = 16 * 1024;

/** The query as the schema has it. Throws if a value does not fit, or is there twice. */
export function readQuery<Schema extends z.ZodObject>(
  request: Pick<HonoRequest, "query" | "queries">,
  schema: Schema,
): z.output<Schema> {
  const twice = Object.keys(schema.shape).find((name) => (request.queries(name)?.length ?? 0) > 1);
  if (twice !== undefined) throw badQuery(twice, "must be there once");
  const parsed = schema.safeParse(request.query());
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw badQuery(issue?.path.join(".") ?? "", issue?.message ?? "cannot be used");
}

function badQuery(name: string, rule: string): RefusedError {
  const detail = `The value of "${name}" in the query ${rule}`;
  return new RefusedError("PROTOCOL_VIOLATION", detail, { title: "The request is malformed" });
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
function parseAs<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map((issue) => issue.path.join(".") || "the whole");
  throw new RefusedError(
    "PROTOCOL_VIOLATION",
    `Look at ${[...new Set(fields)].join(", ")}; GET /operators/api/schema describes requests.`,
    { title: "The request is not as described" },
  );
}
