// `npx eslint`: every script of a page against the oldest browser that the page works in.
import compat from "eslint-plugin-compat";
import esx from "eslint-plugin-es-x";
import { PUBLIC, PUBLIC_SCRIPTS, STATION, asBrowsers } from "./tools/lint/floors.mjs";
import newer from "./tools/lint/newer-names.mjs";

const NEWER_SYNTAX = {
  // what came into Chromium after 85; ESLint itself refuses what came after ECMAScript 2022
  "es-x/no-class-static-block": "error",
  "es-x/no-private-in": "error",
  "es-x/no-regexp-d-flag": "error",
  "es-x/no-top-level-await": "error",
};
const OWN = ["lines", "when", "take", "layout", "messages"]; // members of our own that the web calls something else

const files = ["kiosk/static/js/**/*.js", "kiosk/static/vendor/*.js"];
const vendored = "kiosk/static/vendor/socket.io.esm.min.js"; // it asks for WebTransport only where there is one
const bundles = PUBLIC_SCRIPTS.filter((path) => path.includes("/js/pages/")).map((path) => path.replace("js/pages", "made/js"));
export default [
  at(STATION, { files, ignores: [...PUBLIC_SCRIPTS, "kiosk/static/vendor/**"] }),
  at(PUBLIC, { files: PUBLIC_SCRIPTS }, NEWER_SYNTAX),
  { files: bundles, languageOptions: { ecmaVersion: 2022, sourceType: "module" }, plugins: { "es-x": esx }, rules: NEWER_SYNTAX },
  { files: [vendored], languageOptions: { ecmaVersion: 2020, sourceType: "module" } },
];

function at(floor, which, more = {}) {
  return {
    ...which,
    languageOptions: { ecmaVersion: 2022, sourceType: "module" },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    plugins: { compat, "es-x": esx, kiosk: { rules: { newer } } },
    settings: { browsers: asBrowsers(floor), polyfills: ["navigator.cookieEnabled"] },
    rules: { "compat/compat": "error", "kiosk/newer": ["error", { chrome: floor.chrome, own: OWN, values: ["at"] }], ...more },
  };
}
