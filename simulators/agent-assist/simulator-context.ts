/** What the services of one simulator share. */
import type { Faults } from "./faults.ts";
import type { Reference } from "./listener/reference.ts";
import type { Notifications } from "./notifications.ts";
import type { ResolvedOptions } from "./options.ts";
import type { SimulatorRecord } from "./record.ts";
import type { CloudSetup } from "./setup.ts";
import type { Suggestions } from "./suggestions.ts";
import type { World } from "./world.ts";

export interface SimulatorContext {
  options: ResolvedOptions;
  /** Full name of the one conversation profile. */
  profileName: string;
  setup: CloudSetup;
  world: World;
  faults: Faults;
  record: SimulatorRecord;
  reference: Reference;
  notifications: Notifications;
  suggestions: Suggestions;
}
