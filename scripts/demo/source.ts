/** Where the demo's calls come from: what each source adds to the stage, and what it places. */
import type { Sample } from "../../samples/sample.ts";
import type { CallScore } from "../../simulators/stage/call-score.ts";
import type { DesktopEvent } from "../../simulators/stage/desktop-client.ts";
import type { CallStage, ProcessStage } from "../../simulators/stage/stage.ts";

export interface DemoSource {
  /** Further settings for Sidetone. */
  settings: Record<string, string>;
  /** Ports worth a line, for example "audio on port 50051". */
  describePorts(stage: ProcessStage): string;
  newCallId(): string;
  /** Of the panel's address. */
  panelSource: string;
  /** Key of the call with operators. */
  callKeyOf(callId: string): string;
  place(stage: CallStage, options: { sample: Sample; speed: number; callId: string }): Promise<DemoCall>;
  /** What the latency is from, for the sentence at the end. */
  latencyFrom: string;
  close(): Promise<void>;
}

export interface DemoCall {
  started: Promise<boolean>;
  /** The other side's own report. */
  finished: Promise<{ ok: boolean; problems: readonly string[] }>;
  score(events: readonly DesktopEvent[]): CallScore;
}
