import { expect, test } from "bun:test";
import { createLogger } from "./log.ts";
import { forPeople } from "./log-for-people.ts";

function lines(hasColors = false) {
  const written: string[] = [];
  const logger = createLogger("info", forPeople({ write: (text) => written.push(text), hasColors }));
  return { logger, written };
}

test("a line says when, how severe and what, then its fields; an error is its message, without a stack", () => {
  const { logger, written } = lines();
  logger.info({ grpcPort: 50051, missing: ["pubsub"] }, "listening");
  logger.error({ err: new Error("no disk"), step: "storage" }, "shutdown step failed");
  logger.fatal({ code: "CONFIG_INVALID", reason: "HTTP_PORT 1 is taken" }, "could not start");
  expect(written.map((line) => line.slice(line.indexOf(" ") + 1))).toEqual([
    'info  listening  grpcPort=50051  missing=["pubsub"]\n',
    "error shutdown step failed: no disk  step=storage\n",
    "fatal could not start: HTTP_PORT 1 is taken  code=CONFIG_INVALID\n",
  ]);
  expect(written[0]).toMatch(/^\d\d:\d\d:\d\d /);
});

test("what is blanked in JSON is blanked here too, and colours come only where they are wanted", () => {
  const { logger, written } = lines(true);
  logger.warn({ token: "s3cret" }, "refused");
  expect(written[0]).toContain("\x1b[33mwarn ");
  expect(written[0]).not.toContain("s3cret");
});
