/** Who of several agents says something, as the panel's transcript names them. */
import { beforeAll, expect, test } from "bun:test";
import { previewCall } from "../../../../test/support/preview-call.ts";
import { type AssistEvent, shownForm } from "../../../assist/event.ts";
import type { Speaker } from "../../../contract/speaker.ts";
import { speakerName } from "../components/words.ts";
import { speak } from "../language/t.ts";
import { WORDS } from "../language/words/en.ts";
import {
  addMessage,
  EMPTY_TRANSCRIPT,
  interimsOf,
  showResult,
  type Transcript,
  whoSpoke,
} from "./transcript.ts";

const call = () => previewCall("projects/p/locations/global/conversations/five9-1", 1_000_000);

interface Named {
  speaker?: Speaker;
  participantId?: string;
}

/** Takes these events in one after the other. */
function take(events: readonly (readonly [Named, AssistEvent])[], before = EMPTY_TRANSCRIPT): Transcript {
  return events.reduce((transcript, [named, event]) => {
    const shown = shownForm({ ...event, ...named } as AssistEvent, null);
    if (shown.type === "message") return addMessage(transcript, shown);
    if (shown.type === "transcript.interim") return showResult(transcript, shown);
    throw new Error(shown.type);
  }, before);
}

const spoken = (transcript: Transcript) =>
  transcript.messages.map(({ who, text }) => `${speakerName(who, whoSpoke(transcript))}: ${text}`);
const speaking = (transcript: Transcript) =>
  interimsOf(transcript).map(({ who, text }) => `${speakerName(who, whoSpoke(transcript))}: ${text}`);

beforeAll(() => speak({ language: "en", locale: "en", words: WORDS }));

test("several agents of a call are told apart, in their finals and while they speak", () => {
  const { says, interim } = call();
  const said = take([
    [{ participantId: "a" }, says("HUMAN_AGENT", "one")],
    [{ participantId: "b" }, says("HUMAN_AGENT", "two")],
    [{ participantId: "c" }, says("END_USER", "three")],
    [{ participantId: "a" }, says("HUMAN_AGENT", "four")],
  ]);
  expect(spoken(said)).toEqual(["Agent 1: one", "Agent 2: two", "Customer: three", "Agent 1: four"]);
  expect(spoken(take([[{ participantId: "a" }, says("HUMAN_AGENT", "alone")]]))).toEqual(["Agent: alone"]);
  const both = take(
    [
      [{ participantId: "a" }, interim("HUMAN_AGENT", "u5", "fi")],
      [{ participantId: "b" }, interim("HUMAN_AGENT", "u6", "si")],
    ],
    said,
  );
  expect(speaking(both)).toEqual(["Agent 1: fi", "Agent 2: si"]);
});

test("the server's names of the speakers count, not the order in which they are heard", () => {
  const { says, interim } = call();
  const transcript = take([
    [{ speaker: "agent-2", participantId: "b" }, says("HUMAN_AGENT", "one")],
    [{ speaker: "supervisor", participantId: "c" }, says("HUMAN_AGENT", "two")],
    // A server that does not know the call names nobody.
    [{ participantId: "b" }, says("HUMAN_AGENT", "three")],
    [{ participantId: "a" }, says("HUMAN_AGENT", "four")],
    [{ speaker: "agent", participantId: "a" }, interim("HUMAN_AGENT", "u5", "fi")],
    [{ speaker: "agent-2", participantId: "b" }, interim("HUMAN_AGENT", "u6", "si")],
  ]);
  expect(spoken(transcript)).toEqual(["Agent 2: one", "Supervisor: two", "Agent 2: three", "Agent 1: four"]);
  expect(speaking(transcript)).toEqual(["Agent 1: fi", "Agent 2: si"]);
  const six = says("HUMAN_AGENT", "six", { utteranceId: "u6" });
  // Only the own final ends a line.
  const after = take([[{ speaker: "agent-2", participantId: "b" }, six]], transcript);
  expect(speaking(after)).toEqual(["Agent 1: fi"]);
});
