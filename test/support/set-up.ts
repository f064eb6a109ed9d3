/** What every test file finds: its project's time-out, which jest does not take from a project, and our matchers. */
import { jest } from "@jest/globals";
import "./matchers";

declare const testTimeoutMs: number;

jest.setTimeout(testTimeoutMs);
