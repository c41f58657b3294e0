/** From settings to the charts' timings and the tracks' bounds. */
import { type CallTiming, FIXED_CALL_TIMING } from "../actors/call/context.ts";
import { FIXED_PARTICIPANT_TIMING, type ParticipantTiming } from "../actors/participant/context.ts";
import type { TrackSettings } from "../audio/track.ts";
import type { HearingSettings } from "../calls/hearing-watch.ts";
import { rollOverOf } from "../settings/recognition.ts";
import type { Settings } from "../settings/table.ts";

/** The call waits a little longer for last words than its participants do, so that theirs is the word that counts. */
const CALL_OVER_PARTICIPANT_MS = 5_000;

export function participantTimingOf(settings: Settings): ParticipantTiming {
  const { afterMs, latestMs } = rollOverOf(settings);
  return {
    ...FIXED_PARTICIPANT_TIMING,
    rollOverAfterMs: afterMs,
    rollOverLatestMs: latestMs,
    recoveryDeadlineMs: settings.RECOVERY_DEADLINE_MS,
    lastWordsDeadlineMs: settings.LAST_WORDS_DEADLINE_MS,
  };
}

/** Unsent audio from which a fast writer waits, and how long it waits for a reader that makes no progress. */
const HIGH_WATER_MS = 30_000;
const STALL_LIMIT_MS = 5_000;
/** What may hold a word that has just begun, when a stream that said nothing is replaced. */
const TAIL_MS = 5_000;

/** A fast writer waits while half the buffer is unsent: above the buffer's own size it would overflow it first. */
export function trackSettingsOf(settings: Settings): TrackSettings {
  return {
    replayBufferMs: settings.REPLAY_BUFFER_MS,
    highWaterMs: Math.min(HIGH_WATER_MS, settings.REPLAY_BUFFER_MS / 2),
    stallLimitMs: STALL_LIMIT_MS,
    tailMs: TAIL_MS,
    coalesceMs: settings.COALESCE_MS,
    replaySpeed: settings.REPLAY_SPEED,
  };
}

export function hearingSettingsOf(settings: Settings): HearingSettings {
  return {
    unheardAfterMs: settings.UNHEARD_ALARM_MS,
    holdLimitMs: settings.HOLD_ALARM_MS,
    hearsDoubtedHolds: settings.HOLD_SPEECH === "recognize",
    behindLimitMs: settings.BEHIND_ALARM_MS,
  };
}

export function callTimingOf(settings: Settings): CallTiming {
  return {
    ...FIXED_CALL_TIMING,
    awaitMediaMs: settings.AWAIT_MEDIA_MS,
    reconnectGraceMs: settings.RECONNECT_GRACE_MS,
    maxCallMs: settings.MAX_CALL_MS,
    lastWordsDeadlineMs: settings.LAST_WORDS_DEADLINE_MS + CALL_OVER_PARTICIPANT_MS,
  };
}
