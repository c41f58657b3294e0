/**
 * The fate of every millisecond of a speaker's audio, as pieces side by side, read from the history alone. Positions
 * count all audio received, also on hold, as the track does (src/audio/account.ts); audio that never came has no position
 * and takes a separate piece.
 */
import { isBetweenLegs } from "../../../../contract/audio-gap.ts";
import type { HistoryLine } from "../../../../contract/history-line.ts";
import { detailNumber, detailText, speakerOf } from "../story/line-facts.ts";
import type { Ledger } from "../story/moment.ts";
import { type Paint, paintSpans } from "./paint-spans.ts";

/**
 * speech: covered by a final. silence: heard by a stream, without a final. hold: counted, not sent. waiting: no final
 * yet. lost: no final will ever cover it. gap: it never came.
 */
export type PieceKind = "speech" | "silence" | "hold" | "waiting" | "lost" | "gap";

export interface Piece {
  kind: PieceKind;
  /** Position in the speaker's audio; the same for both ends of a gap. */
  fromMs: number;
  toMs: number;
  /** Place on the strip, where gaps take room. */
  startMs: number;
  endMs: number;
  /** The line it was last read from, 0 if none says so. */
  line: number;
}

export interface Replay {
  stream: number;
  /** Position in the speaker's audio. */
  fromMs: number;
  startMs: number;
  endMs: number;
  lengthMs: number;
  line: number;
}

export interface AudioStrip {
  speaker: string;
  pieces: readonly Piece[];
  /** Audio that a new stream was sent again. */
  replays: readonly Replay[];
  /** Length of the strip, gaps included. */
  lengthMs: number;
  /** Some positions are computed from times, because they had no account. */
  isEstimated: boolean;
}

interface Speaking {
  speaker: string;
  spans: Paint<PieceKind>[];
  gaps: { atMs: number; gapMs: number; line: number }[];
  replays: { stream: number; fromMs: number; toMs: number; line: number }[];
  /** The newest position known, and when it was. */
  headMs: number;
  headAtMs: number;
  isRunning: boolean;
  isEstimated: boolean;
  recognizedToMs: number;
  /** How far the stream that ended last had been sent, at most. */
  sentToMs: number | null;
  heldFromMs: number | null;
  heldLine: number;
  isOver: boolean;
}

/** One strip per speaker whose audio came, in the order of their first audio; `nowLedgers` are newer than the lines. */
export function audioStrips(
  lines: readonly HistoryLine[],
  nowLedgers: Readonly<Record<string, Ledger>> = {},
): AudioStrip[] {
  const speaking = new Map<string, Speaking>();
  for (const line of lines) {
    const speaker = speakerOf(line);
    if (speaker === "") continue;
    const isAudio = line.event === "leg.firstAudio" || line.ledger !== undefined;
    let known = speaking.get(speaker);
    if (known === undefined) {
      if (!isAudio) continue;
      known = newSpeaking(speaker, line.atMs);
      speaking.set(speaker, known);
    }
    hear(known, line);
  }
  for (const [speaker, ledger] of Object.entries(nowLedgers)) {
    const known = speaking.get(speaker);
    if (known !== undefined) known.headMs = Math.max(known.headMs, ledger.receivedMs);
  }
  return [...speaking.values()].filter(({ headMs }) => headMs > 0).map(stripOf);
}

/** Whether the line can change a strip. */
export function isAboutAudio(line: HistoryLine): boolean {
  return line.ledger !== undefined || /^(?:leg|stream|audio)\.|^participant\.stopped$/.test(line.event);
}

function newSpeaking(speaker: string, atMs: number): Speaking {
  return {
    speaker,
    spans: [],
    gaps: [],
    replays: [],
    headMs: 0,
    headAtMs: atMs,
    isRunning: false,
    isEstimated: false,
    recognizedToMs: 0,
    sentToMs: null,
    heldFromMs: null,
    heldLine: 0,
    isOver: false,
  };
}

/** The position at this time: from the account on the line, else from how long the leg has run since the last one. */
function headAt(known: Speaking, line: HistoryLine): number {
  if (line.ledger !== undefined) {
    known.headMs = Math.max(known.headMs, line.ledger.receivedMs);
    known.headAtMs = line.atMs;
  } else if (known.isRunning) {
    known.headMs += Math.max(0, line.atMs - known.headAtMs);
    known.headAtMs = line.atMs;
    known.isEstimated = true;
  }
  return known.headMs;
}

