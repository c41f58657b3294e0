/** Calls over the operators' API: the list, one call, its masked transcript, and actions on it. */
import { Hono } from "hono";
import { compress } from "hono/compress";
import { callActionSchema } from "../../contract/access.ts";
import type { Revealed } from "../../contract/call-detail.ts";
import type { OperatorActions } from "../../operators/actions.ts";
import type { Auditor } from "../../operators/auditor.ts";
import type { CallReader } from "../../operators/call-reader.ts";
import { type CallEraser, erasingDeed } from "../../operators/erase-call.ts";
import { mask } from "../../operators/transcript.ts";
import type { TrendReader } from "../../operators/trends/trend-reader.ts";
import { notFound, outcomeOf } from "./form.ts";
import { type OperatorEnv, roleGuard } from "./guard.ts";
import { readBody, readQuery } from "./input.ts";
import { callsQuery, trendsQuery } from "./queries.ts";

export interface CallRouteOptions {
  reader: CallReader;
  trends: TrendReader;
  nowMs(): number;
  /** With words: the caller masks it, or checks the right and writes the audit. */
  revealedOf(callKey: string): Promise<Revealed>;
  actions: OperatorActions;
  eraseCall: CallEraser;
  auditor: Auditor;
}

export const NO_SUCH_CALL = "No call with this id is live or kept.";

/** Paths below /operators/api. */
export function callRoutes(options: CallRouteOptions): Hono<OperatorEnv> {
  const { reader, revealedOf, actions, eraseCall, auditor } = options;
  const app = new Hono<OperatorEnv>();

  // A call's row repeats the words of all others: a list becomes a tenth of its size.
  app.get("/calls", compress({ encoding: "gzip" }), async (c) => {
    const { limit, before, allLive, ...filter } = readQuery(c.req, callsQuery);
    const page = before === undefined ? {} : { before };
    return c.json(await reader.list({ filter, limit, allLive: allLive === "1", ...page }));
  });

  app.get("/trends", async (c) => {
    const { dimension, value, from = 1, to = options.nowMs() } = readQuery(c.req, trendsQuery);
    return c.json(
      await options.trends.read({ dimension, value, fromMs: from, toMs: Math.min(to, options.nowMs()) }),
    );
  });

  app.get("/calls/:callKey", async (c) => {
    const detail = await reader.detail(c.req.param("callKey"));
    if (detail === null) throw notFound(NO_SUCH_CALL);
    return c.json(detail);
  });

  app.get("/calls/:callKey/transcript", async (c) => c.json(mask(await revealedOf(c.req.param("callKey")))));

  app.post("/calls/:callKey/actions", roleGuard("act", auditor, "call.action"), async (c) => {
    const body = await readBody(c.req.raw, callActionSchema);
    const callKey = c.req.param("callKey");
    const operator = c.get("operator");
    const { action, ...detail } = body;
    const deed = { operator: operator.name, action, callKey };
    try {
      const { outcome } = await actions.perform(callKey, body, operator);
      await auditor.note({ ...deed, detail, outcome: "done" });
      return c.json({ outcome });
    } catch (caught) {
      const failure = outcomeOf(caught);
      await auditor.note({ ...deed, ...failure, detail: { ...detail, ...failure.detail } });
      throw caught;
    }
  });

  app.post("/calls/:callKey/erase", roleGuard("act", auditor, "call.erase"), async (c) => {
    const callKey = c.req.param("callKey");
    const { name } = c.get("operator");
    try {
      const erased = await eraseCall(callKey);
      await auditor.note(erasingDeed(name, callKey, { detail: erased, outcome: "done" }));
      return c.json({ outcome: "done", erased });
    } catch (caught) {
      await auditor.note(erasingDeed(name, callKey, outcomeOf(caught)));
      throw caught;
    }
  });
  return app;
}
