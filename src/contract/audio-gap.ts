/** Audio that never came, and whether anybody's words can be missing with it. */

/**
 * sendTime: Five9's stamps moved on without audio. betweenLegs: no leg of the speaker was there to bring it. quiet: the leg sent nothing
 * while another one of the call did, as for a muted microphone. transfer: the speaker's stream ended in good order and another agent
 * took over; for a customer's, after the call had no stream at all, as in a queue.
 */
export type GapReason = "sendTime" | "betweenLegs" | "quiet" | "transfer";

const NO_LOSS: ReadonlySet<string> = new Set<GapReason>(["quiet", "transfer"]);
const BETWEEN_LEGS: ReadonlySet<string> = new Set<GapReason>(["betweenLegs", "transfer"]);

export const isLoss = (reason: string): boolean => !NO_LOSS.has(reason);
export const isBetweenLegs = (reason: string): boolean => BETWEEN_LEGS.has(reason);
