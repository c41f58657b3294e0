/** Who is connected: strangers share few places, admitted desktops hold one each, and all connections are closed at the end. */
import { type ClientAddresses, networkOf } from "../../base/client-address.ts";
import type { Clock } from "../../base/clock.ts";
import { Places } from "../../base/places.ts";
import type { RefusalKind, Refusals } from "../../telemetry/refusals.ts";

/** What is asked of an Engine.IO connection here; the library does not export its type. */
export interface DesktopConnection {
  transport: { close(): void };
  once(event: "close", listener: () => void): unknown;
}

export interface DesktopPlacesOptions {
  maxDesktops: number;
  /** Tells strangers apart, for their places. */
  addresses: Pick<ClientAddresses, "of">;
  refusals: Refusals;
  /** As which refusals are counted. Default: those of desktops. */
  kinds?: { unsettled: RefusalKind; full: RefusalKind };
  clock: Clock;
}

const KINDS = { unsettled: "desktop.unsettled", full: "desktop.full" } as const;

export interface DesktopPlaces {
  /** Why a request may not open a connection; null if it may, or belongs to one that is open. */
  judge(request: Request): string | null;
  open(connection: DesktopConnection, request: Request): void;
  /** The connection is no longer a stranger's. */
  settle(connection: DesktopConnection): void;
  /** Takes a desktop's place; false if all are taken, and then the page reconnects by itself. */
  seat(connection: DesktopConnection): boolean;
  /** Where the connection comes from; "unknown" once it is gone. */
  addressOf(connection: DesktopConnection): string;
  /** Connections now, also those without a token, and those refused since the start. */
  counts(): { connections: number; refusedConnections: number };
  /** Cuts every connection off so that clients reconnect; later ones are refused. */
  close(): void;
}

/**
 * Connections that have shown no token yet. An agent's page shows it with its next message; the grace is for offices
 * whose pages all reconnect at the same moment from one address.
 */
const STRANGERS = { max: 2_000, maxPerPeer: 100, maxPerConnection: 100, graceMs: 3_000 };

export function createDesktopPlaces(options: DesktopPlacesOptions): DesktopPlaces {
  const { maxDesktops, refusals, clock, kinds = KINDS } = options;
  const origins = new WeakMap<Request, string>();
  const peers = new WeakMap<DesktopConnection, string>();
  const releases = new Map<DesktopConnection, () => void>();
  /** Connections that hold a desktop's place. */
  const desktops = new Set<DesktopConnection>();
  const strangers = new Places<DesktopConnection>({
    ...STRANGERS,
    clock,
    onEvicted(connection) {
      refusals.note(kinds.unsettled);
      connection.transport.close();
    },
  });
  let refusedConnections = 0;
  let isClosed = false;

  function noteFull(): void {
    refusedConnections += 1;
    refusals.note(kinds.full);
  }

  return {
    judge(request) {
      // An empty one opens a connection, too.
      if (new URL(request.url).searchParams.get("sid")) return null;
      // Once it is a WebSocket, Bun does not know any more where it came from.
      origins.set(request, options.addresses.of(request));
      if (desktops.size < maxDesktops && !isClosed) return null;
      noteFull();
      return isClosed ? "shutting down" : "too many desktops";
    },
    open(connection, request) {
      const peer = networkOf(origins.get(request) ?? "unknown");
      const release = strangers.take(connection, { peer, connection: peer });
      releases.set(connection, release);
      peers.set(connection, peer);
      connection.once("close", () => {
        release();
        releases.delete(connection);
        desktops.delete(connection);
      });
    },
    settle: (connection) => releases.get(connection)?.(),
    seat(connection) {
      const release = releases.get(connection);
      if (release === undefined) return false;
      release();
      if (!desktops.has(connection) && desktops.size >= maxDesktops) {
        noteFull();
        connection.transport.close();
        return false;
      }
      desktops.add(connection);
      return true;
    },
    addressOf: (connection) => peers.get(connection) ?? "unknown",
    counts: () => ({ connections: releases.size, refusedConnections }),
    close() {
      isClosed = true;
      strangers.close();
      // Closing a connection would wait for a desktop that does not read; closing its transport does not.
      for (const connection of [...releases.keys()]) connection.transport.close();
    },
  };
}
