/** What is fuzzed: a parser, inputs that look like its own, and what must hold of every answer. */
import type fc from "fast-check";

export interface FuzzTarget {
  /** Also the folder of its seeds below test/fuzz/seeds. */
  name: string;
  /** Inputs in the tests, beside the seeds: about a second's worth where a machine is not busy. */
  shortRun: number;
  open(): Promise<OpenTarget> | OpenTarget;
}

export interface OpenTarget {
  /** Built from the seeds, each changed in ways its form allows and in ways it does not. */
  inputs(seeds: readonly Uint8Array[]): fc.Arbitrary<Uint8Array>;
  /** Throws, or rejects, if the parser does what it must not. */
  check(input: Uint8Array): void | Promise<void>;
  /** After a run: throws if harm shows only now. */
  close?(): void | Promise<void>;
}

/** Only errors of the parser's own kind may come out of it. */
export function onlyThrows(isOwn: (error: unknown) => boolean, work: () => void): void {
  try {
    work();
  } catch (caught) {
    if (!isOwn(caught)) throw caught;
  }
}

export const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
