// The oldest browsers that a page works in, and which files such a page loads (docs/tablets.md names them for people;
// tests/browser/test_floors.py holds that pages load nothing else, and that floor.js asks for the same).
export const PUBLIC = { chrome: 85, safari: 15 }; // boards, the stage, /v/<code>, /plan and whatever a stranger may open
export const STATION = { chrome: 108, safari: 16.4 }; // kiosk, desk, booth, organiser

export const PUBLIC_SCRIPTS = [
  "action-button", "actions", "answers", "band", "booth-board", "bursts", "clock", "connection", "crowd-pace", "field-states",
  "floor", "hall-board", "hand-scanner", "keystrokes", "live", "own-places", "page", "pair-station", "phone-register",
  "question", "recall", "rest", "scans", "sounds", "stray-scans", "theme", "toast", "trust-check", "upgrade", "upgrade-guard",
  "visitor-page",
].map((name) => `kiosk/static/js/${name}.js`);

export const PUBLIC_STYLES = [
  "band", "base", "board", "button", "card", "chip", "demo", "dialog", "fonts", "form", "layout", "map", "phone",
  "plan", "register", "stage", "table", "toast", "tokens", "trust",
].map((name) => `kiosk/static/css/${name}.css`);

export const asBrowsers = ({ chrome, safari }) => [`chrome ${chrome}`, `safari ${safari}`, `ios_saf ${safari}`];
