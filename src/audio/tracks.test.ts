import { expect, test } from "bun:test";
import pino from "pino";
import { SimulatedClock } from "xstate";
import { TRACK_SETTINGS } from "../../test/support/settings.ts";
import type { AudioFormat } from "./sink.ts";
import { Tracks } from "./tracks.ts";

const FORMAT: AudioFormat = { encoding: "LINEAR16", sampleRateHertz: 8000 };

function createTracks(maxTracks = 10): Tracks {
  return new Tracks({
    clock: new SimulatedClock(),
    logger: pino({ level: "silent" }),
    maxTracks,
    settings: TRACK_SETTINGS,
  });
}

test("a leg that comes back writes to the same track; another speaker or call has its own", () => {
  const tracks = createTracks();
  tracks.open("a", "agent", FORMAT).write(new Uint8Array(160));
  tracks.open("a", "agent", FORMAT).write(new Uint8Array(160));
  tracks.open("a", "customer", FORMAT).write(new Uint8Array(16));
  tracks.open("b", "agent", FORMAT);
  expect(tracks.size).toBe(3);
  expect(tracks.ledgers("a")).toMatchObject({ agent: { receivedMs: 20 }, customer: { receivedMs: 1 } });
  expect(tracks.ledgers("a").supervisor).toBeUndefined();
});

test("a leg that comes back in another format is refused", () => {
  const tracks = createTracks();
  tracks.open("a", "agent", FORMAT);
  expect(() => tracks.open("a", "agent", { ...FORMAT, encoding: "MULAW" })).toThrow("another audio format");
  expect(() => tracks.open("a", "agent", { ...FORMAT, sampleRateHertz: 16_000 })).toThrow(
    "another audio format",
  );
});

test("release gives the final accounts and frees the places", () => {
  const tracks = createTracks(1);
  const sink = tracks.open("a", "agent", FORMAT);
  sink.write(new Uint8Array(160));
  expect(() => tracks.open("b", "agent", FORMAT)).toThrow("too many");
  expect(tracks.release("a")).toMatchObject({ agent: { bufferedMs: 0, droppedMs: { abandoned: 10 } } });
  expect(tracks.ledgers("a")).toEqual({});
  expect(tracks.release("a")).toEqual({});
  tracks.open("b", "agent", FORMAT);
  expect(tracks.size).toBe(1);
  tracks.close();
  expect(tracks.size).toBe(0);
});
