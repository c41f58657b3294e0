/**
 * Keeps one core busy until its parent ends it or is gone:
 *
 *   bun scripts/testing/busy-loop.ts
 */
const TURN_MS = 200;

const parentId = process.ppid;
while (process.ppid === parentId) {
  const endMs = performance.now() + TURN_MS;
  while (performance.now() < endMs);
}
