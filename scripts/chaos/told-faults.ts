/** Faults that waiting does not cure: another program ends the conversation, or the profile is missing. */
import { status } from "@grpc/grpc-js";
import { connectClients } from "../../simulators/agent-assist/testing/google-clients.ts";
import type { Stage } from "../../simulators/stage/stage.ts";
import { type FinishedCall, runCall } from "./chaos-call.ts";
import { type Recording, type Speech, wholeSpeech } from "./speech.ts";

const NO_RESOURCE = 1100;

/** Everything that is not as it should be, as sentences. */
export async function sufferToldFaults(stage: Stage, recording: Recording, speed: number): Promise<string[]> {
  const speech = wholeSpeech(recording);
  const completed = await conversationCompletedByOthers(stage, speech, speed);
  const missing = await refused(stage, speech, speed, () => {
    const { faults } = stage.cloud;
    faults.refuseConversations = { code: status.NOT_FOUND, message: "ConversationProfile not found." };
    return () => {
      faults.refuseConversations = undefined;
    };
  });
  const rejected = await refused(stage, speech, speed, () => {
    const { faults } = stage.cloud;
    faults.refuseStreams = { code: status.INVALID_ARGUMENT, message: "Invalid audio config." };
    return () => {
      faults.refuseStreams = undefined;
    };
  });
  return [
    ...completed.map((problem) => `conversation completed by another program: ${problem}`),
    ...missing.map((problem) => `profile missing: ${problem}`),
    ...rejected.map((problem) => `audio refused finally: ${problem}`),
  ];
}

/** Recognition stops without alarm, Five9 is served to the end. */
async function conversationCompletedByOthers(stage: Stage, speech: Speech, speed: number): Promise<string[]> {
  const known = stage.cloud.record.conversations.length;
  const running = runCall(stage, speech, { speed });
  const clients = connectClients(stage.cloud);
  const ending = (async () => {
    while (stage.cloud.faults.liveStreams().length < 2) await Bun.sleep(50);
    await Bun.sleep(5_000 / speed);
    const name = stage.cloud.record.conversations[known]?.name ?? "";
    await clients.conversations.completeConversation({ name });
  })();
  const call: FinishedCall = await running;
  await ending;
  await clients.close();
  const problems = [...call.problems];
  const { failure } = call.record.call.view;
  if (failure !== undefined) problems.push(`alarm was raised: ${failure.message}`);
  if (call.score.duplicated.length > 0) problems.push("words were doubled");
  if (call.score.lost.length === 0) problems.push("the conversation was never completed");
  return problems;
}

/** Five9 hears 1100, agent and operators hear why. */
async function refused(
  stage: Stage,
  speech: Speech,
  speed: number,
  begin: () => () => void,
): Promise<string[]> {
  const end = begin();
  const call = await runCall(stage, speech, { speed });
  end();
  const problems: string[] = [];
  const codes = call.statuses.filter((code) => code >= NO_RESOURCE);
  if (codes.length === 0 || codes.some((code) => code !== NO_RESOURCE)) {
    problems.push(`Five9 heard ${codes.join(", ") || "nothing"} and not ${NO_RESOURCE}`);
  }
  if (!call.callStates.some((view) => view.failure !== undefined)) problems.push("the agent was not told");
  if (call.record.call.view.failure === undefined) problems.push("the operators were not told");
  return problems;
}
