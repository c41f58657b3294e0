import { describe, expect, test } from "bun:test";
import { StreamOffsets } from "./offsets.ts";
import { type PublishedFinal, type Remainder, UnreadFinals } from "./unread-finals.ts";

/** A stream that was sent `sent` samples from a place of the track, and was answered up to `readTo`. */
function streamOf(stream: number, from: number, sent: number, readTo = 0): Remainder {
  const offsets = new StreamOffsets(from);
  offsets.record(from, sent);
  return { stream, offsets, readTo, openedAtMs: 0 };
}

/** A published final; without a time it may be of any. */
function at(offset: number, publishedAtMs: number | null = null): PublishedFinal {
  return { offset, publishedAtMs };
}

describe("finals that were never read", () => {
  test("an event proves how far a broken stream had come", () => {
    const unread = new UnreadFinals();
    expect(unread.noteBroken(streamOf(1, 8_000, 4_000, 1_000), 0)).toBeUndefined();
    expect(unread.notePublished(at(3_000), undefined, 0)).toEqual({ stream: 1, position: 11_000 });
  });

  test("an event that came before the break counts at the break", () => {
    const unread = new UnreadFinals();
    const living = streamOf(1, 8_000, 4_000, 1_000);
    expect(unread.notePublished(at(3_000), living, 0)).toBeUndefined();
    expect(unread.noteBroken(living, 0)).toEqual({ stream: 1, position: 11_000 });
  });

  test("the event of a final that was read is no news, however often it comes", () => {
    const unread = new UnreadFinals();
    unread.noteRead(3_000);
    unread.noteBroken(streamOf(2, 20_000, 5_000), 0);
    expect(unread.notePublished(at(3_000), undefined, 0)).toBeUndefined();
    expect(unread.notePublished(at(3_004), undefined, 0)).toBeUndefined();
  });

  test("an event that came before its final was read proves nothing at a later break", () => {
    const unread = new UnreadFinals();
    const living = streamOf(1, 0, 9_000);
    unread.notePublished(at(3_000), living, 0);
    unread.noteRead(3_000);
    expect(unread.noteBroken({ ...living, readTo: 3_000 }, 0)).toBeUndefined();
  });

  test("an event that may be about the living stream is left to it", () => {
    const unread = new UnreadFinals();
    unread.noteBroken(streamOf(1, 0, 9_000), 0);
    expect(unread.notePublished(at(3_000), streamOf(2, 0, 4_000), 0)).toBeUndefined();
    expect(unread.notePublished(at(5_000), streamOf(2, 0, 4_000), 0)).toEqual({ stream: 1, position: 5_000 });
  });

  test("of two broken streams the event counts for the one that it proves least about", () => {
    const unread = new UnreadFinals();
    unread.noteBroken(streamOf(1, 1_000, 9_000), 0);
    unread.noteBroken(streamOf(2, 4_000, 9_000), 0);
    expect(unread.notePublished(at(3_000), undefined, 0)).toEqual({ stream: 1, position: 4_000 });
  });

  test("a final of a stream that replays a broken one's audio is believed when that stream breaks too", () => {
    const unread = new UnreadFinals();
    unread.noteBroken(streamOf(1, 1_000, 9_000), 0);
    const living = streamOf(2, 1_000, 9_000);
    expect(unread.notePublished(at(3_000), living, 0)).toBeUndefined();
    expect(unread.noteBroken(living, 0)?.position).toBe(4_000);
  });

  test("what a stream was not sent, or had answered, is not about that stream", () => {
    const unread = new UnreadFinals();
    unread.noteBroken(streamOf(1, 0, 4_000, 2_000), 0);
    expect(unread.notePublished(at(4_100), undefined, 0)).toBeUndefined();
    expect(unread.notePublished(at(1_500), undefined, 0)).toBeUndefined();
  });

  test("when it was published tells which stream an event cannot be about", () => {
    const unread = new UnreadFinals();
    unread.noteBroken({ ...streamOf(1, 1_000, 9_000), openedAtMs: 10_000 }, 15_000);
    unread.noteBroken({ ...streamOf(2, 4_000, 9_000), openedAtMs: 15_300 }, 20_000);
    const living = { ...streamOf(3, 4_000, 9_000), openedAtMs: 20_300 };
    expect(unread.notePublished(at(3_000, 18_000), living, 21_000)?.stream).toBe(2);
    expect(unread.notePublished(at(5_000, 14_000), living, 21_000)?.stream).toBe(1);
    expect(unread.notePublished(at(7_000, 20_900), living, 21_000)).toBeUndefined();
  });

  test("a stalled connection's server publishes seconds after its stream was given up, where no other can have", () => {
    const unread = new UnreadFinals();
    unread.noteBroken({ ...streamOf(1, 1_000, 9_000), openedAtMs: 10_000 }, 15_000);
    const living = { ...streamOf(2, 1_000, 2_000), openedAtMs: 15_300 };
    expect(unread.notePublished(at(7_000, 18_500), living, 18_600)).toEqual({ stream: 1, position: 8_000 });
    expect(unread.notePublished(at(8_500, 21_000), living, 21_100)).toBeUndefined();
  });

  test("the same proof is given once, also where two streams may have given it", () => {
    const unread = new UnreadFinals();
    unread.noteBroken(streamOf(1, 0, 4_000), 0);
    unread.noteBroken(streamOf(2, 500, 4_000), 0);
    expect(unread.notePublished(at(3_000), undefined, 0)).toBeDefined();
    expect(unread.notePublished(at(3_000), undefined, 0)).toBeUndefined();
  });

  test("a stream that broke long ago is forgotten", () => {
    const unread = new UnreadFinals();
    unread.noteBroken(streamOf(1, 0, 4_000), 0);
    expect(unread.notePublished(at(3_000), undefined, 60_000)).toBeUndefined();
  });
});
