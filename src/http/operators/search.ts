/** Finds calls by a party's phone number, for operators with the right: each search is in the audit, without the number. */
import { Hono } from "hono";
import { compress } from "hono/compress";
import type { Auditor } from "../../operators/auditor.ts";
import type { CallReader } from "../../operators/call-reader.ts";
import { RefusedError } from "../common/refusal.ts";
import { type OperatorEnv, roleGuard } from "./guard.ts";
import { readBody } from "./input.ts";
import { callSearch } from "./queries.ts";

export interface SearchRouteOptions {
  reader: Pick<CallReader, "list">;
  /** All marks that an address may have been given; none for a text that is no address. */
  addressMarksOf(address: string): string[];
  auditor: Auditor;
}

/** Paths below /operators/api. */
export function searchRoutes({ reader, addressMarksOf, auditor }: SearchRouteOptions): Hono<OperatorEnv> {
  const app = new Hono<OperatorEnv>();
  const action = "calls.search";
  app.post(
    "/calls/search",
    roleGuard("reveal", auditor, action),
    compress({ encoding: "gzip" }),
    async (c) => {
      const { number, limit, before, ...filter } = await readBody(c.req.raw, callSearch);
      const addressMarks = addressMarksOf(number);
      if (addressMarks.length === 0) {
        const detail = "Write it with its country, such as +1 555 010 0123, or as an extension.";
        throw new RefusedError("PROTOCOL_VIOLATION", detail, { title: "This is no phone number" });
      }
      const page = before === undefined ? {} : { before };
      const found = await reader.list({ filter, limit, addressMarks, ...page });
      const detail = { calls: found.calls.length };
      await auditor.require({ operator: c.get("operator").name, action, detail, outcome: "done" });
      return c.json(found);
    },
  );
  return app;
}
