import { describe, expect, it } from "@jest/globals";
import { instanceIdProblem } from "../../../src/instance/id";

const AS_RETURNED = "give the instance id exactly as CreateInstance returned it";
const problemOf = (id: unknown) => instanceIdProblem("instanceId", id)?.message;

describe("the id of an instance", () => {
  it.each([
    "0b7c5a2e-1111-2222-3333-000000000001",
    "0b7c5a2e111122223333000000000001",
    "web-1",
    "a.b_c:d",
    "größe-实例-👍",
    "x".repeat(128),
  ])("may be %j", (id) => {
    expect(problemOf(id)).toBeUndefined();
  });

  it.each([
    "a b",
    "a\u00a0b",
    "a\u3000b",
    "../a",
    "a\\b",
    "a?b",
    "a#b",
    "a%2fb",
    "a,b",
    ".",
    "..",
    "",
    "a\ud800",
  ])("is no %j, which no path may hold", (id) => {
    expect(problemOf(id)).toMatch(new RegExp(`^"instanceId" is ".*": ${AS_RETURNED}$`));
  });

  it.each([
    ["a line break at its end", "web-1\n"],
    ["an escape", "web\u001b[31m-1"],
    ["a C1 control, which a terminal obeys as it does an escape", "web\u009b31m-1"],
    ["the end of a line in C1", "web\u0085-1"],
    ["DEL", "web\u007f-1"],
    ["a mark that turns the reading direction", "web\u202e-1"],
    ["an isolate", "web\u2066-1"],
    ["a space of no width, as a web page may have it", "web-1\u200b"],
    ["a joiner", "web\u200d-1"],
    ["a soft hyphen", "web\u00ad-1"],
    ["a byte order mark", "\ufeffweb-1"],
    ["a tag", "web\u{e0041}-1"],
    ["a filler", "web\u3164-1"],
    ["a selector of variants, which can carry a text of its own", "web\u{e0101}-1"],
  ])("that holds %s is refused, and is not shown raw: it reads as another id", (_what, id) => {
    expect(problemOf(id)).toMatch(/^"instanceId" is "[ -~]*": it holds a character that cannot be seen; give /);
    expect(problemOf(id)).not.toContain(id);
  });

  it("of 50 kB is refused in a short sentence", () => {
    const message = problemOf("x".repeat(50_000)) ?? "";
    expect(message).toBe(`"instanceId" is "${"x".repeat(200)}…": it has more than 128 characters; ${AS_RETURNED}`);
    expect(problemOf("x".repeat(129))).toContain("it has more than 128 characters");
  });

  it("that is a secret is not in what is said of it, whatever is wrong with it", () => {
    for (const id of ["vault 77", "vault\u200b77", `vault${"7".repeat(200)}`])
      expect(instanceIdProblem("instanceId", id, "[secret]")?.message).toMatch(
        /^"instanceId" is "\[secret\]": [^7]*give /,
      );
  });
});
