import { expect, test } from "bun:test";
import { loadServices } from "../../../simulators/agent-assist/protos.ts";
import { messageIn } from "../grpc/message-frame.ts";
import { bidiApi } from "./bidi-api.ts";
import { streamingApi } from "./streaming-api.ts";

const { participants } = loadServices();
const SIZES = [0, 1, 125, 126, 127, 128, 1_600, 16_380, 16_384, 300_000];
const audioOf = (size: number) => Uint8Array.from({ length: size }, (_, index) => index % 251);

test("audio is encoded as the definition of the bidi rpc reads it, at every length of its length", () => {
  const method = participants.BidiStreamingAnalyzeContent;
  for (const audio of SIZES.map(audioOf)) {
    const decoded = method?.requestDeserialize(messageIn(bidiApi.audioRequest(audio))) as {
      input: { audio: Uint8Array };
    };
    expect(Buffer.compare(decoded.input.audio, audio)).toBe(0);
  }
});

test("audio is encoded as the definition of the streaming rpc reads it, and utterances stay apart", () => {
  const method = participants.StreamingAnalyzeContent;
  for (const audio of SIZES.map(audioOf)) {
    const decoded = method?.requestDeserialize(messageIn(streamingApi.audioRequest(audio))) as {
      inputAudio: Uint8Array;
      outputMultipleUtterances: boolean;
    };
    expect(Buffer.compare(decoded.inputAudio, audio)).toBe(0);
    expect(decoded).toMatchObject({ input: "inputAudio", outputMultipleUtterances: true, participant: "" });
  }
});
