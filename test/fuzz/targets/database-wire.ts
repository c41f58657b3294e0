/** Frames of the embedded database's own wire server, cut from chunks of any size. */
import { ClientFrameReader } from "../../../src/storage/embedded/wire-frames.ts";
import { type FuzzTarget, onlyThrows } from "../fuzz-target.ts";
import { mutatedBytes } from "../mutate-bytes.ts";

const MAX_FRAME_BYTES = 4_096;
const isImpossibleLength = (error: unknown) =>
  error instanceof RangeError && error.message.includes("impossible length");

export const DATABASE_FRAMES: FuzzTarget = {
  name: "database-frames",
  shortRun: 1_500,
  open: () => ({
    inputs: mutatedBytes,
    check(input) {
      const bytes = Buffer.from(input);
      const whole = framesOf(bytes, bytes.length + 1);
      // However the bytes arrive, they are the same frames.
      for (const step of [1, 7])
        if (framesOf(bytes, step) !== whole) throw new Error(`other frames in steps of ${step}`);
    },
  }),
};

function framesOf(bytes: Buffer, step: number): string {
  const frames: string[] = [];
  let end = "";
  onlyThrows(isImpossibleLength, () => {
    end = "refused";
    const reader = new ClientFrameReader(MAX_FRAME_BYTES);
    for (let from = 0; from < bytes.length; from += step) {
      for (const frame of reader.push(bytes.subarray(from, from + step)))
        frames.push(frame.bytes.toString("hex"));
    }
    end = "";
  });
  // In one chunk the frames before an impossible one are lost with it.
  return end === "" ? frames.join(",") : end;
}
