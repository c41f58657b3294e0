import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { troubledLines } from "../../../../../test/support/invented-calls.ts";
import { inventHistory, inventLedger } from "../../../../../test/support/invented-history.ts";
import { runs } from "../../../../../test/support/property.ts";
import { audioStrips } from "./audio-strip.ts";
import { type Paint, paintSpans } from "./paint-spans.ts";

describe("the audio strip", () => {
  test("every millisecond received is in one piece, and gaps take room of their own", () => {
    for (const strip of audioStrips(troubledLines())) {
      let placeMs = 0;
      for (const { startMs, endMs } of strip.pieces) {
        expect(startMs).toBe(placeMs);
        expect(endMs).toBeGreaterThan(startMs);
        placeMs = endMs;
      }
      expect(placeMs).toBe(strip.lengthMs);
    }
  });

  test("speech up to each final, a hold, lost audio, a gap and what is sent again", () => {
    const [agent, customer] = audioStrips(troubledLines());
    const kinds = (strip: typeof agent) => strip?.pieces.map(({ kind }) => kind) ?? [];
    expect(new Set(kinds(agent))).toEqual(new Set(["speech", "gap", "lost", "waiting"]));
    expect(kinds(customer)).toContain("hold");
    expect(agent?.pieces.find(({ kind }) => kind === "lost")).toMatchObject({ fromMs: 14_000, toMs: 15_240 });
    expect(agent?.replays).toMatchObject([{ stream: 2, startMs: 8_800 }]);
    expect(customer?.replays).toEqual([]);
  });

  test("accounts beside the lines make positions exact", () => {
    const call = inventHistory().note("call", "leg.firstAudio", { detail: { legId: "a", speaker: "agent" } });
    const detail = { legId: "a", speaker: "agent" };
    call.wait(1_000).note("call", "leg.held", { detail, ledger: inventLedger(980) });
    call.wait(2_000).note("call", "leg.resumed", { detail, ledger: inventLedger(3_000) });
    call.note("participant:agent", "stream.final", { detail: { endMs: 900 } });
    const [strip] = audioStrips(call.lines, { agent: inventLedger(4_000) });
    expect(strip?.isEstimated).toBe(false);
    expect(strip?.pieces.map(({ kind, fromMs, toMs }) => [kind, fromMs, toMs])).toEqual([
      ["speech", 0, 900],
      ["waiting", 900, 980],
      ["hold", 980, 3_000],
      ["waiting", 3_000, 4_000],
    ]);
  });

  test("a speaker without audio has no strip", () => {
    expect(
      audioStrips(inventHistory().call("leg.opened", {}, { detail: { speaker: "agent" } }).lines),
    ).toEqual([]);
  });
});

test("painted spans show the most important span at every place", () => {
  const importance = ["a", "b", "c"] as const;
  // Of one kind, one after the other: how long none is, and how long there is one.
  const ofOneKind = fc.array(fc.record({ gapMs: fc.nat(12), lengthMs: fc.nat(9) }), { maxLength: 8 });
  const property = fc.property(fc.tuple(ofOneKind, ofOneKind, ofOneKind), (kinds) => {
    const spans = kinds.flatMap((all, index) => {
      let atMs = 0;
      return all.map(({ gapMs, lengthMs }): Paint<"a" | "b" | "c"> => {
        const fromMs = atMs + gapMs;
        atMs = fromMs + lengthMs;
        return { kind: importance[index] ?? "a", fromMs, toMs: atMs, line: 0 };
      });
    });
    const painted = paintSpans(spans, importance, [30]);
    const endMs = Math.max(0, ...spans.map(({ toMs }) => toMs)) + 1;
    for (let placeMs = 0; placeMs < endMs; placeMs += 1) {
      const isOver = ({ fromMs, toMs }: { fromMs: number; toMs: number }) =>
        fromMs <= placeMs && placeMs < toMs;
      const wanted = importance.find((kind) => spans.some((span) => span.kind === kind && isOver(span)));
      expect(painted.find(isOver)?.kind).toBe(wanted);
    }
  });
  fc.assert(property, runs(100));
});
