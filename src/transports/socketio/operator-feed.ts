/** The operators' namespace on the desktops' Socket.IO server: gives each console its feed. */
import type { Server } from "socket.io";
import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/log.ts";
import type { FeedHub } from "../../operators/feed/feed-hub.ts";
import type { OperatorAdmission } from "./operator-admission.ts";
import { startOperatorConsole } from "./operator-console.ts";

const OPERATOR_NAMESPACE = "/operators";

export interface OperatorFeedOptions {
  /** Of the desktops' server; its other namespaces are left alone. */
  io: Pick<Server, "of">;
  admission: OperatorAdmission;
  hub: FeedHub;
  clock: Clock;
  logger: Logger;
}

export interface OperatorFeed {
  /** Consoles connected now. */
  count(): number;
  /** No console is sent anything more. The sockets are their server's to close. */
  close(): void;
}

export function serveOperatorFeed({ io, admission, hub, clock, logger }: OperatorFeedOptions): OperatorFeed {
  const namespace = io.of(OPERATOR_NAMESPACE);
  admission.guard(namespace, "view", (operator) => {
    logger.info({ operator: operator.identity.name }, "operator's console connected");
    startOperatorConsole({ ...operator, hub, clock, logger });
  });
  return { count: () => namespace.sockets.size, close: () => hub.close() };
}
