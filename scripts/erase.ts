/**
 * Erases one call, with the settings of the environment and .env:
 *
 *   bun scripts/erase.ts CALL [--http URL]
 *
 * Asks the process that runs at the URL, or on this machine; where none runs here, it does it by itself. CALL is the id in
 * the console, for example five9-600000000054602. Exit status: 0 erased, 1 not, 2 wrong use.
 */
import { parseArgs } from "node:util";
import { ConfigError, describeConfigError, readConfig } from "../src/settings/read.ts";
import { askToErase } from "./erase/ask-to-erase.ts";
import { eraseByOurselves } from "./erase/erase-by-ourselves.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { http: { type: "string" } },
});
const [callKey, ...rest] = positionals;

if (callKey === undefined || rest.length > 0) {
  console.error("Usage: erase.ts CALL [--http URL]");
  process.exitCode = 2;
} else {
  const { isErased, sentence } = await erase(callKey);
  (isErased ? console.log : console.error)(sentence);
  process.exitCode = isErased ? 0 : 1;
}

async function erase(callKey: string) {
  try {
    const settings = readConfig();
    const baseUrl = values.http ?? `http://127.0.0.1:${settings.HTTP_PORT}`;
    const asked = await askToErase({ baseUrl, token: settings.OPERATOR_TOKEN, callKey });
    if (asked !== "not running") return asked;
    if (values.http !== undefined) return { isErased: false, sentence: `No server answers at ${baseUrl}.` };
    return await eraseByOurselves(settings, callKey);
  } catch (caught) {
    if (!(caught instanceof ConfigError)) throw caught;
    return { isErased: false, sentence: describeConfigError(caught) };
  }
}
