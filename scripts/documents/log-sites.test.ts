import { expect, test } from "bun:test";
import { logSitesOf } from "./log-sites.ts";

const SOURCE = `
// logger.info("not a call, but a comment")
const fields = { jobId: job?.id, reason: text(")", "}") };
if (isLast) logger.error(fields, "given up");
this.#options.logger.warn(
  { callKey, err: SidetoneError.from(caught, "INTERNAL"), delayMs },
  "tried again",
);
logger.info({ speaker, ...missing }, "audio, and more (of it)");
context.logger.fatal(\`no \${plain} text\`);
logger.debug(deed, "a deed");
logger.trace("alone");
`;

test("log calls are found with level, text and fields, with any brackets and commas in their texts", () => {
  expect(logSitesOf("src/a.ts", SOURCE)).toEqual([
    { where: "src/a.ts:4", level: "error", message: "given up", fields: ["jobId", "reason"], unnamed: [] },
    {
      where: "src/a.ts:5",
      level: "warn",
      message: "tried again",
      fields: ["callKey", "err", "delayMs"],
      unnamed: [],
    },
    {
      where: "src/a.ts:9",
      level: "info",
      message: "audio, and more (of it)",
      fields: ["speaker"],
      unnamed: ["...missing"],
    },
    { where: "src/a.ts:10", level: "fatal", message: null, fields: [], unnamed: [] },
    { where: "src/a.ts:11", level: "debug", message: "a deed", fields: [], unnamed: ["deed"] },
    { where: "src/a.ts:12", level: "trace", message: "alone", fields: [], unnamed: [] },
  ]);
});
