/** Why words have no certain speaker: named by the carrier, shown as an alarm of the call. */

/**
 * noParticipants: the carrier has not said who takes part, so nobody is recognised. nameless: words came without the name
 * of a participant that can be used. ambiguous: the name fits several. tooMany: more take part than are heard. roleGuessed:
 * somebody's words came unannounced, and no setting says in which role: they are heard.
 */
export type UnknownSpeakerCause = "noParticipants" | "nameless" | "ambiguous" | "tooMany" | "roleGuessed";
