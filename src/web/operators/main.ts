/** Starts the operators' console: settings from the page, its clients, and the one element that shows everything. */
import { OPERATORS_SETTINGS_ID, readOperatorSettings } from "./page-settings.ts";

readOperatorSettings(document.getElementById(OPERATORS_SETTINGS_ID)?.textContent ?? "{}");
