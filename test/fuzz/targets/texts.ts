/** Texts and files that are read whole: incident bundles, WebChannel pieces, WAV files. */
import { decodeWav } from "../../../samples/wav.ts";
import { SidetoneError } from "../../../src/base/errors.ts";
import { replayBundle } from "../../../src/calls/replay/replay.ts";
import { reportText } from "../../../src/calls/replay/report-text.ts";
import { readBundle } from "../../../src/operators/bundle.ts";
import { createFrameReader } from "../../../src/transports/webchannel/frames.ts";
import { causesAt } from "../../../src/web/operators/call/story/causes.ts";
import { createStory, momentOf } from "../../../src/web/operators/call/story/story.ts";
import { audioStrips } from "../../../src/web/operators/call/strip/audio-strip.ts";
import { readBundle as readBundleInPage } from "../../../src/web/operators/pages/read-bundle.ts";
import { type FuzzTarget, onlyThrows, textOf } from "../fuzz-target.ts";
import { mutatedBytes } from "../mutate-bytes.ts";
import { mutatedJson } from "../mutate-json.ts";

const MAX_PIECE_CHARACTERS = 4_096;
const isOurs = (error: unknown) => error instanceof SidetoneError && error.code !== "INTERNAL";
/** The console shows the message as it is; errors of the language's own would read as nonsense. */
const isSentence = (error: unknown) =>
  error instanceof Error &&
  !(error instanceof TypeError) &&
  !(error instanceof RangeError) &&
  /[.:]/.test(error.message);

export const INCIDENT_BUNDLES: FuzzTarget = {
  name: "incident-bundles",
  shortRun: 100,
  open: () => ({
    inputs: mutatedJson,
    check(input) {
      const text = textOf(input);
      onlyThrows(isSentence, () => {
        const { detail } = readBundleInPage(text);
        // What the page takes, it has to be able to show.
        createStory(detail.history);
        causesAt(momentOf(detail.history));
        audioStrips(detail.history, detail.ledgers);
      });
      onlyThrows(isOurs, () => void reportText(replayBundle(readBundle(text))));
    },
  }),
};

export const WEBCHANNEL_PIECES: FuzzTarget = {
  name: "webchannel-pieces",
  shortRun: 1_000,
  open: () => ({
    inputs: mutatedBytes,
    check(input) {
      const text = textOf(input);
      onlyThrows(isOurs, () => {
        const reader = createFrameReader(MAX_PIECE_CHARACTERS);
        for (let from = 0; from < text.length; from += 17) reader.push(text.slice(from, from + 17));
      });
    },
  }),
};

export const WAV_FILES: FuzzTarget = {
  name: "wav-files",
  shortRun: 1_000,
  open: () => ({
    inputs: mutatedBytes,
    check: (input) =>
      onlyThrows(isSentence, () => {
        const { channels } = decodeWav(input);
        if (channels.some((samples) => samples.length > input.length))
          throw new TypeError("more sound than bytes");
      }),
  }),
};
