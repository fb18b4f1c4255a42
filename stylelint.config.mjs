// `npx stylelint`: the style sheets as they are served, against the oldest browser that their pages work in.
import { PUBLIC, PUBLIC_STYLES, STATION, asBrowsers } from "./tools/lint/floors.mjs";
import newer from "./tools/lint/newer-properties.mjs";

// Pages look right and work where these are not known.
const UNMISSED = ["text-wrap", "accent-color", "line-clamp", "text-size-adjust", "text-underline-offset", "overscroll-behavior"];
const PASSED_OVER = [
  "css-focus-visible", // Chromium 85 shows its own ring
  "css-not-sel-list", // said of every `:not(#\#)`; the rule below refuses a real list
  "css-overscroll-behavior",
  "css-resize",
  "css3-cursors",
  "css-touch-action",
  "text-size-adjust",
];

export default {
  plugins: ["stylelint-no-unsupported-browser-features", newer],
  rules: at(STATION, ["css-matches-pseudo"]),
  overrides: [{ files: PUBLIC_STYLES, rules: at(PUBLIC) }],
};

function at(floor, more = []) {
  const ignore = [...PASSED_OVER, ...more];
  return {
    "selector-not-notation": "simple",
    "kiosk/newer-properties": [floor.chrome, { unmissed: UNMISSED }],
    "plugin/no-unsupported-browser-features": [true, { browsers: asBrowsers(floor), ignore, ignorePartialSupport: true }],
  };
}
