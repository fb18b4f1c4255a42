// A scanner at a page where badges are not read: the person who scans is told where to go.
import { say } from "../core/page.js";
import { toast } from "../core/toast.js";
import { listenToScanner } from "./hand-scanner.js";

listenToScanner((code) => toast(say(code ? "scan_elsewhere" : "not_badge"), { kind: "refused" }), {
  signal: new AbortController().signal,
});
