import { expect, test } from "bun:test";
import { loadServices } from "../../../simulators/agent-assist/protos.ts";
import { audioRequest } from "./codec.ts";

test("audio is encoded as the service's own definition reads it, at every length of its length", () => {
  const method = loadServices().participants.BidiStreamingAnalyzeContent;
  for (const size of [0, 1, 125, 126, 127, 128, 1_600, 16_380, 16_384, 300_000]) {
    const audio = Uint8Array.from({ length: size }, (_, index) => index % 251);
    const decoded = method?.requestDeserialize(audioRequest(audio)) as { input: { audio: Uint8Array } };
    expect(Buffer.compare(decoded.input.audio, audio)).toBe(0);
  }
});
