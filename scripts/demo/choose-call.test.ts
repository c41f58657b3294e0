/** Flags of the demo that do not go together are told in one sentence. */
import { expect, test } from "bun:test";
import { chooseCall, contradictionIn, type DemoFlags } from "./choose-call.ts";

const PLAIN: DemoFlags = {
  ...{ once: false, speed: 1, source: "five9", rules: "", mic: false, google: false },
};

test.each<[string, Partial<DemoFlags>, string | undefined]>([
  ["nothing", {}, undefined],
  ["a sample of AudioCodes, faster", { sample: "x", source: "audiocodes", speed: 4, once: true }, undefined],
  ["the microphone", { mic: true }, undefined],
  ["the microphone and Google", { mic: true, google: true }, undefined],
  ["a text for Google that comes as text", { google: true, text: "x", source: "audiocodes" }, undefined],
  ["two calls", { text: "x", wav: "y" }, "TEXT and WAV are two calls."],
  ["a voice and a recording", { mic: true, wav: "x" }, "With MIC=1 the call is your own voice."],
  ["a voice and a sample", { mic: true, sample: "x" }, "With MIC=1 the call is your own voice."],
  ["a voice without an end", { mic: true, once: true }, "With MIC=1 you hang up yourself"],
  ["a fast voice", { mic: true, speed: 2 }, "With MIC=1 you speak in real time."],
  [
    "a voice of AudioCodes",
    { mic: true, source: "audiocodes" },
    "With MIC=1 the microphone is a leg of Five9.",
  ],
  [
    "a simulated translation beside Google",
    { google: true, translate: "de" },
    "With GOOGLE=1 Google translates, too",
  ],
  ["a murmur for Google", { google: true, text: "x" }, "Google hears no words in the murmur"],
])("%s", (_, flags, sentence) => {
  const told = contradictionIn({ ...PLAIN, ...flags });
  if (sentence === undefined) expect(told).toBeUndefined();
  else expect(told).toStartWith(sentence);
});

test("without a flag the usual sample is played; with the microphone none is", async () => {
  expect((await chooseCall(PLAIN, ""))?.name).toBe("lost-card");
  expect(await chooseCall({ ...PLAIN, mic: true }, "")).toBeUndefined();
});
