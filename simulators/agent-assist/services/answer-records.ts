/** google.cloud.dialogflow.v2beta1.AnswerRecords: the feedback agents give on suggestions. */
import type { UntypedServiceImplementation } from "@grpc/grpc-js";
import { parseName, parseParent } from "../resource-names.ts";
import { invalidArgument, notFound, unary } from "../rpc.ts";
import type { SimulatorContext } from "../simulator-context.ts";

export function createAnswerRecordsService({ world }: SimulatorContext): UntypedServiceImplementation {
  function updateAnswerRecord(request: {
    answerRecord: { name: string; answerFeedback?: unknown } | null;
    updateMask: { paths: string[] } | null;
  }) {
    const name = request.answerRecord?.name ?? "";
    parseName(name, "answerRecords");
    const known = world.answerRecords.get(name);
    if (known === undefined) throw notFound(`AnswerRecord '${name}'`);
    const paths = request.updateMask?.paths ?? [];
    if (!paths.some((path) => path.startsWith("answer_feedback") || path.startsWith("answerFeedback"))) {
      throw invalidArgument("The update mask must name answer_feedback.");
    }
    const updated = { ...known, answerFeedback: request.answerRecord?.answerFeedback };
    world.answerRecords.set(name, updated);
    return updated;
  }

  return {
    updateAnswerRecord: unary(updateAnswerRecord),
    listAnswerRecords: unary((request: { parent: string }) => {
      const { prefix } = parseParent(request.parent);
      const records = [...world.answerRecords.values()].filter(({ name }) =>
        String(name).startsWith(`${prefix}/`),
      );
      return { answerRecords: records, nextPageToken: "" };
    }),
  };
}
