/** Which API answers a request. */

import type { ListFlaw } from "../faults/fault";
import type { Call } from "../http/call";
import { type CloudResponse, gatewayError } from "../http/response";
import { answerCloudDc, type CloudDc } from "./clouddc-api";
import { answerIam, type Iam } from "./iam-api";
import type { Metadata } from "./metadata-api";

export interface Apis {
  clouddc: CloudDc;
  iam: Iam;
  metadata: Metadata;
}

/** A `flaw` is what the list gets wrong in this answer. */
export function route(call: Call, { clouddc, iam, metadata }: Apis, flaw: ListFlaw | undefined): CloudResponse {
  switch (call.kind) {
    case "status":
    case "list":
    case "create":
    case "delete":
    case "reinstall":
    case "password":
    case "power":
      return answerCloudDc(call, clouddc, flaw);
    case "token":
    case "agency":
    case "projects":
      return answerIam(call, iam);
    case "metadata":
      return metadata.answer(call);
    case "other":
      return gatewayError(
        404,
        "APIGW.0101",
        "The API does not exist or has not been published in the environment",
        call.requestId,
      );
  }
}
