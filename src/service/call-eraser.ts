/** The eraser of calls of one storage, from its parts; used by the running service and by `make erase` without one. */

import { roomOf } from "../assist/conversation.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/log.ts";
import { firstKeyOf } from "../calls/episode-key.ts";
import { eraseJobs } from "../jobs/erase-jobs.ts";
import { type CallEraser, createCallEraser } from "../operators/erase-call.ts";
import type { OpenedStorage } from "../storage/open-storage.ts";
import { conversationNameOf, type ProfileName } from "../transports/dialogflow/resource-names.ts";
import { five9CallKey, isFive9CallId } from "../transports/five9/call-key.ts";
import { startedJobs } from "./job-sweeper.ts";

export interface EraserOptions
  extends Pick<OpenedStorage, "storage" | "openJobs" | "mayHaveJobs" | "reclaimJobs"> {
  profile: ProfileName;
  isLive(callKey: string): Promise<boolean>;
  clock: Clock;
  logger: Logger;
}

export function callEraser(options: EraserOptions): CallEraser {
  const { storage, mayHaveJobs, reclaimJobs, profile, logger } = options;
  return createCallEraser({
    storage,
    isLive: options.isLive,
    namesOf(callKey) {
      const conversationName = conversationNameOf(profile, callKey);
      return { callKey, conversationName, room: roomOf(conversationName, profile.location) };
    },
    async eraseJobs(callKey) {
      if (!mayHaveJobs()) return 0;
      const backend = await startedJobs(options);
      const jobs = await eraseJobs({ backend, isOfCall: isOf(callKey), logger });
      if (jobs > 0) await reclaimJobs();
      return jobs;
    },
  });
}

/** Five9's reports have its id of the call, suggestions for the webhook the call key. */
function isOf(callKey: string) {
  return ({ callId, callKey: key }: Record<string, unknown>): boolean =>
    key === callKey ||
    (typeof callId === "string" && isFive9CallId(callId) && five9CallKey(callId) === firstKeyOf(callKey));
}
