/** Writes .env.sample and docs/reference/settings.md from src/settings/table.ts: `bun scripts/write-settings-documents.ts`. */
import { resolve } from "node:path";
import { SETTINGS } from "../src/settings/table.ts";
import { environmentSample, settingsPage } from "./settings/settings-documents.ts";

const root = resolve(import.meta.dir, "..");
await Bun.write(resolve(root, ".env.sample"), environmentSample(SETTINGS));
await Bun.write(resolve(root, "docs/reference/settings.md"), settingsPage(SETTINGS));
console.log(`.env.sample and docs/reference/settings.md list ${SETTINGS.length} settings`);
