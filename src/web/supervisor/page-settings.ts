/** What the server wrote into the supervisor's page for its script, read back with care. */
import { recordOf } from "../../base/json-fields.ts";
import { type CallPageSettings, neededText, readCallPageSettings } from "../panel/page-settings.ts";

export interface SupervisorPageSettings extends CallPageSettings {
  /** The operator's name. */
  operator: string;
}

/** Throws when the page was served without its settings, which is a fault of the server. */
export function readSupervisorSettings(json: string): SupervisorPageSettings {
  const fields = recordOf(JSON.parse(json));
  return { ...readCallPageSettings(fields), operator: neededText(fields.operator) };
}
