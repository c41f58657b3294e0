/** Reads a CTI call event of Five9, of which only the attached variables are known. */
import { asObject } from "../../base/json.ts";
import { cutText, MAX_ID_CHARACTERS } from "../../base/text-safety.ts";
import type { CallFacts } from "../../contract/call-facts.ts";
import type { CallVariables } from "../../settings/call-variables.ts";
import { asText } from "./fields.ts";

const SESSION_ID_VARIABLE = "Call.session_id";
const CALL_ID_VARIABLE = "Call.call_id";
/** One more than an id may have: a longer one is refused, and never taken for its own beginning. */
const MAX_READ_CHARACTERS = MAX_ID_CHARACTERS + 1;
/** Names, for the operator's view; values may hold what a caller said: only those of numbers are read, and those that a setting names. */
const MAX_VARIABLE_NAMES = 200;
/** "Call.ANI", "Call.DNIS", "Call.number", "Customer.number1": the parties' numbers. */
const NUMBER_VARIABLE = /(?:^|\.)(?:ani|dnis|number\d?)$/i;
const NUMBER_VALUE = /^\+?[\d\s().-]{2,40}$/;
const MAX_NUMBERS = 8;
const MAX_NAME_LENGTH = 100;
/** Where an event may name itself; Five9's field is not known. */
const NAME_FIELDS = ["event", "eventName", "event_name", "eventType", "event_type", "type", "name", "status"];
/** "CALL_ENDED", "callDisconnected", "call.terminated", "ended": of the call, not of an agent or a stream. */
const CALL_ENDED = /^(?:call)?[ _.:-]?(?:end|ended|finished|terminated|disconnected|hangup|hung_?up)$/i;

export interface CtiEvent {
  /** Empty when absent. */
  callId: string;
  /** Empty when absent. */
  sessionId: string;
  variableNames: string[];
  /** Numbers of the call's parties, as they are written; to be marked, and never kept. */
  numbers: string[];
  /** As Five9 writes them; "" for one that has no value. */
  facts: CallFacts;
  /** The event says that the call is over. */
  isCallEnded: boolean;
}

/** Reads what is there and leaves the rest empty; never throws. Ids may be strings or numbers. */
export function readCtiEvent(body: Record<string, unknown>, wanted: CallVariables = new Map()): CtiEvent {
  const variables = asObject(asObject(body.payload)?.attached_variables) ?? {};
  const names = Object.keys(variables).slice(0, MAX_VARIABLE_NAMES);
  return {
    callId: asText(variables[CALL_ID_VARIABLE], MAX_READ_CHARACTERS),
    sessionId: asText(variables[SESSION_ID_VARIABLE], MAX_READ_CHARACTERS),
    variableNames: names.map((name) => cutText(name, MAX_NAME_LENGTH)),
    numbers: names
      .filter((name) => NUMBER_VARIABLE.test(name))
      .map((name) => asText(variables[name], MAX_READ_CHARACTERS).trim())
      .filter((value) => NUMBER_VALUE.test(value))
      .slice(0, MAX_NUMBERS),
    facts: readFacts(variables, wanted),
    isCallEnded: saysCallEnded(body) || saysCallEnded(asObject(body.payload) ?? {}),
  };
}

function saysCallEnded(fields: Record<string, unknown>): boolean {
  return NAME_FIELDS.some((field) => CALL_ENDED.test(asText(fields[field], MAX_NAME_LENGTH)));
}

function readFacts(variables: Record<string, unknown>, wanted: CallVariables): CallFacts {
  const facts: CallFacts = {};
  for (const [name, fact] of wanted) facts[fact] ||= asText(variables[name], MAX_NAME_LENGTH).trim();
  return facts;
}
