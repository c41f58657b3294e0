/**
 * The rules of the map as data: who may import whom, and which patterns are forbidden where. Paths are relative to the root.
 * CONTRIBUTING.md shows the tables; a test compares them.
 */

/** A module that may be imported despite a rule. */
export interface Exception {
  readonly path: string;
  /** Only its types. */
  readonly typeOnly?: true;
}

/** Files below `from` import nothing below `forbidden`, apart from the exceptions. Tests are exempt. */
export interface LayerRule {
  readonly name: string;
  readonly from: string;
  readonly forbidden: readonly string[];
  readonly except: readonly Exception[];
}

/** Files below `from` import only these packages ("node:..." and "bun" count as packages). */
export interface PackageRule {
  readonly name: string;
  readonly from: string;
  readonly allowed: readonly string[];
}

/** A pattern that no file below `from` has, except the named files and folders. Tests are exempt. */
export interface TextRule {
  readonly name: string;
  readonly from: string;
  readonly pattern: RegExp;
  readonly except: readonly string[];
}

export const LAYER_RULES: readonly LayerRule[] = [
  {
    name: "the ground floor imports no other folder",
    from: "src/base/",
    forbidden: ["src/", "simulators/"],
    except: [{ path: "src/base/" }],
  },
  {
    name: "code shared by server and browser imports only the ground floor",
    from: "src/contract/",
    forbidden: ["src/", "simulators/"],
    except: [{ path: "src/contract/" }, { path: "src/base/" }],
  },
  {
    name: "settings import only what they are checked against",
    from: "src/settings/",
    forbidden: ["src/", "simulators/"],
    except: [{ path: "src/settings/" }, { path: "src/contract/" }, { path: "src/base/" }],
  },
  {
    name: "charts import neither what runs them nor anything with input or output",
    from: "src/actors/",
    forbidden: ["src/", "simulators/"],
    except: [{ path: "src/actors/" }, { path: "src/contract/" }, { path: "src/base/" }],
  },
  {
    name: "assist events are shared by server and browser, and import only the ground floors and types",
    from: "src/assist/",
    forbidden: ["src/", "simulators/"],
    except: [
      { path: "src/assist/" },
      { path: "src/contract/" },
      { path: "src/base/" },
      { path: "src/actors/participant/recognizer.ts", typeOnly: true },
      { path: "src/audio/tracks.ts", typeOnly: true },
      { path: "src/settings/table.ts", typeOnly: true },
    ],
  },
  {
    name: "what runs the charts imports no transport, server or store",
    from: "src/calls/",
    forbidden: [
      ...["src/transports/", "src/carriers/", "src/http/", "src/jobs/", "src/storage/", "src/web/"],
      "simulators/",
    ],
    except: [{ path: "src/storage/port.ts", typeOnly: true }],
  },
  ...["src/transports/", "src/carriers/"].map((from) => ({
    name: "a transport or carrier talks to calls only through their contracts",
    from,
    forbidden: ["src/actors/", "src/calls/", "src/fleet/"],
    except: [
      { path: "src/calls/port.ts" },
      { path: "src/actors/call/events.ts" },
      { path: "src/actors/participant/recognizer.ts" },
      { path: "src/actors/agent-session/machine.ts" },
    ],
  })),
  {
    name: "the fleet carries calls between instances, and imports no transport or server",
    from: "src/fleet/",
    forbidden: ["src/transports/", "src/carriers/", "src/http/", "src/delivery/", "src/service/", "src/web/"],
    except: [],
  },
  {
    name: "production code never imports a simulator, a test, a script or a benchmark",
    from: "src/",
    forbidden: ["simulators/", "test/", "scripts/", "bench/"],
    except: [],
  },
  {
    name: "audio is arithmetic without input or output",
    from: "src/audio/",
    forbidden: ["src/transports/", "src/http/", "src/jobs/", "src/storage/", "src/web/", "src/delivery/"],
    except: [],
  },
  {
    name: "browser code imports nothing of the server",
    from: "src/web/",
    forbidden: ["src/", "simulators/"],
    except: [
      { path: "src/web/" },
      { path: "src/assist/" },
      { path: "src/base/back-off.ts" },
      { path: "src/base/json.ts" },
      { path: "src/base/json-fields.ts" },
      { path: "src/contract/audio-gap.ts" },
      { path: "src/contract/former-versions.ts" },
      { path: "src/contract/matches-filter.ts" },
      { path: "src/contract/panel-languages.ts" },
      { path: "src/contract/speaker.ts" },
      { path: "src/contract/no-help.ts" },
      { path: "src/contract/ui-features.ts" },
      { path: "src/contract/wordless.ts" },
      { path: "src/contract/words-to-screen.ts" },
      { path: "src/contract/", typeOnly: true },
    ],
  },
  {
    name: "a client package imports nothing of the server",
    from: "clients/",
    forbidden: ["src/", "simulators/"],
    except: [],
  },
];

export const PACKAGE_RULES: readonly PackageRule[] = [
  { name: "audio is arithmetic without input or output", from: "src/audio/", allowed: ["node:buffer"] },
  {
    name: "browser code imports nothing of the server",
    from: "src/web/",
    allowed: ["dompurify", "lit", "marked", "socket.io-client", "uplot", "xstate"],
  },
  {
    name: "a client package imports nothing of the server",
    from: "clients/",
    allowed: ["socket.io-client"],
  },
];

export const TEXT_RULES: readonly TextRule[] = [
  {
    name: "only the settings read the environment",
    from: "src/",
    pattern: /\b(?:process\.env|Bun\.env|import\.meta\.env)\b/g,
    except: ["src/settings/read.ts", "src/main.ts"],
  },
  {
    name: "a call's actor and its snapshot stay where calls run: everybody else has the port and plain data",
    from: "src/",
    pattern: /\.(?:actor|getSnapshot|getPersistedSnapshot)\(|calls\/live-call\.ts/g,
    except: ["src/calls/", "src/actors/"],
  },
  {
    name: "only the composition root and the browser write to the console",
    from: "src/",
    pattern: /(?<![\w.])console\s*\.\s*\w+/g,
    except: ["src/main.ts", "src/web/"],
  },
];

/** Longest file in lines, tests included. */
export const LINE_LIMIT = 300;
/** Folders that the rules apply to. */
export const CHECKED_FOLDERS = ["src/", "clients/", "simulators/", "scripts/", "bench/", "samples/"] as const;
