/** Sentences about suggestions: none were made, no desktop was there, or they came late. */

import { faultText, needsWords } from "../../../../contract/no-help.ts";
import { topState } from "../../chart/state-words.ts";
import { clockTime, countOf, formatMs } from "../../parts/format.ts";
import { type Cause, helpFor } from "./cause.ts";
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
  const unlisted = unlistedCauses(moment);
  if (unlisted.length > 0) return unlisted;
  const isOver = topState(actors.call?.state) === "ended";
  const logged = `${countOf(suggestions.count, "suggestion")} ${suggestions.count === 1 ? "was" : "were"} logged`;
  if (desktops.length === 0) {
    const text = `${logged}, no desktop was joined${isOver ? "" : " yet"}.`;
    const weight = isOver ? "serious" : "warning";
    return [{ weight, code: "no-desktop", text, line: suggestions.firstLine, ...helpFor("NO_DESKTOP") }];
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

/** Suggestions came, and all of them are of kinds that agents' pages do not show. */
function unlistedCauses({ suggestions, unlistedSuggestions: unlisted }: Moment): Cause[] {
  if (suggestions === null || unlisted === null || unlisted.count < suggestions.count) return [];
  const text = `No page showed the ${countOf(unlisted.count, "suggestion")} that came (${unlisted.text}): FEATURES lists none of their kinds.`;
  return [
    {
      ...{ weight: "serious", code: "not-listed", text, line: unlisted.firstLine },
      ...helpFor("NOT_LISTED", unlisted.text),
    },
  ];
}

/** Nothing was suggested: what the process knows of the way, words without a speaker, or a profile without features. */
function silentCauses(moment: Moment): Cause[] {
  const known = [...faultCauses(moment), ...unreadableCauses(moment), ...speakerCauses(moment)];
  return known.length > 0 ? known : guessedCauses(moment);
}

function faultCauses({ helpFaults, finals }: Moment): Cause[] {
  if (helpFaults === null) return [];
  const hasWords = totalCount(finals) > 0;
  return helpFaults.faults
    .filter(({ code, stopsSuggestions }) => stopsSuggestions && (hasWords || !needsWords(code)))
    .map(({ code, about }): Cause => {
      const text = `No suggestion could come: ${faultText({ code, about })}.`;
      const kebab = code.toLowerCase().replaceAll("_", "-");
      return { weight: "serious", code: kebab, text, line: helpFaults.line, ...helpFor(code, about) };
    });
}

function unreadableCauses({ unreadableSuggestions: unreadable, helpFaults }: Moment): Cause[] {
  if (unreadable === null) return [];
  const events = `${countOf(unreadable.count, "event")} with suggestions came`;
  const isBinary = helpFaults?.faults.some(({ code }) => code === "FORMAT_NOT_JSON") === true;
  const text = isBinary
    ? `${events}, and nothing in them could be read: the conversation profile publishes another format than JSON.`
    : `${events}, and nothing was in them.`;
  const cause = { code: "unreadable-kind", text, line: unreadable.firstLine };
  return [
    isBinary ? { weight: "serious", ...cause, ...helpFor("UNREADABLE_KIND") } : { weight: "note", ...cause },
  ];
}

function speakerCauses({ unknownSpeakers: unknown }: Moment): Cause[] {
  if (unknown === null) return [];
  const text = `Words came whose speaker is not known (${unknown.text}), so they were left out and nothing could be suggested for them.`;
  return [{ weight: "serious", code: "no-speaker", text, line: unknown.firstLine, ...helpFor("NO_SPEAKER") }];
}

/** Words were recognised, and nothing is known against the way: the fault is then in the profile. */
function guessedCauses({ finals, transcripts, conversationLost, failures }: Moment): Cause[] {
  const count = Math.max(totalCount(finals), transcripts);
  if (conversationLost !== null || Object.keys(failures).length > 0 || count < ENOUGH_FINALS) return [];
  const heard = countOf(count, "final result");
  const text =
    transcripts === 0
      ? `No suggestion was logged: ${heard} came, but no event of Agent Assist reached the call's log. Look at the Pub/Sub subscriptions and at the profile's notifications.`
      : `No suggestion was logged, although ${heard} came and transcripts arrive. Look at the features of the conversation profile.`;
  return [{ weight: "serious", code: "no-suggestion", text, line: null, ...helpFor("FEATURE_MISSING") }];
}

function slowCauses({ latencies }: Moment): Cause[] {
  if (latencies.length === 0) return [];
  const slow = latencies.filter(({ ms }) => ms > SLOW_MS);
  if (slow.length === 0) return [];
  const slowest = slow.reduce((one, other) => (other.ms > one.ms ? other : one));
  const text = `${slow.length} of ${countOf(latencies.length, "transcript")} took longer than ${formatMs(SLOW_MS)} from word to screen, the slowest ${formatMs(slowest.ms)}.`;
  return [{ weight: "warning", code: "slow", text, line: slowest.line }];
}
