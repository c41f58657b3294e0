/** Tells a call, and so its operators, of audio that no final will ever cover. */
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/log.ts";
import type { LocalDirectory } from "../calls/directory.ts";
import type { LiveCall } from "../calls/live-call.ts";
import type { CallStore } from "../storage/port.ts";
import type { MissingNews } from "./tracks.ts";

export interface MissingAudioOptions {
  directory: Pick<LocalDirectory, "deliverTo"> & { get(callKey: string): Pick<LiveCall, "note"> | null };
  store: Pick<CallStore, "appendHistory">;
  clock: Clock;
  logger: Logger;
}

export type TellMissingAudio = (news: MissingNews) => void;

/** What is found missing when the call is over already goes straight to its history. */
export function missingAudioTeller({
  directory,
  store,
  clock,
  logger,
}: MissingAudioOptions): TellMissingAudio {
  return ({ callKey, speaker, missing }) => {
    const event = "audio.missing";
    if (directory.deliverTo(callKey, { type: event, speaker, ...missing })) return;
    const detail = { speaker, ...missing };
    const line = { actor: `audio:${speaker}`, event, detail };
    const ending = directory.get(callKey);
    if (ending !== null) return ending.note(line);
    store.appendHistory(callKey, [{ ...line, atMs: clock.now() }]).catch((error: unknown) => {
      logger.error({ callKey, err: error }, "missing audio could not be noted in the call's history");
    });
  };
}
