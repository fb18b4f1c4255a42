// The oldest browsers that a page works in, and which files such a page loads (docs/tablets.md names them for people;
// tests/browser/test_floors.py holds that pages load nothing else, and that floor.js asks for the same).
export const PUBLIC = { chrome: 85, safari: 15 }; // boards, the stage, /v/<code>, /plan and whatever a stranger may open
export const STATION = { chrome: 108, safari: 16.4 }; // kiosk, desk, booth, organiser

export const PUBLIC_SCRIPTS = [
  "core/action-button", "core/actions", "core/answers", "core/band", "core/clock", "core/connection", "core/dom", "core/floor",
  "core/live", "core/page", "core/posting", "core/question", "core/recall", "core/rest", "core/sounds", "core/theme", "core/toast",
  "core/upgrade",
  "scanning/bursts", "scanning/field-states", "scanning/hand-scanner", "scanning/keystrokes", "scanning/scans",
  "scanning/stray-scans",
  "board/booth-board", "board/hall-board",
  "demo/crowd-pace",
  "pairing/pair-station",
  "phone/own-places", "phone/visitor-page",
  "register/phone-register",
  "trust/trust-check",
  "upgrade-guard",
].map((name) => `kiosk/static/js/${name}.js`);

export const PUBLIC_STYLES = [
  "base/base", "base/fonts", "base/layout", "base/tokens",
  "parts/band", "parts/button", "parts/card", "parts/chip", "parts/dialog", "parts/form", "parts/map", "parts/table",
  "parts/toast",
  "screens/board", "screens/demo", "screens/phone", "screens/plan", "screens/register", "screens/stage", "screens/trust",
].map((name) => `kiosk/static/css/${name}.css`);

export const asBrowsers = ({ chrome, safari }) => [`chrome ${chrome}`, `safari ${safari}`, `ios_saf ${safari}`];
