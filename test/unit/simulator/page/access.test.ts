import { describe, expect, it } from "@jest/globals";
import { refuseStranger } from "../../../../src/simulator/page/access";

const HOST = "127.0.0.1:4711";

describe("the page and the controls", () => {
  it.each([
    { host: HOST },
    { host: "localhost:4711" },
    { host: "LOCALHOST:4711" },
    { host: "[::1]:4711" },
    { host: HOST, origin: `http://${HOST}` },
    { host: HOST, origin: `http://${HOST}`, "sec-fetch-site": "same-origin" },
    { host: HOST, "sec-fetch-site": "none" },
    { host: HOST, "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" },
  ])("are open to %j", (headers) => {
    expect(refuseStranger(headers, 4711)).toBeUndefined();
  });

  it.each([
    [{ host: "evil.example:4711" }, "are served at 127.0.0.1:4711, not at evil.example:4711."],
    [{ host: "127.0.0.1:4712" }, "not at 127.0.0.1:4712."],
    [{ host: "127.0.0.1.evil.example:4711" }, "not at 127.0.0.1.evil.example:4711."],
    [{}, "not at a request without a Host."],
    [{ host: HOST, origin: "https://evil.example" }, "Another site, https://evil.example,"],
    [{ host: HOST, origin: "null" }, "Another site, null,"],
    [{ host: HOST, origin: "http://127.0.0.1:4712" }, "Another site, http://127.0.0.1:4712,"],
    [{ host: HOST, origin: "http://localhost:4711" }, "Another site, http://localhost:4711,"],
    [{ host: HOST, "sec-fetch-site": "cross-site" }, "Another site may neither see"],
    [{ host: HOST, "sec-fetch-site": "same-site" }, "Another site may neither see"],
    [
      { host: HOST, "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe" },
      "Another site may neither see",
    ],
    [
      {
        host: HOST,
        origin: "null",
        "sec-fetch-site": "cross-site",
        "sec-fetch-mode": "navigate",
        "sec-fetch-dest": "document",
      },
      "Another site, null,",
    ],
    [{ host: "[::1].evil.example:4711" }, "not at [::1].evil.example:4711."],
    [{ host: "127.0.0.1" }, "not at 127.0.0.1."],
    [{ host: "user@127.0.0.1:4711" }, "not at user@127.0.0.1:4711."],
    [{ host: HOST, origin: "" }, "Another site, ,"],
  ])("are closed to %j", (headers, reason) => {
    expect(refuseStranger(headers, 4711)).toContain(reason);
  });

  it("go without a port where it is that of http", () => {
    const headers = { host: "localhost", origin: "http://localhost" };
    expect(refuseStranger(headers, 80)).toBeUndefined();
    expect(refuseStranger(headers, 4711)).toBe(
      "The page and the controls are served at 127.0.0.1:4711, not at localhost.",
    );
  });
});
