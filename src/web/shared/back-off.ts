/** How long pages go on trying to get a lost connection back. */
import type { BackOff } from "../../base/back-off.ts";

/** About half an hour, nearly at once at first; after `maxAttempts` a person decides. */
export const RECONNECT_BACK_OFF: BackOff & { maxAttempts: number } = {
  firstMs: 500,
  maxMs: 15_000,
  maxAttempts: 120,
};
