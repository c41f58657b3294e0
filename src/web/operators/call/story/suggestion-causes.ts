/** Sentences about suggestions: none were made, no desktop was there, or they came late. */
import { topState } from "../../chart/state-words.ts";
import { clockTime, countOf } from "../../parts/format.ts";
import type { Cause } from "./cause.ts";
import { milliseconds } from "./milliseconds.ts";
import type { Moment } from "./moment.ts";
import { totalCount } from "./tally.ts";

/** From this on an agent has begun to answer before the words are on the screen. */
const SLOW_MS = 3_000;
/** With fewer finals than this there may be nothing yet to suggest. */
const ENOUGH_FINALS = 3;

export function suggestionCauses(moment: Moment): Cause[] {
  return [...unseenCauses(moment), ...slowCauses(moment)];
}

function unseenCauses(moment: Moment): Cause[] {
  const { suggestions, unattendedSuggestions, desktops, actors } = moment;
  if (suggestions === null) return silentCauses(moment);
  const isOver = topState(actors.call?.state) === "ended";
  const logged = `${countOf(suggestions.count, "suggestion")} ${suggestions.count === 1 ? "was" : "were"} logged`;
  if (desktops.length === 0) {
    const text = `${logged}, no desktop was joined${isOver ? "" : " yet"}.`;
    return [
      { weight: isOver ? "serious" : "warning", code: "no-desktop", text, line: suggestions.firstLine },
    ];
  }
  if (unattendedSuggestions === null) return [];
  const lastJoin = desktops.reduce((one, other) => (other.joinedAtMs > one.joinedAtMs ? other : one));
  const count = countOf(unattendedSuggestions.count, "suggestion");
  if (unattendedSuggestions.lastAtMs > lastJoin.joinedAtMs) {
    const text = `Of ${countOf(suggestions.count, "suggestion")}, ${unattendedSuggestions.count} came while no desktop was joined, the last at ${clockTime(unattendedSuggestions.lastAtMs)}; none has joined since.`;
    return [{ weight: "warning", code: "desktop-gone", text, line: unattendedSuggestions.lastLine }];
  }
  const text = `${count} waited for a desktop; ${unattendedSuggestions.count === 1 ? "it was" : "they were"} delivered when one joined at ${clockTime(lastJoin.joinedAtMs)}.`;
  return [{ weight: "note", code: "desktop-late", text, line: lastJoin.joinedLine }];
}

/** Nothing suggested although words were recognised: the fault is then in the profile, not on the way. */
function silentCauses({ finals, transcripts, conversationLost, failures }: Moment): Cause[] {
  const count = Math.max(totalCount(finals), transcripts);
  if (conversationLost !== null || Object.keys(failures).length > 0 || count < ENOUGH_FINALS) return [];
  const heard = countOf(count, "final result");
  const text =
    transcripts === 0
      ? `No suggestion was logged: ${heard} came, but no event of Agent Assist reached the call's log. Look at the Pub/Sub subscriptions and at the profile's notifications.`
      : `No suggestion was logged, although ${heard} came and transcripts arrive. Look at the features of the conversation profile.`;
  return [{ weight: "serious", code: "no-suggestion", text, line: null }];
}

function slowCauses({ latencies }: Moment): Cause[] {
  if (latencies.length === 0) return [];
  const slow = latencies.filter(({ ms }) => ms > SLOW_MS);
  if (slow.length === 0) return [];
  const slowest = slow.reduce((one, other) => (other.ms > one.ms ? other : one));
  const text = `${slow.length} of ${countOf(latencies.length, "transcript")} took longer than ${milliseconds(SLOW_MS)} from word to screen, the slowest ${milliseconds(slowest.ms)}.`;
  return [{ weight: "warning", code: "slow", text, line: slowest.line }];
}
