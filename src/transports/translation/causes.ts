/** Why Cloud Translation did not translate, from its gRPC status. */
import { status } from "@grpc/grpc-js";
import type { TranslationCause } from "../../contract/translation-cause.ts";
import { grpcFailureOf } from "../dialogflow/errors.ts";

const BY_STATUS: Partial<Record<number, TranslationCause>> = {
  [status.PERMISSION_DENIED]: "TRANSLATION_REFUSED",
  [status.UNAUTHENTICATED]: "TRANSLATION_REFUSED",
  [status.NOT_FOUND]: "TRANSLATION_REFUSED",
  [status.FAILED_PRECONDITION]: "TRANSLATION_REFUSED",
  [status.INVALID_ARGUMENT]: "TRANSLATION_LANGUAGE",
  [status.RESOURCE_EXHAUSTED]: "TRANSLATION_QUOTA",
};

/** Over REST a used-up quota is 403 (quotas page of Cloud Translation): its words tell it from a missing role. */
const SAYS_QUOTA = /limit exceeded|quota/i;

export function causeOf(caught: unknown): TranslationCause {
  const { code, message } = grpcFailureOf(caught);
  if (code === status.PERMISSION_DENIED && SAYS_QUOTA.test(message)) return "TRANSLATION_QUOTA";
  return BY_STATUS[code] ?? "TRANSLATION_AWAY";
}
