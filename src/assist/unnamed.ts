/** What is written where the provider gives no words; pages in other languages know these texts, and have their own. */

export const UNNAMED_SUGGESTION = "Suggestion";
export const UNNAMED_SOURCE = "Source";
export const UNEXPLAINED_PROBLEM = "A suggestion could not be made.";
