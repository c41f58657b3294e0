/** Histories of calls as a recorder would write them, invented line by line for tests and previews of the console. */
import type { HistoryLine, Transition } from "../../src/contract/history-line.ts";
import { layoutOf } from "../../src/web/operators/chart/layouts.ts";

type Ledger = NonNullable<HistoryLine["ledger"]>;
type Extra = Partial<Omit<HistoryLine, "line" | "atMs" | "actor" | "event">>;

export interface InventedHistory {
  readonly lines: HistoryLine[];
  /** Moves the clock on. */
  wait(ms: number): InventedHistory;
  /** A line without a change of state. */
  note(actor: string, event: string, extra?: Extra): InventedHistory;
  /** The call's regions now; what is left out stays. Regions that change are taken as transitions. */
  call(
    event: string,
    regions: { media?: string; conversation?: string; assist?: string } | "ended",
    extra?: Extra,
  ): InventedHistory;
  /** A participant's state now, by path: "recognizing.fresh", "failed". */
  participant(speaker: string, event: string, path: string, extra?: Extra): InventedHistory;
}

/** 12:00:00 on a day of November 2026, UTC. */
export const HISTORY_BEGIN_MS = Date.UTC(2026, 10, 21, 12, 0, 0);

const OUTSIDE_ENGAGED = new Set(["idle", "failed", "stopped"]);

export function inventHistory(beginMs = HISTORY_BEGIN_MS): InventedHistory {
  const lines: HistoryLine[] = [];
  let atMs = beginMs;
  let regions: Record<string, string> = { media: "awaiting", conversation: "none", assist: "unattended" };
  const participants: Record<string, string> = {};

  const add = (actor: string, event: string, extra: Extra): InventedHistory => {
    lines.push({ line: lines.length + 1, atMs, actor, event, ...extra });
    return history;
  };
  const history: InventedHistory = {
    lines,
    wait(ms) {
      atMs += ms;
      return history;
    },
    note: (actor, event, extra = {}) => add(actor, event, extra),
    call(event, wanted, extra = {}) {
      if (wanted === "ended") {
        const took = [{ from: "call.live", to: ["call.ended"] }];
        return add("call", event, { state: "ended", took, ...extra });
      }
      const before = regions;
      regions = { ...regions, ...wanted };
      const took = Object.keys(regions)
        .filter((region) => regions[region] !== before[region])
        .map((region) =>
          asTaken(`call.live.${region}.${before[region]}`, `call.live.${region}.${regions[region]}`),
        );
      const live = Object.fromEntries(
        Object.entries(regions).map(([region, path]) => [region, nested(path)]),
      );
      return add("call", event, { state: { live }, ...(took.length > 0 ? { took } : {}), ...extra });
    },
    participant(speaker, event, path, extra = {}) {
      const before = participants[speaker] ?? "idle";
      participants[speaker] = path;
      const id = (place: string) => `participant.${OUTSIDE_ENGAGED.has(place) ? "" : "engaged."}${place}`;
      const took = before === path ? {} : { took: [asTaken(id(before), id(path))] };
      const state = OUTSIDE_ENGAGED.has(path) ? path : { engaged: nested(path) };
      return add(`participant:${speaker}`, event, { state, ...took, ...extra });
    },
  };
  return history;
}

/** The transition of the charts between two states: its source and its target may be states around them. */
function asTaken(from: string, to: string): Transition {
  const { edges } = layoutOf(from.startsWith("call.") ? "call" : "participant");
  const found = edges.find(
    (edge) => [from, aroundOf(from)].includes(edge.from) && [to, aroundOf(to)].includes(edge.to.join()),
  );
  return { from: found?.from ?? from, to: [...(found?.to ?? [to])] };
}

const aroundOf = (id: string): string => id.slice(0, id.lastIndexOf("."));

function nested(path: string): unknown {
  const [head, ...tail] = path.split(".");
  return tail.length === 0 ? head : { [head ?? ""]: nested(tail.join(".")) };
}

/** A ledger that balances: what is not named is recognised. */
export function inventLedger(receivedMs: number, rest: Partial<Omit<Ledger, "receivedMs">> = {}): Ledger {
  const droppedMs = rest.droppedMs ?? { hold: 0, overflow: 0, abandoned: 0 };
  const { bufferedMs = 0, heardMs = 0, replayedMs = 0 } = rest;
  const taken = bufferedMs + heardMs + droppedMs.hold + droppedMs.overflow + droppedMs.abandoned;
  return { receivedMs, recognizedMs: receivedMs - taken, bufferedMs, heardMs, droppedMs, replayedMs };
}
