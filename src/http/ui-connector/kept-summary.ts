/** POST below the panel's path: keeps a summary that the agent has edited, as an event of its call like any other. */
import { Hono } from "hono";
import { z } from "zod";
import { conversationRefOf } from "../../assist/conversation.ts";
import type { AssistEventIntake } from "../../assist/event.ts";
import type { Clock } from "../../base/clock.ts";
import { withDeadline } from "../../base/deadline.ts";
import { SidetoneError } from "../../base/errors.ts";
import { noneIfBad, readJsonObject } from "../common/body.ts";
import { refuseIn } from "../common/refusal.ts";
import type { DesktopClaims } from "../panel/desktop-token.ts";
import { checkCovered } from "./covered-call.ts";
import type { NameRules } from "./dialogflow-names.ts";
import { keptSummarySchema } from "./kept-summary-schema.ts";
import { jsonReply, messageForm } from "./replies.ts";
import { type ClaimsEnv, requireToken } from "./token-check.ts";

export const SUMMARY_PATH = "/agent-assist-ui-modules/summary";

export interface KeptSummaryOptions {
  verifyToken(token: string): Promise<DesktopClaims>;
  rules: NameRules;
  intake: AssistEventIntake;
  clock: Clock;
  /** Default 8 seconds. */
  deadlineMs?: number;
}

const MAX_BODY_BYTES = 64 * 1024;
const DEFAULT_DEADLINE_MS = 8_000;

const bodySchema = z.object({
  conversationName: z.string().max(512),
  /** The page's, so that a request that is sent again keeps nothing twice. */
  id: z.string().regex(/^[0-9a-f]{32}$/),
  sections: keptSummarySchema.shape.sections,
});

/** Answers 200 once the event is in the call's log: all desktops of the call and the webhook get it from there. */
export function keptSummaryRoutes(options: KeptSummaryOptions): Hono {
  const { rules, intake, clock, deadlineMs = DEFAULT_DEADLINE_MS } = options;
  const app = new Hono<ClaimsEnv>();
  app.onError(refuseIn(messageForm));
  app.post(SUMMARY_PATH, requireToken(options.verifyToken), async (context) => {
    const body = await readJsonObject(context.req.raw, MAX_BODY_BYTES, { sender: "known" }).catch(noneIfBad);
    const { data } = bodySchema.safeParse(body);
    if (data === undefined) throw new SidetoneError("PROTOCOL_VIOLATION", "The body is not a summary.");
    checkCovered(rules, context.get("claims"), data.conversationName);
    const accepted = intake.accept({
      type: "suggestion",
      author: "agent",
      conversation: conversationRefOf(data.conversationName, rules.homeLocation),
      id: `kept-${data.id}`,
      publishedAt: new Date(clock.now()).toISOString(),
      raw: null,
      features: ["CONVERSATION_SUMMARIZATION"],
      suggestions: [
        {
          content: { kind: "summary", sections: data.sections },
          origin: { records: [], detail: "none" },
        },
      ],
    });
    await withDeadline(clock, deadlineMs, accepted, "Keeping a summary");
    return jsonReply({ kept: true });
  });
  return new Hono().route("/", app);
}
