/** Sentences about audio: lost, never come, or not accounted for. */
import { theSpeaker } from "../../../../contract/speaker.ts";
import { countOf, formatMs } from "../../parts/format.ts";
import type { Cause } from "./cause.ts";
import { balanceOf } from "./ledger-balance.ts";
import { type Moment, speakersOf } from "./moment.ts";

/** Rounding of samples to milliseconds. */
const ROUNDING_MS = 1;

export function audioCauses(moment: Moment): Cause[] {
  return [...lostCauses(moment), ...gapCauses(moment), ...imbalanceCauses(moment)];
}

const WHY_MISSING: Readonly<Record<string, string>> = {
  unsent: "the buffer could not keep it until a stream was there",
  heard: "its stream broke before it was answered",
};

function lostCauses(moment: Moment): Cause[] {
  const { missing, ledgers } = moment;
  const speakers = new Set([...Object.keys(missing), ...Object.keys(ledgers)]);
  return [...speakers].flatMap((speaker): Cause[] => {
    const tally = missing[speaker];
    const dropped = ledgers[speaker]?.droppedMs;
    const lostMs = Math.max(tally?.ms ?? 0, (dropped?.overflow ?? 0) + (dropped?.abandoned ?? 0));
    if (lostMs === 0) return [];
    const whose = `${theSpeaker(speaker, speakersOf(moment))}'s`;
    const why = WHY_MISSING[tally?.text ?? ""];
    const text = `${formatMs(lostMs)} of ${whose} audio were lost${why === undefined ? "" : `: ${why}`}.`;
    return [{ weight: "serious", code: "audio-lost", text, line: tally?.firstLine ?? null }];
  });
}

function gapCauses(moment: Moment): Cause[] {
  return Object.entries(moment.gaps).map(([speaker, tally]): Cause => {
    const where =
      tally.text === "betweenLegs" ? "between two of its streams" : "by a jump of the sender's time";
    const text = `${formatMs(tally.ms)} of the audio of ${theSpeaker(speaker, speakersOf(moment))} never came (${countOf(tally.count, "gap")}, last ${where}).`;
    return { weight: "warning", code: "audio-gap", text, line: tally.lastLine };
  });
}

function imbalanceCauses(moment: Moment): Cause[] {
  return Object.entries(moment.ledgers).flatMap(([speaker, ledger]): Cause[] => {
    const { imbalanceMs } = balanceOf(ledger);
    if (Math.abs(imbalanceMs) <= ROUNDING_MS) return [];
    const text = `The ledger of ${theSpeaker(speaker, speakersOf(moment))} is off by ${formatMs(imbalanceMs)}: a fault of Sidetone, please report it.`;
    return [{ weight: "serious", code: "imbalance", text, line: null }];
  });
}
