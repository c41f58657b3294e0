import { expect, test } from "bun:test";
import pino from "pino";
import { SidetoneError } from "../../base/errors.ts";
import { connectStorage } from "./redis-session.ts";

const TIMEOUT_MS = 500;
/** Never connected here: the connection is made with the first command. */
const connection = connectStorage({
  redisUrl: "redis://127.0.0.1:1",
  logger: pino({ level: "silent" }),
  timeoutMs: TIMEOUT_MS,
});

/** Fails so many times before it answers, as ioredis does at a command's deadline. Pauses take no time. */
function asks(failures: number, message = "Command timed out") {
  const asked = { times: 0 };
  let nowMs = 0;
  const clock = { now: () => nowMs, setTimeout: (then: () => void) => then(), clearTimeout: () => {} };
  const ask = async () => {
    asked.times += 1;
    nowMs += TIMEOUT_MS;
    if (asked.times <= failures) {
      throw new SidetoneError("STORAGE_FAILED", "Redis did not do ping", { cause: new Error(message) });
    }
  };
  return { asked, ask, clock };
}

test("a start that was held up beyond a command's deadline asks again", async () => {
  const { asked, ask, clock } = asks(3);
  await connection.firstAnswer(ask, clock);
  expect(asked.times).toBe(4);
});

test("silence ends the start after four commands, and the message says how long it was", async () => {
  const { asked, ask, clock } = asks(9);
  const failure = await connection.firstAnswer(ask, clock).catch((error: unknown) => error);
  expect(asked.times).toBe(4);
  expect(connection.startFailure(failure).message).toStartWith(
    "Redis at 127.0.0.1:1 does not answer (silent for 2 s). Start it",
  );
});

test("a refusal is not asked again", async () => {
  const { asked, ask, clock } = asks(9, "NOAUTH Authentication required.");
  const failure = await connection.firstAnswer(ask, clock).catch((error: unknown) => error);
  expect(asked.times).toBe(1);
  expect(connection.startFailure(failure).message).toContain("refuses the user or password");
});
