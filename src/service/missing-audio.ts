/** Reports audio that no final will ever cover to its call, and so to operators. */
import type { Logger } from "../base/log.ts";
import type { CallRecords } from "../calls/port.ts";
import type { MissingNews } from "./tracks.ts";

export interface MissingAudioOptions {
  calls: Pick<CallRecords, "note">;
  logger: Logger;
}

export type TellMissingAudio = (news: MissingNews) => void;

/** Audio found missing after the call's end is written to its stored history. */
export function missingAudioTeller({ calls, logger }: MissingAudioOptions): TellMissingAudio {
  return ({ callKey, speaker, missing }) => {
    const type = "audio.missing";
    const line = { actor: `audio:${speaker}`, event: type, detail: { speaker, ...missing } };
    calls.note(callKey, line, { type, speaker, ...missing }).catch((error: unknown) => {
      logger.error({ callKey, err: error }, "missing audio could not be noted in the call's history");
    });
  };
}
