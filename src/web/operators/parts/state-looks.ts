/** How the states of a call's regions look in a row: a tone, an icon and a word for each. */

import type { CallView } from "../../../contract/call-summary.ts";
import { speakerTitle } from "../../../contract/speaker.ts";
import type { IconName } from "./icons.ts";

export type Tone = "good" | "busy" | "idle" | "warn" | "bad";

export interface StateLook {
  tone: Tone;
  icon: IconName;
  /** The state's name as people read it. */
  word: string;
}

const GOOD: Readonly<Record<string, IconName>> = {
  streaming: "wave",
  open: "chat",
  attended: "desktop",
  recognizing: "dot",
};
const BUSY: Readonly<Record<string, IconName>> = {
  opening: "hourglass",
  completing: "hourglass",
  draining: "hourglass",
  starting: "hourglass",
  stopping: "hourglass",
  rollingOver: "rollOver",
};
const WARN: Readonly<Record<string, IconName>> = { recovering: "warning" };
const BAD: Readonly<Record<string, IconName>> = { failed: "serious" };
const IDLE: Readonly<Record<string, IconName>> = {
  held: "pause",
  paused: "pause",
  completed: "check",
  gone: "stop",
  ended: "stop",
  stopped: "stop",
};
const TABLES: readonly (readonly [Tone, Readonly<Record<string, IconName>>])[] = [
  ["good", GOOD],
  ["busy", BUSY],
  ["warn", WARN],
  ["bad", BAD],
  ["idle", IDLE],
];

/** An undescribed state is shown by its name, as idle. */
export function lookOf(state: string): StateLook {
  for (const [tone, table] of TABLES) {
    const icon = table[state];
    if (icon !== undefined) return { tone, icon, word: wordOf(state) };
  }
  return { tone: "idle", icon: "ring", word: wordOf(state) };
}

/** "rollingOver" -> "rolling over" */
export function wordOf(state: string): string {
  return state.replace(/([a-z])([A-Z])/g, (_, end: string, begin: string) => `${end} ${begin.toLowerCase()}`);
}

export interface RegionLook extends StateLook {
  /** What it is the state of: "Media", "Agent". */
  region: string;
}

/** The regions of a call in the order in which a word travels: media, each speaker, conversation, assist. */
export function regionLooks(view: CallView, isLive: boolean): RegionLook[] {
  return [
    { region: "Media", ...lookOf(view.media) },
    ...speakerLooks(view.participants),
    { region: "Conversation", ...lookOf(view.conversation) },
    isLive
      ? { region: "Assist", ...lookOf(view.assist) }
      : { region: "Assist was", ...lookOf(view.assist), tone: "idle" },
  ];
}

/** Further ones have no room beside each other: each role is one region then, with the gravest state of its speakers. */
const MOST_SINGLE_SPEAKERS = 3;
const GRAVEST_FIRST: readonly Tone[] = ["bad", "warn", "busy", "good", "idle"];

function speakerLooks(participants: CallView["participants"]): RegionLook[] {
  const speakers = Object.keys(participants);
  const looks = speakers.map((speaker) => ({ speaker, ...lookOf(participants[speaker] ?? "") }));
  if (speakers.length <= MOST_SINGLE_SPEAKERS)
    return looks.map(({ speaker, ...look }) => ({ region: speakerTitle(speaker, speakers), ...look }));
  const byRole = Map.groupBy(looks, ({ speaker }) => speaker.replace(/-\d+$/, ""));
  return [...byRole].flatMap(([role, ofRole]): RegionLook[] => {
    const [gravest] = ofRole.toSorted(
      (a, b) => GRAVEST_FIRST.indexOf(a.tone) - GRAVEST_FIRST.indexOf(b.tone),
    );
    if (gravest === undefined) return [];
    const { speaker, ...look } = gravest;
    const region = ofRole.length === 1 ? speakerTitle(speaker) : `${ofRole.length} ${role}s`;
    return [{ region, ...look }];
  });
}

/** Every state a call can be filtered by. */
export const KNOWN_STATES: readonly string[] = [
  "awaiting",
  "streaming",
  "held",
  "draining",
  "gone",
  "opening",
  "open",
  "completing",
  "completed",
  "attended",
  "unattended",
  "starting",
  "recognizing",
  "rollingOver",
  "recovering",
  "paused",
  "stopping",
  "stopped",
  "failed",
];
