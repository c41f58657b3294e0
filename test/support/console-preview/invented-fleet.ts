/** Many invented calls that go on living: healthy ones, failing ones, ended ones, by one seed. */
import type { Alarm, CallSummary } from "../../../src/contract/call-summary.ts";
import { seededRandom } from "../random.ts";

export interface FleetOptions {
  /** Live calls. */
  calls: number;
  ended: number;
  seed?: number;
  nowMs: number;
}

const CAMPAIGNS = ["Orders", "Returns", "Billing", "Harbour Club", "Outbound renewals"];
const AGENTS = Array.from({ length: 400 }, (_, index) => String(3_177_000 + index * 7));
const DOMAIN = "131300";

const TROUBLES: readonly { alarm: Alarm; view: Partial<CallSummary["view"]> }[] = [
  {
    alarm: {
      code: "RECOGNITION_7",
      severity: "serious",
      message: "The customer is not recognised: Google refuses permission.",
    },
    view: { participants: { agent: "recognizing", customer: "failed" } },
  },
  {
    alarm: {
      code: "UPSTREAM_REFUSED",
      severity: "serious",
      message: "The conversation cannot be opened: there is no such conversation profile.",
    },
    view: {
      conversation: "failed",
      participants: { agent: "idle", customer: "idle" },
      failure: { code: "UPSTREAM_REFUSED", message: "NOT_FOUND: conversation profile" },
    },
  },
  {
    alarm: {
      code: "RECOVERING",
      severity: "warning",
      message: "The agent's recognition has been recovering for 12 s.",
    },
    view: { participants: { agent: "recovering", customer: "recognizing" } },
  },
  {
    alarm: { code: "AUDIO_GAP", severity: "warning", message: "2.4 s of the customer's audio never came." },
    view: {},
  },
];

export interface InventedFleet {
  readonly calls: Map<string, CallSummary>;
  /** One event somewhere: returns the call it changed. */
  step(nowMs: number): CallSummary | undefined;
  /** A call that begins now. */
  begin(nowMs: number): CallSummary;
  end(callKey: string, nowMs: number): CallSummary | undefined;
  change(callKey: string, change: Partial<CallSummary>): CallSummary | undefined;
}

export function inventFleet(options: FleetOptions): InventedFleet {
  const random = seededRandom(options.seed ?? 11);
  const pick = <T>(list: readonly T[], fallback: T): T =>
    list[random.between(0, list.length - 1)] ?? fallback;
  const calls = new Map<string, CallSummary>();
  let serial = 0;

  function invent(startedAtMs: number): CallSummary {
    serial += 1;
    const source = random.chance(0.8) ? "five9" : "audiocodes";
    const vendorCallId =
      source === "five9"
        ? String(300_000_012_345_000 + serial * 37)
        : `4f21c0de-9a7c-4e0b-8d1f-${(serial * 7_919).toString(16).padStart(12, "0")}`;
    return {
      callKey: `${source}-${vendorCallId}`,
      source,
      vendorCallId,
      live: true,
      startedAtMs,
      endedAtMs: null,
      changedAtMs: startedAtMs,
      view: {
        media: random.chance(0.08) ? "held" : "streaming",
        conversation: "open",
        assist: random.chance(0.9) ? "attended" : "unattended",
        participants: { agent: "recognizing", customer: random.chance(0.05) ? "paused" : "recognizing" },
      },
      alarms: [],
      domainId: source === "five9" ? DOMAIN : "",
      agentIds: [pick(AGENTS, "")],
      campaignIds: [pick(CAMPAIGNS, "Orders")],
      desktops: random.chance(0.9) ? 1 : 0,
      suggestions: random.between(0, 30),
      endReason: null,
    };
  }
  function put(call: CallSummary): CallSummary {
    calls.set(call.callKey, call);
    return call;
  }
  function change(callKey: string, changed: Partial<CallSummary>): CallSummary | undefined {
    const call = calls.get(callKey);
    return call && put({ ...call, ...changed });
  }
  function end(callKey: string, nowMs: number): CallSummary | undefined {
    const call = calls.get(callKey);
    if (call === undefined) return undefined;
    const participants = Object.fromEntries(
      Object.keys(call.view.participants).map((who) => [who, "stopped"]),
    );
    const conversation = call.view.conversation === "failed" ? "failed" : "completed";
    return put({
      ...call,
      live: false,
      endedAtMs: nowMs,
      changedAtMs: nowMs,
      desktops: 0,
      view: { ...call.view, media: "ended", conversation, assist: "unattended", participants },
      endReason: "the call's legs are gone",
    });
  }

  for (let index = 0; index < options.calls; index += 1) {
    const call = invent(options.nowMs - random.between(5_000, 1_500_000));
    // The first ones fail, each in its own way, so that a small fleet shows everything.
    const trouble =
      index < TROUBLES.length || random.chance(0.01) ? TROUBLES[index % TROUBLES.length] : undefined;
    if (trouble !== undefined) {
      call.alarms = [trouble.alarm];
      call.view = { ...call.view, ...trouble.view };
      if (trouble.alarm.severity === "serious") call.suggestions = 0;
    }
    put(call);
  }
  for (let index = 0; index < options.ended; index += 1) {
    const startedAtMs = options.nowMs - 1_800_000 - index * 61_000;
    const call = put(invent(startedAtMs));
    if (random.chance(0.08))
      call.alarms = [TROUBLES[index % TROUBLES.length]?.alarm].filter((a) => a !== undefined);
    end(call.callKey, startedAtMs + random.between(40_000, 900_000));
  }

  return {
    calls,
    change,
    end,
    begin: (nowMs) => put(invent(nowMs)),
    step: (nowMs) => {
      const live = [...calls.values()].slice(0, options.calls);
      const call = pick(live, undefined);
      if (call === undefined || !call.live) return undefined;
      return change(call.callKey, {
        changedAtMs: nowMs,
        suggestions: call.suggestions + (random.chance(0.2) ? 1 : 0),
        view: moved(call.view, random),
      });
    },
  };
}

/** Now and then a hold, a roll-over or a recovery begins or ends. */
function moved(view: CallSummary["view"], random: ReturnType<typeof seededRandom>): CallSummary["view"] {
  if (view.conversation === "failed" || view.participants.customer === "failed") return view;
  if (random.chance(0.03)) return { ...view, media: view.media === "held" ? "streaming" : "held" };
  const { customer = "recognizing" } = view.participants;
  const next = customer === "recognizing" ? (random.chance(0.04) ? "rollingOver" : customer) : "recognizing";
  return next === customer ? view : { ...view, participants: { ...view.participants, customer: next } };
}
