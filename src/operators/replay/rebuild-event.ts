/** Events of a history's lines, as an actor heard them; what a history leaves out decides nothing and is made empty. */
import type { AnyEventObject } from "xstate";
import { type ErrorCode, SidetoneError } from "../../base/errors.ts";
import type { HistoryLine } from "../../contract/history-line.ts";

/** Fields that were empty texts are not in a history. */
const EMPTY: Readonly<Record<string, AnyEventObject>> = {
  "leg.opened": {
    type: "leg.opened",
    domainId: "",
    campaignId: "",
    agentId: "",
    skillId: "",
    subscriptionId: "",
  },
  "mediastream.reported": {
    type: "mediastream.reported",
    subscriptionId: "",
    status: "",
    callLeg: "",
    failureType: "",
    failureDetail: "",
    occurredOn: "",
  },
  "stream.failed": { type: "stream.failed", message: "" },
  "participant.start": { type: "participant.start", conversationName: "" },
};

export function rebuildEvent(line: HistoryLine): AnyEventObject {
  const { event: type, detail = {} } = line;
  if (type.startsWith("xstate.error.")) return { type, error: rebuildError(detail) };
  const event: AnyEventObject = { ...EMPTY[type], ...detail, type };
  if (type === "assist.logged") event.features = namesOf(detail.features);
  if (type === "cti.received") event.variableNames = namesOf(detail.variableNames);
  return event;
}

/** An error that carries no code was of an unknown class. */
function rebuildError(detail: Record<string, unknown>): Error {
  const message = String(detail.message ?? "");
  if (typeof detail.code !== "string") return new Error(message);
  return new SidetoneError(detail.code as ErrorCode, message, { retryable: detail.retryable === true });
}

function namesOf(joined: unknown): string[] {
  return typeof joined === "string" && joined !== "" ? joined.split(",") : [];
}
