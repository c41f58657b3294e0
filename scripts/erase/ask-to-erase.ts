/** Asks a running Sidetone to erase a call, over the operators' API. */
import { type ErasedCall, erasureSchema } from "../../src/contract/operations.ts";

export interface Erasure {
  isErased: boolean;
  /** What came of it, for a person. */
  sentence: string;
}

/** The job queues' files are cleaned before the answer. */
const ANSWER_DEADLINE_MS = 300_000;

/** "not running" if no process listens at the address. */
export async function askToErase(options: {
  baseUrl: string;
  token: string | undefined;
  callKey: string;
}): Promise<Erasure | "not running"> {
  const { baseUrl, token, callKey } = options;
  let response: Response;
  try {
    response = await fetch(`${baseUrl}/operators/api/calls/${encodeURIComponent(callKey)}/erase`, {
      method: "POST",
      headers: { authorization: `Bearer ${token ?? ""}` },
      signal: AbortSignal.timeout(ANSWER_DEADLINE_MS),
    });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ECONNREFUSED" || code === "ConnectionRefused") return "not running";
    return {
      isErased: false,
      sentence: `${baseUrl} gave no answer: ask again, what was begun is finished then.`,
    };
  }
  const body: unknown = await response.json().catch(() => null);
  const read = erasureSchema.safeParse(body);
  if (response.ok && read.success) return { isErased: true, sentence: sentenceOf(callKey, read.data.erased) };
  const { detail } = (body ?? {}) as { detail?: unknown };
  const why = typeof detail === "string" ? detail : "without a reason";
  return { isErased: false, sentence: `${callKey} was not erased (${response.status}): ${why}` };
}

export function sentenceOf(
  callKey: string,
  { calls, lines, events, names, jobs, audit }: ErasedCall,
): string {
  const parts = [
    `${calls} call`,
    `${lines} lines of history`,
    `${events} events`,
    `${names} names`,
    `${jobs} jobs`,
  ];
  return `${callKey} is erased: ${parts.join(", ")}; ${audit} entries of the audit have a pseudonym.`;
}
