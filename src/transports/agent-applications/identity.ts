/** Whom an application speaks for: what it says in init, as far as its token lets it. */
import type { AddressMark } from "./address-mark.ts";
import { type Country, phoneNumberOf } from "./phone-number.ts";
import { ApplicationRefusal } from "./refusal.ts";
import type { InitRequest } from "./requests.ts";
import type { ApplicationGrant } from "./token.ts";

/** What a call is found by. */
export type MatchedBy = "phoneNumber" | "agentId" | "five9AgentId";

/** A party of calls: comparable with those of open legs (open-calls.ts). */
export interface PartyKey {
  by: MatchedBy;
  key: string;
}

export interface AgentIdentity {
  agentId: string;
  proof: ApplicationGrant["proof"];
  /** Most certain first. */
  parties: readonly PartyKey[];
}

export const addressKey = (mark: string): string => `address ${mark}`;
export const five9Key = (agentId: string): string => `five9 ${agentId}`;

export interface IdentityParts {
  markOf: AddressMark;
  country: Country;
}

/** Throws ApplicationRefusal. */
export function identityOf(grant: ApplicationGrant, init: InitRequest, parts: IdentityParts): AgentIdentity {
  const { agentId, phoneNumber, five9AgentId } =
    grant.proof === "signed" ? proved(grant, init, parts) : said(init);
  const number = phoneNumber === undefined ? undefined : numberOf(phoneNumber, parts);
  if (number === undefined && five9AgentId === undefined && grant.proof === "trusted") {
    throw new ApplicationRefusal("badRequest", "init needs phoneNumber, or five9AgentId for agents of Five9");
  }
  const parties: PartyKey[] = [];
  const add = (by: MatchedBy, mark: string | null) => {
    if (mark !== null) parties.push({ by, key: addressKey(mark) });
  };
  if (number !== undefined) add("phoneNumber", parts.markOf(number));
  add("agentId", parts.markOf(agentId));
  if (five9AgentId !== undefined) parties.push({ by: "five9AgentId", key: five9Key(five9AgentId) });
  return { agentId, proof: grant.proof, parties };
}

type Said = Pick<InitRequest, "phoneNumber" | "five9AgentId"> & { agentId: string };

/** A trusted application is believed. */
function said({ agentId, phoneNumber, five9AgentId }: InitRequest): Said {
  const id = agentId ?? five9AgentId;
  if (id === undefined) throw new ApplicationRefusal("badRequest", "init needs agentId");
  return {
    agentId: id,
    ...(phoneNumber === undefined ? {} : { phoneNumber }),
    ...(five9AgentId === undefined ? {} : { five9AgentId }),
  };
}

/** Only what the token says counts; init may repeat it, and must not say anything else. */
function proved(
  grant: Extract<ApplicationGrant, { proof: "signed" }>,
  init: InitRequest,
  { country }: IdentityParts,
): Said {
  const numberIn = (text: string | undefined) => text && (phoneNumberOf(text, country) ?? text);
  const differs =
    (init.agentId !== undefined && init.agentId !== grant.agentId) ||
    (init.five9AgentId !== undefined && init.five9AgentId !== grant.five9AgentId) ||
    (init.phoneNumber !== undefined && numberIn(init.phoneNumber) !== numberIn(grant.phoneNumber));
  if (differs) {
    throw new ApplicationRefusal("forbidden", "init names another agent or number than the token does");
  }
  return grant;
}

function numberOf(text: string, { country }: IdentityParts): string {
  const number = phoneNumberOf(text, country);
  if (number === null) throw new ApplicationRefusal("badRequest", "phoneNumber is no phone number");
  return number;
}
