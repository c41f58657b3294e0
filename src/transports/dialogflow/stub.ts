/** Makes separate connections for recognition streams. The boundary to the client library's private parts. */
import type { v2beta1 } from "@google-cloud/dialogflow";
import type { Client, MethodDefinition } from "@grpc/grpc-js";
import type { RecognitionApi } from "./recognition-api.ts";

export type RecognitionMethod = MethodDefinition<object, object>;

/** What Google's client builds from the service definition. */
export type ParticipantsStub = Client;

interface StubClass {
  service: Record<RecognitionApi["rpc"], RecognitionMethod>;
}

/** Path and codecs of the recognition stream. */
export function methodOf(stub: ParticipantsStub, rpc: RecognitionApi["rpc"]): RecognitionMethod {
  return (stub.constructor as unknown as StubClass).service[rpc];
}

/** What the client itself makes its stub with. */
interface StubMaker {
  _gaxGrpc: { createStub(service: unknown, options: object, isCustomAddress: boolean): Promise<unknown> };
  _opts: object;
  _protos: { google: { cloud: { dialogflow: { v2beta1: { Participants: unknown } } } } };
}

/**
 * A stub like the client's own, with its address and credentials, on a separate connection. A whole client
 * for each would cost 3 ms more. grpc-js would keep what a silent server has not answered for a retry it must
 * not make (audio is replayed by position here), so its retries are off; so are its unused accounts for channelz.
 */
export async function createStreamStub(client: v2beta1.ParticipantsClient): Promise<ParticipantsStub> {
  const { _gaxGrpc, _opts, _protos } = client as unknown as StubMaker;
  const options = {
    ..._opts,
    "grpc.use_local_subchannel_pool": 1,
    "grpc.enable_retries": 0,
    "grpc.enable_channelz": 0,
  };
  const service = _protos.google.cloud.dialogflow.v2beta1.Participants;
  return (await _gaxGrpc.createStub(service, options, true)) as ParticipantsStub;
}
