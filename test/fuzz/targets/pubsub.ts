/** Agent Assist events as Pub/Sub carries them: JSON or binary, wrapped or bare. */
import fc from "fast-check";
import { googleFormOf } from "../../../src/assist/google/write-event.ts";
import { ASSIST_DATA_TYPES } from "../../../src/assist/google-notification.ts";
import { systemClock } from "../../../src/base/clock.ts";
import { decodeMessage } from "../../../src/transports/pubsub/codec.ts";
import { readPush } from "../../../src/transports/pubsub/push-message.ts";
import { mutatedProto } from "../frames.ts";
import type { FuzzTarget } from "../fuzz-target.ts";
import { mutatedJson } from "../mutate-json.ts";

export const PUBSUB_EVENTS: FuzzTarget = {
  name: "pubsub-events",
  shortRun: 500,
  open: () => ({
    inputs: (seeds) => {
      const isText = (seed: Uint8Array) => seed[0] === 0x7b;
      return fc.oneof(mutatedProto(seeds), mutatedJson(seeds.filter(isText)));
    },
    check(data) {
      for (const dataType of ASSIST_DATA_TYPES) {
        const decoded = decodeMessage(dataType, {
          id: "1",
          data,
          publishTime: "2026-01-01T00:00:00Z",
          attributes: {},
        });
        // What is taken is shown on desktops as JSON: it has to be some.
        if (decoded.ok) JSON.parse(googleFormOf(decoded.event).data);
      }
      readPush(new Headers(), data, systemClock);
    },
  }),
};
