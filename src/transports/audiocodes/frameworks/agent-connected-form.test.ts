import { describe, expect, test } from "bun:test";
import { decodeActivity } from "../bot-api-codec.ts";
import { AGENT_EVENT_FORMS, agentConnectedForm } from "./agent-connected-form.ts";
import { decodeMicrosoft } from "./bot-framework-codec.ts";
import { decodeDialogflowCx } from "./dialogflow-cx-codec.ts";
import { decodeDialogflowEs } from "./dialogflow-es-codec.ts";

const event = { id: "a-1", atMs: 0, connected: true, agentId: "agent5", metadataToBot: { queue: "cards" } };
const read = { kind: "agentConnected", connected: true, agentId: "agent5", metadata: { queue: "cards" } };
const session = "projects/p/agent/sessions/c-1";
const microsoft = { conversation: { id: "c" }, serviceUrl: "https://smba.example/", channelId: "directline" };

/** How a bot of each framework reads it: as Sidetone itself does where it is the bot. */
const READERS: Record<(typeof AGENT_EVENT_FORMS)[number], (body: Record<string, unknown>) => unknown> = {
  "bot-api": (body) => decodeActivity(body),
  "bot-framework": (body) => decodeMicrosoft({ ...microsoft, ...body })?.activity,
  copilot: (body) => decodeMicrosoft({ ...microsoft, ...body })?.activity,
  "copilot-legacy": (body) => decodeMicrosoft({ ...microsoft, ...body })?.activity,
  "dialogflow-cx": (body) => decodeDialogflowCx({ session, ...body })?.activity,
  "dialogflow-es": (body) => decodeDialogflowEs({ session, ...body })?.activity,
};

describe("agentConnected", () => {
  test.each([...AGENT_EVENT_FORMS])("in the form of %s is read back by its reader", (form) => {
    expect(READERS[form](agentConnectedForm(form, event))).toMatchObject(read);
  });

  test("in the form of the Bot API has an id and a time, as every activity has", () => {
    expect(agentConnectedForm("bot-api", event)).toMatchObject({
      ...{ id: "a-1", timestamp: "1970-01-01T00:00:00.000Z", type: "event" },
    });
  });
});
