/** The last audio of legs that were asked to go elsewhere: given to the instance that has their speaker now. */
import type { BeginRecognizer } from "../../actors/participant/recognizer.ts";
import type { Asides } from "../../audio/asides.ts";
import type { Track } from "../../audio/track.ts";
import type { Logger } from "../../base/log.ts";
import type { Speaker } from "../../contract/speaker.ts";
import type { Bus, Topic } from "../bus.ts";

/** Half a second of silence, or the beginning of a word: seldom more. `audio` is base64. */
const MOVED: Topic<{ callKey: string; speaker: Speaker; audio: string }> = { name: "audio.moved" };

export interface MovedAudioOptions {
  bus: Pick<Bus, "tell" | "on">;
  asides: Pick<Asides, "take">;
  tracks: { find(callKey: string, speaker: Speaker): Pick<Track, "bringForward"> | undefined };
  logger: Logger;
}

/** Returns what gives the audio of a speaker to the instance where the speaker is heard. */
export function movedAudio({ bus, asides, tracks, logger }: MovedAudioOptions) {
  bus.on(MOVED, ({ callKey, speaker, audio }) => {
    tracks.find(callKey, speaker)?.bringForward(Buffer.from(audio, "base64"));
  });
  return ({ callKey, speaker, to }: { callKey: string; speaker: Speaker; to: string }): void => {
    const bytes = asides.take(callKey, speaker);
    if (bytes.length === 0) return;
    const audio = Buffer.from(bytes).toString("base64");
    bus.tell(to, MOVED, { callKey, speaker, audio }).catch((error: unknown) => {
      logger.error({ callKey, instance: to, err: error }, "audio of a leg that moved was lost");
    });
  };
}

/** A recogniser is half-closed only once it is known whether all audio of its speaker is here. */
export function afterAsides(begin: BeginRecognizer, asides: Pick<Asides, "settled">): BeginRecognizer {
  return (input, report) => {
    const work = begin(input, report);
    let newest = 0;
    return {
      receive(command) {
        if (command.type !== "recognizer.notePublished") newest += 1;
        const mine = newest;
        const settled =
          command.type === "recognizer.halfClose" ? asides.settled(input.callKey, input.speaker) : undefined;
        if (settled === undefined) work.receive(command);
        else void settled.then(() => mine === newest && work.receive(command));
      },
      stop() {
        newest += 1;
        work.stop();
      },
    };
  };
}
