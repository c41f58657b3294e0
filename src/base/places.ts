/** Places for clients that have not shown a secret yet: bounded, shared fairly, and the oldest makes room for the next. */
import type { Clock } from "./clock.ts";

/** Where a client comes from. A connection belongs to one peer; several may share an address behind a proxy. */
export interface Origin {
  /** Network address. */
  peer: string;
  /** Tells connections of a peer apart; the peer itself where each connection is one place. */
  connection: string;
}

export interface PlacesOptions<T> {
  /** In sum. A further client replaces the oldest one of the peer, and there of the connection, with the most places. */
  max: number;
  /** Beyond it the oldest of the peer is dismissed once `graceMs` have passed. */
  maxPerPeer: number;
  maxPerConnection: number;
  /** Long enough for a good client: many legs or desktops behind one proxy come at the same moment, and settle at once. */
  graceMs: number;
  clock: Clock;
  /** Tells the holder to go; its place is free by then. */
  onEvicted(holder: T): void;
}

interface Place<T> {
  readonly holder: T;
  readonly origin: Origin;
  readonly sinceMs: number;
}

/** Sets keep the order in which places were taken, so the first of each is its oldest. */
type Held<T> = Set<Place<T>>;

interface Peer<T> {
  readonly held: Held<T>;
  readonly connections: Map<string, Held<T>>;
}

export class Places<T> {
  readonly #options: PlacesOptions<T>;
  readonly #peers = new Map<string, Peer<T>>();
  #size = 0;
  #timer: unknown = null;

  constructor(options: PlacesOptions<T>) {
    this.#options = options;
  }

  get size(): number {
    return this.#size;
  }

  /** Takes a place, dismissing another client if needed. Returns the function that gives it back; further calls do nothing. */
  take(holder: T, origin: Origin): () => void {
    const place = { holder, origin, sinceMs: this.#options.clock.now() };
    let peer = this.#peers.get(origin.peer);
    if (peer === undefined) {
      peer = { held: new Set(), connections: new Map() };
      this.#peers.set(origin.peer, peer);
    }
    const ofConnection = peer.connections.get(origin.connection) ?? new Set();
    peer.connections.set(origin.connection, ofConnection);
    ofConnection.add(place);
    peer.held.add(place);
    this.#size += 1;
    if (this.#size > this.#options.max) this.#makeRoom();
    if (this.#trim(peer, ofConnection)) this.#watch();
    return () => void this.#release(place);
  }

  close(): void {
    this.#options.clock.clearTimeout(this.#timer);
  }

  #release(place: Place<T>): boolean {
    const { peer: address, connection } = place.origin;
    const peer = this.#peers.get(address);
    if (peer === undefined || !peer.held.delete(place)) return false;
    this.#size -= 1;
    const ofConnection = peer.connections.get(connection);
    ofConnection?.delete(place);
    if (ofConnection?.size === 0) peer.connections.delete(connection);
    if (peer.held.size === 0) this.#peers.delete(address);
    return true;
  }

  #evict(place: Place<T>): void {
    if (this.#release(place)) this.#options.onEvicted(place.holder);
  }

  #makeRoom(): void {
    const peer = largest(this.#peers.values(), ({ held }) => held.size);
    const ofConnection = largest(peer?.connections.values() ?? [], (held) => held.size);
    const oldest = firstOf(ofConnection);
    if (oldest !== undefined) this.#evict(oldest);
  }

  /** Dismisses surplus clients whose grace is over; true while younger surplus ones remain. */
  #trim(peer: Peer<T>, ofConnection: Held<T>): boolean {
    const { maxPerPeer, maxPerConnection } = this.#options;
    const connectionIsOver = this.#trimTo(ofConnection, maxPerConnection);
    return this.#trimTo(peer.held, maxPerPeer) || connectionIsOver;
  }

  #trimTo(held: Held<T>, most: number): boolean {
    const { clock, graceMs } = this.#options;
    while (held.size > most) {
      const oldest = firstOf(held);
      if (oldest === undefined || clock.now() - oldest.sinceMs < graceMs) return true;
      this.#evict(oldest);
    }
    return false;
  }

  #watch(): void {
    this.#timer ??= this.#options.clock.setTimeout(() => {
      this.#timer = null;
      let isOver = false;
      for (const peer of [...this.#peers.values()]) {
        for (const held of [...peer.connections.values()]) isOver = this.#trim(peer, held) || isOver;
      }
      if (isOver) this.#watch();
    }, this.#options.graceMs);
  }
}

function largest<V>(all: Iterable<V>, sizeOf: (value: V) => number): V | undefined {
  let most: V | undefined;
  for (const value of all) if (most === undefined || sizeOf(value) > sizeOf(most)) most = value;
  return most;
}

function firstOf<T>(held: Held<T> | undefined): Place<T> | undefined {
  return held?.values().next().value;
}
