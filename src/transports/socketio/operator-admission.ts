/** Lets operators into a namespace: who they are, whether they have its right, and whether there is a place. */
import type { Namespace, Socket } from "socket.io";
import type { Clock } from "../../base/clock.ts";
import { withDeadline } from "../../base/deadline.ts";
import { SidetoneError } from "../../base/errors.ts";
import type { Logger } from "../../base/log.ts";
import type { Role } from "../../contract/access.ts";
import {
  type HeadersLike,
  hasRole,
  type OperatorDoor,
  type OperatorIdentity,
} from "../../operators/access.ts";
import { isSameOrigin } from "../../operators/same-origin.ts";
import type { Guesses } from "../../telemetry/guesses.ts";

/** Message of the CONNECT_ERROR: sign in and connect again. */
const REFUSAL = "authentication failed";
/** Messages of the CONNECT_ERROR if the same attempt may succeed later. */
const TOO_MANY = "too many consoles";
const NOT_NOW = "not available now";

export interface AdmissionOptions {
  door: OperatorDoor;
  /** Of all namespaces together. */
  maxConsoles: number;
  /** Hears of a connection whose operator was identified. */
  onIdentified(socket: Socket): void;
  /** Where the connection comes from. */
  addressOf(socket: Socket): string;
  guesses: Guesses;
  /** Longest wait for the door. */
  identifyDeadlineMs: number;
  clock: Clock;
  logger: Logger;
}

export interface AdmittedOperator {
  socket: Socket;
  identity: OperatorIdentity;
  /** The operator that the connection's headers identify now; null if they no longer do, or the right is gone. */
  identify(): Promise<OperatorIdentity | null>;
}

export interface OperatorAdmission {
  /** `onAdmitted` is called for each connection of an operator with this right. */
  guard(namespace: Namespace, role: Role, onAdmitted: (operator: AdmittedOperator) => void): void;
}

export function createOperatorAdmission(options: AdmissionOptions): OperatorAdmission {
  const { clock, logger, maxConsoles, guesses } = options;
  /** Connections of identified operators; until the door answers, a connection has a stranger's place. */
  let places = 0;

  async function identify(headers: HeadersLike, role: Role): Promise<OperatorIdentity | null> {
    const { door, identifyDeadlineMs } = options;
    const work = door.identify(headers);
    const identity = await withDeadline(clock, identifyDeadlineMs, work, "Identifying an operator");
    if (identity === null || !hasRole(identity, role)) return null;
    // Browsers add cookies, and identity proxies their header, also for pages of other sites.
    return identity.via === "bearer" || isSameOrigin(headers) ? identity : null;
  }

  function takePlace(socket: Socket): void {
    let isTaken = true;
    places += 1;
    const release = () => {
      if (isTaken) places -= 1;
      isTaken = false;
      socket.conn.off("close", release);
    };
    socket.conn.once("close", release);
    socket.once("disconnect", release);
  }

  async function admit(socket: Socket, identity: OperatorIdentity | null): Promise<Error | undefined> {
    if (identity === null) {
      await guesses.wrong("console.identity", options.addressOf(socket));
      return new Error(REFUSAL);
    }
    options.onIdentified(socket);
    if (places >= maxConsoles) return new Error(TOO_MANY);
    takePlace(socket);
    socket.data = { identity };
    return undefined;
  }

  return {
    guard(namespace, role, onAdmitted) {
      namespace.use((socket, next) => {
        identify(headersOf(socket), role)
          .then((identity) => admit(socket, identity))
          .then(next, (caught: unknown) => {
            const error = SidetoneError.from(caught);
            logger.warn({ err: error }, "operator could not be identified at the live feed");
            next(new Error(error.retryable ? NOT_NOW : REFUSAL));
          });
      });
      namespace.on("connection", (socket) => {
        const { identity } = socket.data as { identity: OperatorIdentity };
        onAdmitted({ socket, identity, identify: () => identify(headersOf(socket), role) });
      });
    },
  };
}

/** Headers of the request the connection was opened with. */
function headersOf(socket: Socket): HeadersLike {
  const { headers } = socket.handshake;
  return {
    get(name) {
      const value = headers[name];
      return (Array.isArray(value) ? value.join(", ") : value) ?? null;
    },
  };
}
