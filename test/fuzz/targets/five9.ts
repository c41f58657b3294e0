/** Five9's messages as bytes: read quickly or by the library, they are one and the same, and never more than they say. */
import { deepStrictEqual } from "node:assert/strict";
import { readAudioMessage, withQuickAudio } from "../../../src/transports/five9/audio-message.ts";
import { decodeRequest } from "../../../src/transports/five9/codec.ts";
import { readLegConfig } from "../../../src/transports/five9/streaming-config.ts";
import { streamingVoiceMethod } from "../../../src/transports/five9/voice-proto.ts";
import { mutatedProto } from "../frames.ts";
import { type FuzzTarget, onlyThrows } from "../fuzz-target.ts";

const plain = streamingVoiceMethod();
const quick = withQuickAudio(plain);
/** What protobuf.js throws for bytes that are not a message; gRPC answers it with INTERNAL. */
const isUndecodable = (error: unknown) => error instanceof Error && !(error instanceof TypeError);

export const FIVE9_MESSAGES: FuzzTarget = {
  name: "five9-messages",
  shortRun: 1_500,
  open: () => ({
    inputs: mutatedProto,
    check(input) {
      const bytes = Buffer.from(input);
      const known = readAudioMessage(bytes);
      onlyThrows(isUndecodable, () => {
        const wire = plain.requestDeserialize(bytes);
        // Extra fields are the decoder's to skip; what the quick reader takes, it must take in the same way.
        if (known !== undefined) {
          deepStrictEqual(Buffer.from(known.audioContent ?? []), Buffer.from(wire.audioContent ?? []));
          deepStrictEqual(known.streamingRequest, wire.streamingRequest);
          deepStrictEqual({ ...(known.sendTime ?? {}) }, { ...(wire.sendTime ?? {}) });
        }
        const request = decodeRequest(quick.requestDeserialize(bytes));
        if (request.type !== "config") return;
        const read = readLegConfig(request.config);
        if (!read.ok && read.problem === "") throw new Error("refused without a reason");
      });
    },
  }),
};
