/**
 * `customTimeouts` as the engine knows them, those of a transform included: it sends them with create and update, and Pulumi's
 * SDK hands no hook anything but the properties. So they are put among the properties of this package's resources.
 */
import { createRequire } from "node:module";

const pulumi = createRequire(require.resolve("@pulumi/pulumi/package.json"));

/** What create and update find among their inputs. */
export interface RequestTimeout {
  /** In seconds; absent where there is none. */
  __requestTimeout?: number;
}

const OURS = "pulumi-clouddc/provider";

export function handOverTimeouts(): void {
  const { CreateRequest, UpdateRequest } = pulumi("@pulumi/pulumi/proto/provider_pb.js");
  const { Value } = pulumi("google-protobuf/google/protobuf/struct_pb.js");

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

/** As far as it is needed of Pulumi's generated messages, which have no types here. */
interface Struct {
  getFieldsMap(): {
    get(key: string): { getStringValue(): string } | undefined;
    set(key: string, value: unknown): void;
  };
}