function hear(known: Speaking, line: HistoryLine): void {
  if (line.ledger !== undefined) headAt(known, line);
  switch (line.event) {
    case "leg.firstAudio":
      known.isRunning = true;
      known.headAtMs = line.atMs;
      break;
    case "leg.held":
      known.heldFromMs ??= headAt(known, line);
      known.heldLine = line.line;
      break;
    case "leg.resumed":
      endHold(known, line);
      break;
    case "leg.closed":
      endHold(known, line);
      headAt(known, line);
      known.isRunning = false;
      break;
    case "stream.opened": {
      const fromMs = detailNumber(line, "fromMs") ?? known.recognizedToMs;
      const headMs = headAt(known, line);
      const stream = detailNumber(line, "stream") ?? 0;
      // What came while no stream was open is sent once, which is not again.
      const toMs = known.sentToMs ?? headMs;
      if (stream > 1 && toMs > fromMs) known.replays.push({ stream, fromMs, toMs, line: line.line });
      known.sentToMs = null;
      known.isOver = false;
      break;
    }
    case "stream.final": {
      const endMs = detailNumber(line, "endMs") ?? known.recognizedToMs;
      const startMs = detailNumber(line, "startMs") ?? known.recognizedToMs;
      const fromMs = Math.max(known.recognizedToMs, startMs);
      known.spans.push({ kind: "speech", fromMs, toMs: endMs, line: line.line });
      known.recognizedToMs = Math.max(known.recognizedToMs, endMs);
      known.headMs = Math.max(known.headMs, endMs);
      break;
    }
    case "stream.failed":
      known.sentToMs = headAt(known, line);
      break;
    case "stream.drained":
    case "participant.stopped":
      known.isOver = true;
      known.sentToMs ??= known.recognizedToMs;
      break;
    case "audio.missing": {
      const [fromMs, toMs] = [detailNumber(line, "fromMs") ?? 0, detailNumber(line, "toMs") ?? 0];
      known.spans.push({ kind: "lost", fromMs, toMs, line: line.line });
      known.headMs = Math.max(known.headMs, toMs);
      break;
    }
    case "audio.gap":
      known.gaps.push({
        atMs: isBetweenLegs(detailText(line, "reason")) ? known.headMs : headAt(known, line),
        gapMs: detailNumber(line, "gapMs") ?? 0,
        line: line.line,
      });
      break;
  }
}

function endHold(known: Speaking, line: HistoryLine): void {
  if (known.heldFromMs === null) return;
  const toMs = headAt(known, line);
  known.spans.push({ kind: "hold", fromMs: known.heldFromMs, toMs, line: known.heldLine });
  known.heldFromMs = null;
}

function stripOf(known: Speaking): AudioStrip {
  const spans = [...known.spans];
  const { headMs, heldFromMs, recognizedToMs, gaps } = known;
  if (heldFromMs !== null)
    spans.push({ kind: "hold", fromMs: heldFromMs, toMs: headMs, line: known.heldLine });
  if (!known.isOver) spans.push({ kind: "waiting", fromMs: recognizedToMs, toMs: headMs, line: 0 });
  spans.push({ kind: "silence", fromMs: 0, toMs: headMs, line: 0 });
  const cuts = gaps.toSorted((one, other) => one.atMs - other.atMs);
  const painted = paintSpans(
    spans,
    ["lost", "hold", "speech", "waiting", "silence"],
    cuts.map(({ atMs }) => atMs),
  );
  const pieces: Piece[] = [];
  let addedMs = 0;
  let nextGap = 0;
  const addGaps = (untilMs: number) => {
    for (let gap = cuts[nextGap]; gap !== undefined && gap.atMs <= untilMs; gap = cuts[++nextGap]) {
      const startMs = gap.atMs + addedMs;
      addedMs += gap.gapMs;
      pieces.push({
        kind: "gap",
        fromMs: gap.atMs,
        toMs: gap.atMs,
        startMs,
        endMs: startMs + gap.gapMs,
        line: gap.line,
      });
    }
  };
  for (const { kind, fromMs, toMs, line } of painted) {
    addGaps(fromMs);
    pieces.push({ kind, fromMs, toMs, startMs: fromMs + addedMs, endMs: toMs + addedMs, line });
  }
  addGaps(headMs);
  const placed = (positionMs: number) =>
    positionMs + cuts.reduce((sum, { atMs, gapMs }) => (atMs < positionMs ? sum + gapMs : sum), 0);
  const replays = known.replays.map(({ stream, fromMs, toMs, line }) => ({
    stream,
    fromMs,
    startMs: placed(fromMs),
    endMs: placed(toMs),
    lengthMs: toMs - fromMs,
    line,
  }));
  return {
    speaker: known.speaker,
    pieces,
    replays,
    lengthMs: headMs + addedMs,
    isEstimated: known.isEstimated,
  };
}
