/** The timeline as data: a lane per actor, with the states it was in and a mark for each of its lines. */
import type { HistoryLine } from "../../../../contract/history-line.ts";
import { isSpeaker, theSpeaker } from "../../../../contract/speaker.ts";
import { regionsOf } from "../../chart/state-words.ts";
import { kindOf, type LineKind, laneOf } from "../story/line-facts.ts";

export type StateTone = "good" | "busy" | "idle" | "warn" | "bad";

export interface LaneSpan {
  fromMs: number;
  /** null while it lasts. */
  toMs: number | null;
  words: string;
  tone: StateTone;
}

export interface LaneMark {
  atMs: number;
  kind: LineKind;
  /** Index into the lines. */
  index: number;
}

export interface Lane {
  /** "call", "participant:agent", "operator", "desktops". */
  id: string;
  label: string;
  spans: readonly LaneSpan[];
  marks: readonly LaneMark[];
}

const TONES: Readonly<Record<string, StateTone>> = {
  streaming: "good",
  recognizing: "good",
  starting: "busy",
  rollingOver: "busy",
  stopping: "busy",
  draining: "busy",
  awaiting: "idle",
  paused: "warn",
  held: "warn",
  recovering: "warn",
  failed: "bad",
};

const OF_SPEAKER = /^(?:participant|audio):([^:]+)/;
const ORDER = ["call", "participant:customer", "participant:agent", "participant:supervisor"];

/** Grows with the lines it is given; each line is looked at once. */
export class LaneBook {
  readonly #lanes = new Map<string, { spans: LaneSpan[]; marks: LaneMark[] }>();
  #read = 0;
  #desktops = new Set<string>();

  /** The lanes of these lines, of which those read before stay the same. */
  lanesOf(lines: readonly HistoryLine[]): Lane[] {
    for (; this.#read < lines.length; this.#read += 1) {
      const line = lines[this.#read];
      if (line !== undefined) this.#add(line, this.#read);
    }
    const ids = [...this.#lanes.keys()];
    const speakers = ids.flatMap((id) => OF_SPEAKER.exec(id)?.[1] ?? []);
    return [...this.#lanes]
      .map(([id, lane]) => ({ id, label: labelAmong(id, speakers), ...lane }))
      .toSorted((one, other) => rankOf(one.id) - rankOf(other.id));
  }

  #add(line: HistoryLine, index: number): void {
    const id = laneOf(line);
    let lane = this.#lanes.get(id);
    if (lane === undefined) {
      lane = { spans: [], marks: [] };
      this.#lanes.set(id, lane);
    }
    lane.marks.push({ atMs: line.atMs, kind: kindOf(line), index });
    if (id === "desktops") this.#addDesktop(lane.spans, line);
    else if (line.state !== undefined) become(lane.spans, line.atMs, wordsOf(line.state));
  }

  #addDesktop(spans: LaneSpan[], line: HistoryLine): void {
    const desktopId = String(line.detail?.desktopId ?? "");
    if (line.event === "desktop.joined") this.#desktops.add(desktopId);
    else this.#desktops.delete(desktopId);
    const count = this.#desktops.size;
    become(spans, line.atMs, count === 0 ? "none" : `${count} joined`, count === 0 ? "idle" : "good");
  }
}

function become(spans: LaneSpan[], atMs: number, words: string, tone: StateTone = toneOf(words)): void {
  const last = spans.at(-1);
  if (last?.words === words) return;
  if (last !== undefined) last.toMs = atMs;
  spans.push({ fromMs: atMs, toMs: null, words, tone });
}

/** A call's lane shows its media and conversation; desktops have a separate lane. */
function wordsOf(state: unknown): string {
  return regionsOf(state)
    .filter(([region]) => region !== "assist")
    .map(([, path]) => path.split(".")[0])
    .join(" · ");
}

export function toneOf(words: string): StateTone {
  const names = words.split(/[ .·]+/);
  const tones = names.map((name) => TONES[name]).filter((tone) => tone !== undefined);
  for (const tone of ["bad", "warn", "busy", "good"] as const) if (tones.includes(tone)) return tone;
  return "idle";
}

function rankOf(id: string): number {
  const known = ORDER.indexOf(id.replace(/^(participant:[a-z]+)-\d+$/, "$1"));
  if (known >= 0) return known + (Number(/-(\d+)$/.exec(id)?.[1]) || 0) / 100;
  return id === "desktops" ? 99 : id === "operator" ? 98 : 50;
}

/** Of several agents the first has a number, too. */
function labelAmong(id: string, speakers: readonly string[]): string {
  const [, speaker = ""] = OF_SPEAKER.exec(id) ?? [];
  if (!isSpeaker(speaker)) return labelOf(id);
  return labelOf(id).replace(speaker, theSpeaker(speaker, speakers).replace("the ", ""));
}

/** "participant:agent" is the agent, "audio:agent" the agent's audio. */
export function labelOf(id: string): string {
  return id.replace(/^participant:/, "").replace(/^audio:(.+)$/, "$1 audio");
}
