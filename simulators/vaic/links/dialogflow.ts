/** Dialogflow CX and ES: each activity is a query to an agent, whose webhook is the bot. */
import { asObject } from "../../../src/base/json.ts";
import type { VaicActivity } from "../activity.ts";
import { type DialogflowEdition, payloadsOf, webhookRequestOf } from "../dialogflow/agent.ts";
import { type DetectIntentQuery, queryOf } from "../dialogflow/query.ts";
import { askBot } from "../http-request.ts";
import type { BotLink, LinkOptions } from "../link.ts";

export interface DialogflowLinkOptions extends LinkOptions {
  edition: DialogflowEdition;
}

/** Hypotheses are not told: every query costs. */
const UNTOLD = new Set(["speechHypothesis"]);

export function createDialogflowLink(options: DialogflowLinkOptions): BotLink {
  const { edition, conversationId, listener } = options;

  async function query(request: string, detectIntent: DetectIntentQuery): Promise<void> {
    const answer = await askBot({
      request,
      url: options.botUrl,
      body: webhookRequestOf(edition, conversationId, detectIntent),
      ...(options.token === undefined ? {} : { token: options.token }),
      ...(options.deadlineMs === undefined ? {} : { deadlineMs: options.deadlineMs }),
      onAnswer: listener.onAnswer,
    });
    for (const payload of payloadsOf(edition, answer)) hear(payload);
  }

  function hear(payload: unknown): void {
    const { activities, sessionParams } = asObject(payload) ?? {};
    // A payload may be settings and nothing else.
    if (sessionParams !== undefined) {
      listener.onActivities([{ type: "event", name: "config", sessionParams }], "answer");
    } else if (Array.isArray(activities)) listener.onActivities(activities, "answer");
    else listener.onProblem("a custom payload has neither activities nor sessionParams");
  }

  return {
    expiresSeconds: undefined,
    open: async () => {},
    async send(activities: readonly VaicActivity[]) {
      for (const activity of activities) {
        if (!UNTOLD.has(activity.name ?? "")) await query("activities", queryOf(activity));
      }
    },
    refresh: async () => {},
    cut: async () => {},
    end: (end) =>
      query("disconnect", { queryInput: { event: { name: "conversationEnd", parameters: { ...end } } } }),
    close: () => {},
  };
}
