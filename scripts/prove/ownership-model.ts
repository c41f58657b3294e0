/**
 * A call that instances share, as a model: the scripts of src/fleet/mailbox-scripts.ts, the records' fence, BullMQ's jobs and
 * locks, and the steps of an owner (src/fleet/owned-calls.ts). Every state is plain data, every step gives new ones.
 */

export type Name = "A" | "B";

/** What is sent to the call, in the order of its sender. The first of all begins it. */
export interface Sent {
  event: string;
  by: Name;
}

interface Run {
  life: number;
  epoch: number;
  lastRead: number;
  applied: string[];
  isOpen: boolean;
}

export interface OwnershipState {
  owner: { state: "none" | "waiting" | "owned"; instance: Name | ""; life: number; epoch: number };
  seq: number;
  mail: { id: number; event: string }[];
  /** Numbers of the last mail by sender. */
  got: Record<Name, number>;
  record: { mailId: number; applied: string[] } | null;
  /** By life: who has it active, "" while it waits. */
  jobs: Record<number, Name | "">;
  instances: Record<Name, { lives: boolean; run: Run | null; sent: number; toAdd: number | null }>;
  /** Copies of posts that a broken connection still brings, whatever their senders do meanwhile. Nobody hears an answer. */
  late: { event: string; by: Name; number: number }[];
  /** Of these the sender was told that they are taken. */
  acknowledged: string[];
  left: Budget;
}

export interface Budget {
  kills: number;
  /** Locks that run out while their owner lives. */
  locks: number;
  handOvers: number;
  /** Posts of which the answer was lost, so that they are said again. */
  repeats: number;
  /** Posts of which a copy arrives at any later time. */
  late: number;
}

/** What the protocol does; a test takes one away. */
export const RULES = {
  /** A record of an older epoch is refused. */
  fence: true,
  /** A post that is said again is known by its number. */
  numbers: true,
  /** Mail is removed with the record that has taken it in, and not before. */
  trimsStored: true,
  /** The events of an owner's own instance wait until its mail is read. */
  opens: true,
};

export interface OwnershipScenario {
  name: string;
  sent: readonly Sent[];
  budget: Budget;
  rules: typeof RULES;
}

export interface OwnershipMove {
  label: string;
  state: OwnershipState;
  /** It comes by itself; others may never come. */
  isOwn: boolean;
  breach?: string;
}

export function initialOwnership({ budget }: OwnershipScenario): OwnershipState {
  const instance = () => ({ lives: true, run: null, sent: 0, toAdd: null });
  return {
    owner: { state: "none", instance: "", life: 0, epoch: 0 },
    seq: 0,
    mail: [],
    got: { A: 0, B: 0 },
    record: null,
    jobs: {},
    instances: { A: instance(), B: instance() },
    late: [],
    acknowledged: [],
    left: budget,
  };
}

const NAMES = ["A", "B"] as const;

export function ownershipMoves(from: OwnershipState, scenario: OwnershipScenario): OwnershipMove[] {
  const moves: OwnershipMove[] = [];
  const step = (label: string, isOwn: boolean, change: (state: OwnershipState) => string | undefined) => {
    const state = copyOf(from);
    const breach = change(state);
    moves.push({ label, state, isOwn, ...(breach === undefined ? {} : { breach }) });
  };
  for (const name of NAMES) {
    const { lives, run } = from.instances[name];
    if (!lives) {
      step(`${name} starts again`, true, (state) => {
        state.instances[name].lives = true;
        return undefined;
      });
    } else {
      sending(from, scenario, name, step);
      owning(from, scenario, name, step);
      if (from.left.kills > 0) step(`${name} dies`, false, (state) => die(state, name, "kills"));
      if (run !== null && from.left.locks > 0 && from.jobs[run.life] === name) {
        step(`the lock of ${name} runs out`, false, (state) => {
          state.left.locks -= 1;
          state.jobs[run.life] = "";
        });
      }
    }
  }
  for (const copy of from.late) {
    step(`${copy.event} arrives again, late`, false, (state) => {
      state.late = state.late.filter(({ event }) => event !== copy.event);
      take(state, copy.by, copy.event, copy.number, scenario.rules);
      return undefined;
    });
  }
  return moves;
}

/** structuredClone takes ten times as long. */
function copyOf(state: OwnershipState): OwnershipState {
  const { A, B } = state.instances;
  const copied = (one: typeof A) => ({
    ...one,
    run: one.run === null ? null : { ...one.run, applied: [...one.run.applied] },
  });
  return {
    owner: { ...state.owner },
    seq: state.seq,
    // Mails and records are replaced, never changed.
    mail: [...state.mail],
    got: { ...state.got },
    record: state.record,
    late: [...state.late],
    jobs: { ...state.jobs },
    instances: { A: copied(A), B: copied(B) },
    acknowledged: [...state.acknowledged],
    left: { ...state.left },
  };
}

type Step = (label: string, isOwn: boolean, change: (state: OwnershipState) => string | undefined) => void;

