/**
 * How the runtime's memory allocator is set wherever the program runs: by the image, the systemd unit, `make start`, tests and the
 * benchmark. It reads these variables before any code of the program runs (Bun's fork of mimalloc: docs of its options, in ms).
 *
 * By default each calm moment of the event loop searches all pages for unused parts and gives them back, up to ten times a second,
 * and what was freed whole is given back after a tenth of a second. A process with few calls has a calm moment after each chunk, so
 * that the next chunk asks for the same pages again.
 */
export const ALLOCATOR = {
  MIMALLOC_PURGE_DELAY: "1000",
  MIMALLOC_PURGE_HOLES_MIN_INTERVAL: "2000",
} as const;
