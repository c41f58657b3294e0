/** Bodies on their way: each has a deadline, and their number is bounded, apart for senders without a secret. */
import { type ClientAddresses, networkOf } from "../../base/client-address.ts";
import type { Clock } from "../../base/clock.ts";
import { Places } from "../../base/places.ts";
import type { Refusals } from "../../telemetry/refusals.ts";
import { RefusedError } from "./refusal.ts";

/** "known": the request's secret was checked before its body is read. */
export type Sender = "known" | "stranger";

export interface BodyGateOptions {
  /** Largest body the server reads at all. */
  maxRequestBodyBytes: number;
  addresses: Pick<ClientAddresses, "of">;
  refusals: Pick<Refusals, "note">;
  clock: Clock;
}

/** The body that is read, and what it may take. */
export interface Reading {
  sender: Sender;
  /** As the request claims it, or the most that is read. */
  sizeBytes: number;
}

export interface BodyGate {
  /** The bodies of this request are admitted here from now on. */
  watch(request: Request): void;
  close(): void;
}

/** From the first wait for the body to its last byte, however it drips. */
export const BODY_DEADLINE_MS = 10_000;
/** Bodies of strangers, together: as many places as fit, but enough for small offices and not more than are of use. */
const STRANGERS_BYTES = 64 * 1024 * 1024;
const MIN_STRANGERS = 16;
const MAX_STRANGERS = 256;
/** Bodies of one address; the grace lets offices behind one address register at the same moment. */
const MAX_STRANGERS_PER_PEER = 32;
const STRANGER_GRACE_MS = 2_000;
const MAX_KNOWN = 1_000;
const MAX_KNOWN_BYTES = 64 * 1024 * 1024;

type Admit = <T>(request: Request, reading: Reading, read: () => Promise<T>) => Promise<T>;

/** A body is read far from the server, by code that has the request only. */
const gates = new WeakMap<Request, Admit>();

/**
 * Reads by `read`, if the gate of the request's server has room. Rejects with a 408 after the deadline and with a 503
 * where others need the room; both close the connection, which ends what is left of the body. A request that came
 * through no server is read as it is.
 */
export async function admitBody<T>(request: Request, reading: Reading, read: () => Promise<T>): Promise<T> {
  const admit = gates.get(request);
  return admit === undefined ? await read() : await admit(request, reading, read);
}

export function createBodyGate(options: BodyGateOptions): BodyGate {
  const { addresses, refusals, clock } = options;
  const fitting = Math.floor(STRANGERS_BYTES / options.maxRequestBodyBytes);
  const strangers = new Places<() => void>({
    max: Math.min(MAX_STRANGERS, Math.max(MIN_STRANGERS, fitting)),
    maxPerPeer: MAX_STRANGERS_PER_PEER,
    maxPerConnection: MAX_STRANGERS_PER_PEER,
    graceMs: STRANGER_GRACE_MS,
    clock,
    onEvicted: (stop) => stop(),
  });
  let known = 0;
  let knownBytes = 0;

  function takeKnown(sizeBytes: number): () => void {
    if (known >= MAX_KNOWN || knownBytes + sizeBytes > MAX_KNOWN_BYTES) throw crowded();
    known += 1;
    knownBytes += sizeBytes;
    return () => {
      known -= 1;
      knownBytes -= sizeBytes;
    };
  }

  function takeStranger(request: Request, stop: () => void): () => void {
    const peer = networkOf(addresses.of(request));
    return strangers.take(stop, { peer, connection: peer });
  }

  function crowded(): RefusedError {
    refusals.note("body.places");
    return new RefusedError("LIMIT_EXCEEDED", "Too many bodies are on their way; send this one again.", {
      title: "Too much at once",
      headers: { connection: "close", "retry-after": "1" },
      retryable: true,
    });
  }

  const admit: Admit = async (request, { sender, sizeBytes }, read) => {
    const stopped = Promise.withResolvers<never>();
    const stop = () => stopped.reject(crowded());
    const leave = sender === "known" ? takeKnown(sizeBytes) : takeStranger(request, stop);
    const timer = clock.setTimeout(() => {
      refusals.note("body.late");
      stopped.reject(late());
    }, BODY_DEADLINE_MS);
    try {
      return await Promise.race([read(), stopped.promise]);
    } finally {
      clock.clearTimeout(timer);
      leave();
    }
  };

  return {
    watch(request) {
      gates.set(request, admit);
    },
    close: () => strangers.close(),
  };
}

function late(): RefusedError {
  return new RefusedError("DEADLINE_EXCEEDED", "The body did not arrive in time.", {
    status: 408,
    title: "The request took too long",
    headers: { connection: "close" },
  });
}
