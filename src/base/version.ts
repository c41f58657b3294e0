/** The version of Sidetone that runs. */
import manifest from "../../package.json" with { type: "json" };

export const VERSION: string = manifest.version;
