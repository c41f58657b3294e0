/** Events rebuilt from a history's lines. Fields that a history leaves out decide nothing and are empty. */
import type { AnyEventObject } from "xstate";
import { policyOf } from "../../actors/catalogue.ts";
import { type ErrorCode, SidetoneError } from "../../base/errors.ts";
import type { HistoryLine } from "../../contract/history-line.ts";

/** Texts that were empty are not in a history. */
export function rebuildEvent(line: HistoryLine): AnyEventObject {
  const { event: type, detail = {} } = line;
  if (type.startsWith("xstate.error.")) return { type, error: rebuildError(detail) };
  const event: AnyEventObject = { ...detail, type };
  for (const [field, policy] of Object.entries(policyOf(type).fields ?? {})) {
    if (policy === "text") event[field] ??= "";
    if (policy === "texts") event[field] ??= {};
    if (policy === "names") event[field] = namesOf(detail[field]);
  }
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
