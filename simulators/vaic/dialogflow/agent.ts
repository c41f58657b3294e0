/** A Dialogflow agent without intelligence: every query goes to its webhook, and the payloads of the answer come back. */
import { asObject } from "../../../src/base/json.ts";
import type { DetectIntentQuery } from "./query.ts";

/** "cx": WebhookRequest of Dialogflow CX v3; "es": of Dialogflow ES v2. */
export type DialogflowEdition = "cx" | "es";

/** The body the agent posts to its webhook for one query. `session` is the id VoiceAI Connect chose. */
export function webhookRequestOf(
  edition: DialogflowEdition,
  session: string,
  query: DetectIntentQuery,
): Record<string, unknown> {
  return edition === "cx" ? cxRequest(session, query) : esRequest(session, query);
}

/** Custom payloads in a webhook's answer, in order. */
export function payloadsOf(edition: DialogflowEdition, answer: Record<string, unknown>): unknown[] {
  const list = edition === "cx" ? asObject(answer.fulfillmentResponse)?.messages : answer.fulfillmentMessages;
  if (!Array.isArray(list)) return [];
  return list.map((message) => asObject(message)?.payload).filter((payload) => payload !== undefined);
}

function cxRequest(session: string, { queryInput, queryParams }: DetectIntentQuery): Record<string, unknown> {
  const isEvent = "event" in queryInput;
  const parameters = isEvent ? { [`event-${queryInput.event.name}`]: queryInput.event.parameters } : {};
  const languageCode = isEvent ? queryInput.event.languageCode : queryInput.text.languageCode;
  return {
    detectIntentResponseId: crypto.randomUUID(),
    languageCode: languageCode ?? "en",
    fulfillmentInfo: { tag: "sidetone" },
    sessionInfo: {
      session: `projects/bots/locations/global/agents/assist/sessions/${session}`,
      ...(isEvent ? { parameters } : {}),
    },
    pageInfo: { currentPage: "projects/bots/locations/global/agents/assist/flows/f/pages/START_PAGE" },
    ...(queryParams === undefined ? {} : { payload: queryParams.payload }),
    ...(isEvent ? { triggerEvent: queryInput.event.name } : { text: queryInput.text.text }),
  };
}

function esRequest(session: string, { queryInput, queryParams }: DetectIntentQuery): Record<string, unknown> {
  const name = `projects/bots/agent/sessions/${session}`;
  const isEvent = "event" in queryInput;
  const contexts: Record<string, unknown>[] = [];
  // The event's parameters are in a context of its name, in lower case (Dialogflow ES, custom events).
  if (isEvent) {
    const { event } = queryInput;
    contexts.push({ name: `${name}/contexts/${event.name.toLowerCase()}`, parameters: event.parameters });
  }
  const participant = queryParams?.payload.participant;
  if (typeof participant === "string") {
    contexts.push({ name: `${name}/contexts/vaig-participant-${participant}`, lifespanCount: 1 });
  }
  const languageCode = isEvent ? queryInput.event.languageCode : queryInput.text.languageCode;
  return {
    responseId: crypto.randomUUID(),
    session: name,
    queryResult: {
      queryText: isEvent ? queryInput.event.name : queryInput.text.text,
      languageCode: languageCode ?? "en",
      parameters: {},
      allRequiredParamsPresent: true,
      outputContexts: contexts,
      intent: {
        name: "projects/bots/agent/intents/i",
        displayName: isEvent ? "Event" : "Default Fallback Intent",
      },
    },
    originalDetectIntentRequest: { source: "VoiceAI Connect", payload: queryParams?.payload ?? {} },
  };
}
