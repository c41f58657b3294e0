/**
 * The supervisors' namespace: operators with the right `supervise` read a live call's page along with its agent. It listens
 * to joining and leaving only, so there is nothing that a supervisor could do to the call.
 */
import type { Server } from "socket.io";
import { conversationIdOf, roomOf } from "../../assist/conversation.ts";
import type { Clock } from "../../base/clock.ts";
import { SidetoneError } from "../../base/errors.ts";
import type { Logger } from "../../base/log.ts";
import type { CallConsole, CallDirectory } from "../../calls/port.ts";
import type { Delivery } from "../../delivery/delivery.ts";
import type { Auditor } from "../../operators/auditor.ts";
import type { CallStateSource } from "./call-state.ts";
import { createDesktopLine } from "./desktop-line.ts";
import { JoinedConversations } from "./joined-conversations.ts";
import { type JoinRequest, readJoin } from "./messages.ts";
import type { AdmittedOperator, OperatorAdmission } from "./operator-admission.ts";
import { watchOperatorSession } from "./session-watch.ts";

export const SUPERVISOR_NAMESPACE = "/supervisors";
/** A sign-out, at whichever instance, ends the reading within this. */
const RECHECK_INTERVAL_MS = 5_000;
const MAX_BUFFERED_MESSAGES = 2_000;

export interface SupervisionOptions {
  delivery: Delivery;
  callState: CallStateSource;
  calls: CallDirectory & Pick<CallConsole, "act">;
  auditor: Auditor;
  /** Full name of the conversation that a call would have. */
  conversationNameOf(callKey: string): string;
  homeLocation: string;
  clock: Clock;
  logger: Logger;
}

export function serveSupervisors(
  options: SupervisionOptions & { io: Pick<Server, "of">; admission: OperatorAdmission },
): void {
  options.admission.guard(options.io.of(SUPERVISOR_NAMESPACE), "supervise", (operator) =>
    startSupervision({ ...options, ...operator }),
  );
}

/** One page of a supervisor: it reads one call at a time. */
function startSupervision(options: SupervisionOptions & AdmittedOperator): void {
  const { socket, identity, calls, auditor, logger } = options;
  const operator = identity.name;
  const line = createDesktopLine(socket, MAX_BUFFERED_MESSAGES);
  const joined = new JoinedConversations({ ...options, line, isOnlooker: true });
  /** The call that is read, or about to be; undefined for none. */
  let reading: { callKey: string; isBegun: boolean } | undefined;

  /** False where the call does not live. Rejects where the audit cannot be kept: then no word is sent. */
  async function begin(callKey: string): Promise<boolean> {
    const deed = { operator, action: "supervise", callKey } as const;
    const { outcome } = await calls.act(callKey, { action: "supervise" }, operator);
    if (outcome !== "done") {
      await auditor.note({ ...deed, detail: { reason: "the call is not live" }, outcome: "refused" });
      return false;
    }
    try {
      await auditor.require({ ...deed, outcome: "done" });
    } catch (caught) {
      await calls.act(callKey, { action: "supervise.end" }, operator);
      throw caught;
    }
    return true;
  }

  function end(callKey: string): void {
    const deed = { operator, action: "supervise.end", callKey } as const;
    void auditor.note({ ...deed, outcome: "done" });
    // A call that is over has its last line already.
    calls.act(callKey, { action: "supervise.end" }, operator).catch(failed);
  }

  function leave(): void {
    for (const room of joined.rooms) joined.leave(room);
    const left = reading;
    reading = undefined;
    if (left?.isBegun === true) end(left.callKey);
  }

  function failed(caught: unknown): void {
    logger.warn({ code: SidetoneError.from(caught).code, operator }, "a supervisor's reading was not noted");
  }

  async function join({ room, after, ack }: JoinRequest): Promise<void> {
    const callKey = conversationIdOf(room);
    const isKnown = room === roomOf(options.conversationNameOf(callKey), options.homeLocation);
    if (!isKnown || reading !== undefined) return ack(false, room);
    const mine = { callKey, isBegun: false };
    reading = mine;
    try {
      mine.isBegun = await begin(callKey);
    } catch (caught) {
      failed(caught);
    }
    // It was left, or is gone, while the call was asked.
    const isLeft = reading !== mine;
    if (mine.isBegun && isLeft) end(callKey);
    if (!mine.isBegun && !isLeft) reading = undefined;
    if (!mine.isBegun || isLeft) return ack(false, room);
    ack(true, room);
    // A later life of the id is another call, which has to be asked for by itself.
    await joined.join({ room, after, form: "sidetone", stays: true });
  }

  socket.on("join-conversation", (...args: unknown[]) => {
    const read = readJoin(args, options.homeLocation);
    if (read.ok) void join(read.request);
    else read.ack(false, read.room);
  });
  socket.on("leave-conversation", (...args: unknown[]) => {
    const read = readJoin(args, options.homeLocation);
    leave();
    if (read.ok) read.request.ack(true, read.request.room);
    else read.ack(false, read.room);
  });
  const unwatch = watchOperatorSession({
    ...options,
    recheckMs: RECHECK_INTERVAL_MS,
    onOver() {
      logger.info({ operator, reason: "the session is over" }, "operator's console dropped");
      // No word more, however long the connection takes to go.
      leave();
      line.drop();
    },
  });
  socket.once("disconnect", () => {
    unwatch();
    leave();
  });
}
