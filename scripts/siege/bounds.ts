/** What a siege may cost at most. */

/** Of all inputs that were to be sent; the rest are streams on connections that could not be opened. 200,000 of a full run. */
export const LEAST_SENT_SHARE = 0.906;
/** Added to the 99th percentile of the time from a word to a desktop. */
export const MOST_ADDED_MS = 2_000;
/** What may remain above the state before, a minute after. A JavaScript heap does not give all back that fast. */
export const MOST_RSS_BACK_MB = 96;
/** Beside what the genuine calls of that time are kept with. */
export const MOST_DISK_BACK_MB = 16;
/** History, transcript and log of one genuine call, on disk. */
export const DISK_MB_PER_CALL = 0.25;
/** Memory and disk are back within this. */
export const BACK_WITHIN_MS = 60_000;
/** Lines of the log per hostile input, and beside that. */
export const MOST_LINES_PER_INPUT = 0.05;
export const FREE_LINES = 2_000;
