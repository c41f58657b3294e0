import { expect, test } from "bun:test";
import { readyForQuery } from "./wire-replies.ts";
import { WireServer } from "./wire-server.ts";

test("a statement of our own never waits for a client to wake the database", async () => {
  const seen: string[] = [];
  const server = new WireServer({
    socketPath: "",
    maxConnections: 1,
    execute: async (message) => {
      seen.push(Buffer.from(message.subarray(5, -1)).toString());
      return readyForQuery();
    },
    onDatabaseLost: (error) => {
      throw error;
    },
    onTrouble: () => {},
  });
  // Asked so many turns of the microtask queue after the answer before it: none may fall between two looks.
  for (let turns = 0; turns < 12; turns += 1) {
    await server.run(`first ${turns}`);
    for (let turn = 0; turn < turns; turn += 1) await null;
    await server.run(`second ${turns}`);
  }
  expect(seen).toHaveLength(24);
}, 20_000);