function sending(from: OwnershipState, { sent, rules }: OwnershipScenario, name: Name, step: Step): void {
  const me = from.instances[name];
  const mine = sent.filter(({ by }) => by === name);
  if (me.toAdd !== null) {
    step(`${name} adds the job`, true, (state) => {
      acknowledge(state, mine[me.sent - 1]?.event ?? "");
      const life = me.toAdd ?? 0;
      state.jobs[life] ??= "";
      state.instances[name].toAdd = null;
    });
    return;
  }
  const next = mine[me.sent];
  if (next !== undefined) {
    const isDirect = me.run !== null && (me.run.isOpen || !rules.opens);
    step(`${name} sends ${next.event}`, true, (state) => {
      state.instances[name].sent += 1;
      if (isDirect) state.instances[name].run?.applied.push(next.event);
      else post(state, name, next.event, me.sent + 1, rules);
    });
    if (!isDirect && from.left.late > 0) {
      step(`${name} sends ${next.event}, and a copy stays behind`, false, (state) => {
        state.left.late -= 1;
        state.instances[name].sent += 1;
        state.late.push({ event: next.event, by: name, number: me.sent + 1 });
        post(state, name, next.event, me.sent + 1, rules);
      });
    }
  }
  const last = mine[me.sent - 1];
  // Its direct events are no posts.
  if (last !== undefined && from.left.repeats > 0 && from.got[name] === me.sent) {
    step(`${name} says ${last.event} again`, false, (state) => {
      state.left.repeats -= 1;
      post(state, name, last.event, me.sent, rules);
    });
  }
}

function post(state: OwnershipState, by: Name, event: string, number: number, rules: typeof RULES): void {
  take(state, by, event, number, rules);
  const { owner } = state;
  if (owner.state === "waiting") state.instances[by].toAdd = owner.life;
  else acknowledge(state, event);
}

function take(state: OwnershipState, by: Name, event: string, number: number, rules: typeof RULES): void {
  const { owner } = state;
  if (rules.numbers && state.got[by] >= number) return;
  if (owner.state === "none") Object.assign(owner, { state: "waiting", life: owner.life + 1 });
  state.seq += 1;
  state.mail.push({ id: state.seq, event });
  state.got[by] = number;
}

function acknowledge(state: OwnershipState, event: string): void {
  if (!state.acknowledged.includes(event)) state.acknowledged.push(event);
}

function owning(from: OwnershipState, { rules }: OwnershipScenario, name: Name, step: Step): void {
  const { run } = from.instances[name];
  if (run === null) {
    for (const [life, active] of Object.entries(from.jobs)) {
      if (active !== "") continue;
      step(`${name} takes the job`, true, (state) => {
        state.jobs[Number(life)] = name;
        Object.assign(state.owner, { state: "owned", instance: name, epoch: state.owner.epoch + 1 });
        const lastRead = state.record?.mailId ?? 0;
        const applied = [...(state.record?.applied ?? [])];
        const { epoch } = state.owner;
        state.instances[name].run = { life: Number(life), epoch, lastRead, applied, isOpen: false };
      });
    }
    return;
  }
  const mail = from.mail.find(({ id }) => id > run.lastRead);
  const isSaved = String(from.record?.applied) === String(run.applied);
  if (mail !== undefined) {
    step(`${name} reads ${mail.event}`, true, (state) => {
      const mine = state.instances[name].run;
      if (mine === null) return;
      mine.lastRead = mail.id;
      mine.applied.push(mail.event);
      if (!rules.trimsStored) state.mail = state.mail.filter(({ id }) => id > mail.id);
    });
  } else if (!run.isOpen) {
    step(`${name} has read all`, true, (state) => {
      const mine = state.instances[name].run;
      if (mine !== null) mine.isOpen = true;
    });
  }
  const holds = from.jobs[run.life] === name;
  if (!isSaved && (holds || from.owner.epoch <= run.epoch || !rules.fence)) {
    step(`${name} stores`, holds, (state) => save(state, run, rules));
  }
  if (!holds) step(`${name} learns that its lock is lost`, true, (state) => drop(state, name));
  else if (from.left.handOvers > 0) {
    step(`${name} hands over`, false, (state) => {
      const breach = save(state, run, rules);
      Object.assign(state.owner, { state: "waiting", instance: "" });
      die(state, name, "handOvers");
      return breach;
    });
  }
}

/** A record may only continue the one before: else two owners have acted on it. */
function save(state: OwnershipState, run: Run, rules: typeof RULES): string | undefined {
  if (rules.fence && state.owner.epoch > run.epoch) return undefined;
  const before = state.record?.applied ?? [];
  state.record = { mailId: run.lastRead, applied: [...run.applied] };
  if (rules.trimsStored) state.mail = state.mail.filter(({ id }) => id > run.lastRead);
  const continues = before.every((event, place) => run.applied[place] === event);
  return continues ? undefined : "a record undoes what another owner has stored";
}

function drop(state: OwnershipState, name: Name): undefined {
  state.instances[name].run = null;
}

function die(state: OwnershipState, name: Name, by: "kills" | "handOvers"): undefined {
  state.left[by] -= 1;
  const { run } = state.instances[name];
  if (run !== null && state.jobs[run.life] === name) state.jobs[run.life] = "";
  // What it had to send and had not acknowledged is its sender's to send again.
  state.instances[name] = { lives: false, run: null, sent: Number.POSITIVE_INFINITY, toAdd: null };
}
