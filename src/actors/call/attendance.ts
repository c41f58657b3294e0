/** Who is with a call: desktops that show it, and agents whose own application is attached to it. */
import type { CallContext } from "./context.ts";
import type { CallEvent } from "./events.ts";

/** Far more than take part in one call; those beyond are not told apart, so the oldest is forgotten. */
const MAX_ATTACHED = 100;

type Attendance = Pick<CallContext, "desktops" | "applications" | "wasAttended" | "isAgentPresent">;

/** Whether somebody sees what is suggested. */
export function isAttended({
  desktops,
  applications,
}: Pick<Attendance, "desktops" | "applications">): boolean {
  return desktops.length > 0 || applications.length > 0;
}

/**
 * Whether an agent is there to be assisted, by their applications or by what the source says; null if neither ever said
 * anything.
 */
export function agentPresence({
  applications,
  isAgentPresent,
}: Pick<Attendance, "applications" | "isAgentPresent">): boolean | null {
  return applications.length > 0 ? true : isAgentPresent;
}

export function withAttendance(context: Attendance, event: CallEvent): Partial<Attendance> {
  const { desktops, applications, isAgentPresent } = context;
  switch (event.type) {
    case "desktop.joined":
      return { desktops: [...new Set([...desktops, event.desktopId])], wasAttended: true };
    case "desktop.left":
      return { desktops: desktops.filter((id) => id !== event.desktopId) };
    case "agent.attached": {
      const attached = [...new Set([...applications, event.sessionId])].slice(-MAX_ATTACHED);
      return { applications: attached, wasAttended: true };
    }
    case "agent.detached": {
      const left = applications.filter((id) => id !== event.sessionId);
      // Their applications say now whether an agent is there, where nobody else does.
      const isLast = applications.length > 0 && left.length === 0;
      return { applications: left, isAgentPresent: isLast ? (isAgentPresent ?? false) : isAgentPresent };
    }
    // Those of the former process are gone; who is still there comes again.
    case "call.restored":
      return {
        desktops: event.elsewhere?.desktops ?? [],
        applications: event.elsewhere?.applications ?? [],
      };
    default:
      return {};
  }
}
