/** Every JSON example of AudioCodes' agent-assist page, in every framework: accepted or produced as printed. */
import { describe, expect, test } from "bun:test";
import { payloadsOf, webhookRequestOf } from "../../simulators/vaic/dialogflow/agent.ts";
import type { DetectIntentQuery } from "../../simulators/vaic/dialogflow/query.ts";
import type { InboundActivity, OutboundActivity } from "../../src/transports/audiocodes/activity.ts";
import { decodeActivity, encodeActivity } from "../../src/transports/audiocodes/bot-api-codec.ts";
import {
  decodeMicrosoft,
  encodeBotFramework,
} from "../../src/transports/audiocodes/frameworks/bot-framework-codec.ts";
import { encodeCopilot } from "../../src/transports/audiocodes/frameworks/copilot-codec.ts";
import {
  decodeDialogflowCx,
  encodeDialogflowCx,
} from "../../src/transports/audiocodes/frameworks/dialogflow-cx-codec.ts";
import {
  decodeDialogflowEs,
  encodeDialogflowEs,
} from "../../src/transports/audiocodes/frameworks/dialogflow-es-codec.ts";

const HEAD = { id: "5b9f7e2e-5b43-4b6e-8a34-4d1f38a6f1f0", timestampMs: 1_900_000_000_000 };
const START: OutboundActivity = { ...HEAD, kind: "startRecognition", participant: "caller" };
const STOP: OutboundActivity = { ...HEAD, kind: "stopRecognition", participant: "caller" };

/** An activity without what each has of its own. */
function bare(activity: unknown): Record<string, unknown> {
  const { id, timestamp, ...rest } = activity as Record<string, unknown>;
  expect(id).toBe(HEAD.id);
  expect(timestamp).toBe("2030-03-17T17:46:40.000Z");
  return rest;
}

/** The activity of a Microsoft example, which prints only what VoiceAI Connect adds to it. */
function fromMicrosoft(example: object): InboundActivity | undefined {
  return decodeMicrosoft({ ...example, conversation: { id: "c-1" } })?.activity;
}

/** The activity of a Dialogflow query, heard through an agent of that edition. */
function throughAgent(edition: "cx" | "es", query: object): InboundActivity | undefined {
  const request = webhookRequestOf(edition, "c-1", query as DetectIntentQuery);
  return (edition === "cx" ? decodeDialogflowCx(request) : decodeDialogflowEs(request))?.activity;
}

describe("the participants field", () => {
  const participants = [
    { participant: "caller", uriUser: "A", uriHost: "example.com", displayName: "My name" },
    { participant: "callee", uriUser: "12345", uriHost: "example.com" },
  ];
  const expected = { kind: "start", participants };

  test("is read from the Bot API's start", () => {
    expect(decodeActivity({ type: "event", name: "start", parameters: { participants } })).toMatchObject(
      expected,
    );
  });
  test.each(["channelData", "value"])("is read from the Bot Framework's channel event (%s)", (key) => {
    expect(fromMicrosoft({ type: "event", name: "channel", [key]: { participants } })).toMatchObject(
      expected,
    );
  });
  test.each(["cx", "es"] as const)("is read from the welcome event of Dialogflow %s", (edition) => {
    const query = { queryInput: { event: { name: "WELCOME", parameters: { participants } } } };
    expect(throughAgent(edition, query)).toMatchObject(expected);
  });
});

describe("startRecognition", () => {
  const params = { activityParams: { targetParticipant: "caller" } };
  const example = { type: "event", name: "startRecognition", ...params };

  test("is produced for AudioCodes Bot API", () => {
    expect(bare(encodeActivity(START))).toEqual(example);
    expect(bare(encodeActivity(STOP))).toEqual({ ...example, name: "stopRecognition" });
  });
  test("is produced for Microsoft Bot Framework, and so for Copilot Studio's legacy form", () => {
    const microsoft = { type: "event", name: "startRecognition", channelData: params };
    expect(bare(encodeBotFramework(START))).toEqual(microsoft);
  });
  test("is produced for Copilot Studio as an event with a value", () => {
    expect(bare(encodeCopilot(START))).toEqual({ type: "event", name: "startRecognition", value: params });
  });
  test.each(["cx", "es"] as const)("is produced for Dialogflow %s as a custom payload", (edition) => {
    const answer = edition === "cx" ? encodeDialogflowCx([START]) : encodeDialogflowEs([START]);
    const [payload, ...others] = payloadsOf(edition, answer) as { activities: unknown[] }[];
    expect(others).toEqual([]);
    expect({ activities: payload?.activities.map(bare) }).toEqual({ activities: [example] });
  });
});

describe("the transcript", () => {
  const speaker = { participant: "caller", participantUriUser: "Alice" };
  const text = "Hi, how are you doing?";
  const expected = { kind: "text", text, ...speaker };

  test("is read from AudioCodes Bot API", () => {
    expect(decodeActivity({ type: "message", text, parameters: speaker })).toEqual(
      expected as InboundActivity,
    );
  });
  test("is read from Microsoft Bot Framework", () => {
    expect(fromMicrosoft({ type: "message", text, channelData: speaker })).toEqual(
      expected as InboundActivity,
    );
  });
  test.each(["cx", "es"] as const)(
    "is read from Dialogflow %s: text input and payload parameters",
    (edition) => {
      const query = { queryInput: { text: { text } }, queryParams: { payload: speaker } };
      expect(throughAgent(edition, query)).toMatchObject(expected);
    },
  );
  test("is told apart in Dialogflow ES by the context vaig-participant-caller alone", () => {
    const request = {
      session: "projects/p/agent/sessions/c-1",
      queryResult: {
        queryText: text,
        outputContexts: [{ name: "projects/p/agent/sessions/c-1/contexts/vaig-participant-caller" }],
      },
    };
    expect(decodeDialogflowEs(request)?.activity).toMatchObject({
      kind: "text",
      text,
      participant: "caller",
    });
  });
});

describe("agentConnected", () => {
  const value = { connected: true, agentId: "agent5", metadataToBot: {} };
  const example = { type: "event", name: "agentConnected", value };
  const expected = { kind: "agentConnected", connected: true, agentId: "agent5", metadata: {} };

  test("is read from AudioCodes Bot API", () => {
    expect(decodeActivity(example)).toEqual(expected as InboundActivity);
  });
  test("is read from Microsoft Bot Framework, Copilot Studio and its legacy form", () => {
    expect(fromMicrosoft(example)).toEqual(expected as InboundActivity);
  });
  test("is read where Copilot Studio writes the value as JSON text", () => {
    expect(fromMicrosoft({ ...example, value: JSON.stringify(value) })).toEqual(expected as InboundActivity);
  });

  // The page prints the last key with a space behind it.
  const parameters = { connected: true, agentId: "agent5", "metadataToBot ": {} };
  const query = { queryInput: { event: { name: "agentConnected", parameters } } };
  test.each(["cx", "es"] as const)("is read from Dialogflow %s through its agent", (edition) => {
    expect(throughAgent(edition, query)).toMatchObject(expected);
  });
  test("is read from the query input itself, where a proxy passes it on as it is", () => {
    const session = "projects/p/agent/sessions/c-1";
    expect(decodeDialogflowCx({ session, ...query })?.activity).toEqual(expected as InboundActivity);
    expect(decodeDialogflowEs({ session, ...query })?.activity).toEqual(expected as InboundActivity);
  });
});
