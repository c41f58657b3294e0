/** What the server wrote into the console's page: who is signed in, and what serves it. */
import type { OperatorSession } from "../../contract/access.ts";
import type { CarrierName } from "../../contract/carrier-name.ts";

export interface OperatorPageSettings {
  session: OperatorSession;
  carriers: readonly CarrierName[];
  version: string;
  /** Address of the script that draws trends. */
  plotUrl: string;
}

/** Id of the script element that holds the settings as JSON. */
export const OPERATORS_SETTINGS_ID = "operators-settings";

/** Reads the settings; throws when the page was served without them, which is a fault of the server. */
export function readOperatorSettings(json: string): OperatorPageSettings {
  const settings = JSON.parse(json) as Partial<OperatorPageSettings>;
  const { session, carriers, version, plotUrl = "" } = settings;
  if (typeof session?.csrfToken !== "string" || !Array.isArray(session.roles) || !Array.isArray(carriers)) {
    throw new Error("The page was served without its settings");
  }
  return { session, carriers, version: typeof version === "string" ? version : "unknown", plotUrl };
}
