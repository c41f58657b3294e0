import { expect, test } from "bun:test";
import { SidetoneError } from "./errors.ts";
import { createLogger } from "./log.ts";

function scene() {
  const lines: string[] = [];
  const logger = createLogger("info", { write: (line: string) => void lines.push(line) });
  return { logger, lines };
}

test("of an error the log has class, code, message and stack, and nothing a client hung on it", () => {
  const { logger, lines } = scene();
  const refused = Object.assign(new Error("ERR unknown command"), {
    code: "ERR",
    command: { name: "xadd", args: ["my card number is one two three"] },
    errors: [Object.assign(new Error("inner"), { row: "one two three" })],
  });
  const wrapped = new SidetoneError("STORAGE_FAILED", "Redis refused", { cause: refused });
  logger.error({ err: refused }, "first");
  logger.error({ err: wrapped, callKey: "five9-1" }, "second");
  expect(JSON.parse(lines[0] ?? "").err).toMatchObject({
    type: "Error",
    code: "ERR",
    message: "ERR unknown command",
  });
  expect(JSON.parse(lines[1] ?? "")).toMatchObject({
    callKey: "five9-1",
    err: { type: "SidetoneError", code: "STORAGE_FAILED", message: "Redis refused: ERR unknown command" },
  });
  expect(lines.join("")).toContain("log.test.ts");
  expect(lines.join("")).not.toContain("one two three");
});

test("what was thrown and is no error is named by its type alone", () => {
  const { logger, lines } = scene();
  logger.error({ err: "one two three" }, "thrown");
  expect(JSON.parse(lines[0] ?? "").err).toEqual({ type: "string" });
});
