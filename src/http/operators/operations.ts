/** The operators' API beside the calls: jobs, audit, the instance and where its events come from. */
import { type Context, Hono } from "hono";
import { drainSchema, jobKindSchema } from "../../contract/operations.ts";
import { auditPage } from "../../operators/audit-page.ts";
import type { Auditor } from "../../operators/auditor.ts";
import type { Operations } from "../../operators/operations.ts";
import { sessionOf } from "../../operators/session-report.ts";
import type { AuditLog, AuditQuery } from "../../storage/port.ts";
import { outcomeOf } from "./form.ts";
import { type OperatorEnv, roleGuard } from "./guard.ts";
import { readBody, readQuery } from "./input.ts";
import { auditQuery, jobsQuery } from "./queries.ts";

export interface OperationRouteOptions {
  operations: Operations;
  audit: AuditLog;
  auditor: Auditor;
}

/** Paths below /operators/api. */
export function operationRoutes({ operations, audit, auditor }: OperationRouteOptions): Hono<OperatorEnv> {
  const app = new Hono<OperatorEnv>();

  /** Does it and leaves a line in the audit, with what came of it. */
  async function audited(
    c: Context<OperatorEnv>,
    action: string,
    about: Record<string, unknown>,
    work: () => Promise<Record<string, unknown>>,
  ): Promise<Response> {
    const deed = { operator: c.get("operator").name, action };
    try {
      const result = await work();
      await auditor.note({ ...deed, detail: { ...about, ...result }, outcome: "done" });
      return c.json({ outcome: "done", ...result });
    } catch (caught) {
      const failure = outcomeOf(caught);
      await auditor.note({ ...deed, ...failure, detail: { ...about, ...failure.detail } });
      throw caught;
    }
  }

  app.get("/session", (c) => c.json(sessionOf(c.get("operator"))));
  app.get("/instance", (c) => c.json(operations.instance()));
  app.get("/event-sources", (c) => c.json(operations.eventSources()));
  app.get("/rejected-events", (c) => c.json({ rejectedEvents: operations.rejectedEvents() }));
  app.get("/jobs", async (c) => c.json(await operations.jobs(readQuery(c.req, jobsQuery).limit)));

  for (const deed of ["retry", "discard"] as const) {
    const action = `job.${deed}`;
    app.post(`/jobs/:queue/:jobId/${deed}`, roleGuard("act", auditor, action), async (c) => {
      const { queue, jobId } = c.req.param();
      return await audited(c, action, { queue, jobId }, async () => {
        await operations.treat(deed, queue, jobId);
        return {};
      });
    });
    app.post(`/jobs/:queue/${deed}`, roleGuard("act", auditor, `${action}All`), async (c) => {
      const { kind } = await readBody(c.req.raw, jobKindSchema);
      const { queue } = c.req.param();
      return await audited(c, `${action}All`, { queue, kind }, async () => ({
        jobs: await operations.treatAll(deed, queue, kind),
      }));
    });
  }

  app.get("/audit", async (c) => {
    const { operator, action, callKey, limit, before } = readQuery(c.req, auditQuery);
    const query: AuditQuery = {
      limit,
      ...(operator ? { operator } : {}),
      ...(action ? { action } : {}),
      ...(callKey ? { callKey } : {}),
      ...(before === undefined ? {} : { beforeMs: before }),
    };
    return c.json(await auditPage(audit, query));
  });

  app.post("/instances/:instance/drain", roleGuard("act", auditor, "drain"), async (c) => {
    const { reason } = await readBody(c.req.raw, drainSchema);
    const { instance } = c.req.param();
    const { why, detail } = drainWords(reason);
    return await audited(c, "drain", { instance, ...detail }, async () => {
      await operations.drainInstance(instance, drainReason(c.get("operator").name, why));
      return {};
    });
  });

  app.post("/drain", roleGuard("act", auditor, "drain"), async (c) => {
    const { reason } = await readBody(c.req.raw, drainSchema);
    const operator = c.get("operator").name;
    const { why, detail } = drainWords(reason);
    try {
      operations.checkMayDrain();
    } catch (caught) {
      const failure = outcomeOf(caught);
      await auditor.note({ operator, action: "drain", ...failure, detail: { ...detail, ...failure.detail } });
      throw caught;
    }
    await auditor.note({ operator, action: "drain", detail, outcome: "done" });
    operations.drain(drainReason(operator, why));
    return c.json({ outcome: "draining" });
  });
  return app;
}

function drainWords(reason: string | undefined): { why: string; detail: { why?: string } } {
  const why = reason?.trim() ?? "";
  return { why, detail: why === "" ? {} : { why } };
}

function drainReason(operator: string, why: string): string {
  return `drained by operator ${operator}${why === "" ? "" : `: ${why}`}`;
}
