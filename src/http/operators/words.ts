/** The words of a call, for operators with the right: each look is in the audit before any word is sent. */
import { type Context, Hono } from "hono";
import type { Bundle } from "../../contract/bundle.ts";
import type { CallDetail, Revealed } from "../../contract/call-detail.ts";
import { hasRole } from "../../operators/access.ts";
import type { Auditor } from "../../operators/auditor.ts";
import type { CallReader } from "../../operators/call-reader.ts";
import { NO_SUCH_CALL } from "./calls.ts";
import { forbidden, notFound } from "./form.ts";
import { type OperatorEnv, roleGuard } from "./guard.ts";
import { readQuery } from "./input.ts";
import { bundleQuery } from "./queries.ts";

export interface WordRouteOptions {
  reader: CallReader;
  revealedOf(callKey: string): Promise<Revealed>;
  /** `withWords` false leaves every word out. */
  makeBundle(request: {
    detail: CallDetail;
    revealed: Revealed;
    withWords: boolean;
    madeBy: string;
  }): Promise<Bundle>;
  auditor: Auditor;
}

/** Paths below /operators/api. */
export function wordRoutes({ reader, revealedOf, makeBundle, auditor }: WordRouteOptions): Hono<OperatorEnv> {
  const app = new Hono<OperatorEnv>();

  app.post("/calls/:callKey/reveal", roleGuard("reveal", auditor, "reveal"), async (c) => {
    const callKey = c.req.param("callKey");
    const revealed = await revealedOf(callKey);
    const deed = { operator: c.get("operator").name, action: "reveal", callKey };
    await auditor.require({ ...deed, detail: { entries: revealed.entries.length }, outcome: "done" });
    return c.json(revealed);
  });

  app.get("/calls/:callKey/bundle", async (c) => {
    const callKey = c.req.param("callKey");
    const withWords = readQuery(c.req, bundleQuery).words === "1";
    const deed = { operator: c.get("operator").name, action: "bundle.download", callKey };
    if (withWords && !hasRole(c.get("operator"), "reveal")) {
      const detail = { withWords, reason: "without the right reveal" };
      await auditor.note({ ...deed, detail, outcome: "refused" });
      throw forbidden('A bundle with words needs the right "reveal". Leave the words out.');
    }
    const detail = await reader.detail(callKey);
    if (detail === null) throw notFound(NO_SUCH_CALL);
    const revealed = await revealedOf(callKey);
    const bundle = await makeBundle({ detail, revealed, withWords, madeBy: c.get("operator").name });
    await auditor.require({ ...deed, detail: { withWords }, outcome: "done" });
    return attachment(c, bundle, callKey);
  });
  return app;
}

function attachment(c: Context, bundle: Bundle, callKey: string): Response {
  // Ids of VoiceAI Connect may have any character; names of files do not.
  const name = `sidetone-${callKey.replaceAll(/[^A-Za-z0-9_-]/g, "_").slice(0, 80)}.json`;
  c.header("content-disposition", `attachment; filename="${name}"`);
  return c.json(bundle);
}
