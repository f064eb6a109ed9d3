/**
 * `customTimeouts` as the engine knows them, those of a transform included: it sends them with create and update, and Pulumi's
 * SDK hands no hook anything but the properties. So they are put among the properties of this package's resources.
 */
import { createRequire } from "node:module";

/** What create and update find among their inputs. */
export interface RequestTimeout {
  /** In seconds; absent where there is none. */
  __requestTimeout?: number;
}

const OURS = "pulumi-clouddc/provider";

/** With an SDK that is built otherwise, a transform's `customTimeouts` do not reach the wait, and everything else does. */
export function handOverTimeouts(): void {
  const messages = messagesOf(require.main?.filename ?? __filename);
  if (messages === undefined) return;
  const { CreateRequest, UpdateRequest, Value } = messages;

  const patch = (prototype: Record<string, () => unknown>, getter: string) => {
    const properties = prototype[getter] as (this: unknown) => Struct | undefined;
    prototype[getter] = function (this: { getTimeout(): number }) {
      const fields = properties.call(this)?.getFieldsMap();
      const ours = fields?.get("__provider")?.getStringValue().includes(OURS);
      if (fields && ours && this.getTimeout() > 0)
        fields.set("__requestTimeout", Value.fromJavaScript(this.getTimeout()));
      return properties.call(this);
    };
  };
  patch(CreateRequest.prototype, "getProperties");
  patch(UpdateRequest.prototype, "getNews");
}

/** Those of the provider process itself: a workspace may hold several copies of the SDK. */
function messagesOf(program: string) {
  const pulumi = createRequire(program);
  try {
    const { CreateRequest, UpdateRequest } = pulumi("@pulumi/pulumi/proto/provider_pb.js");
    const { Value } = pulumi("google-protobuf/google/protobuf/struct_pb.js");
    const getters = [CreateRequest.prototype.getProperties, UpdateRequest.prototype.getNews, Value.fromJavaScript];
    return getters.every((one) => typeof one === "function") ? { CreateRequest, UpdateRequest, Value } : undefined;
  } catch {
    return undefined;
  }
}

/** As far as it is needed of Pulumi's generated messages, which have no types here. */
interface Struct {
  getFieldsMap(): {
    get(key: string): { getStringValue(): string } | undefined;
    set(key: string, value: unknown): void;
  };
}
