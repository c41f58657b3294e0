/** The companion agent's RPC of Dialogflow, over WebChannel. */
import type { Clock } from "../../base/clock.ts";
import { SidetoneError } from "../../base/errors.ts";
import type { OpenCompanionStream } from "../socketio/companion-streams.ts";
import { openWebChannel, type WebChannelLimits } from "./channel.ts";
import type { ChannelCredentials } from "./requests.ts";

/** Where the RPC is (google.cloud.dialogflow.v2beta1); it is in no published proto. */
const RPC_PATH =
  "/google.cloud.dialogflow.v2beta1.Participants/StreamingReactiveCompanionSuggestions/channel";
/** What becomes part of a host's name is a location and nothing else. */
const LOCATION = /^(global|[a-z]{2,}|[a-z]+-[a-z]+[0-9]+)$/;
const PARTICIPANT = /^projects\/([^/]+)\/locations\/([^/]+)\//;

export interface CompanionChannelOptions {
  /** Such as https://{location}-dialogflow-webchannel.googleapis.com; {location} is the participant's. */
  baseUrl: string;
  project: string;
  /** Locations served; participants of others are refused. */
  locations: ReadonlySet<string>;
  credentials: ChannelCredentials;
  clock: Clock;
  limits?: Partial<WebChannelLimits>;
}

export function companionOverWebChannel(options: CompanionChannelOptions): OpenCompanionStream {
  const isServed = (location: string) => options.locations.has(location) && LOCATION.test(location);
  return (participant, events) => {
    const [, project, location] = PARTICIPANT.exec(participant) ?? [];
    if (project !== options.project || location === undefined || !isServed(location)) {
      throw new SidetoneError("FORBIDDEN", "This server does not serve that project or location");
    }
    const base = options.baseUrl.replaceAll("{location}", location).replace(/\/$/, "");
    const { credentials, clock, limits } = options;
    return openWebChannel({
      url: `${base}${RPC_PATH}`,
      credentials,
      clock,
      ...(limits === undefined ? {} : { limits }),
      ...events,
    });
  };
}
