// Which events our elements fire, and what they carry.

/** An EventTarget whose events are known by name. */
interface Tells<Events extends Record<string, Event>> extends EventTarget {
  addEventListener<K extends keyof Events & string>(
    type: K,
    heard: (event: Events[K]) => void,
    options?: AddEventListenerOptions,
  ): void;
}

/** What is shown of a topic: HTML of its places, and the same as data. */
interface Shown {
  topic: string;
  seq: number;
  html: string;
  data: (BoardData & Partial<PlacesData>) | null;
}
/** What all who wait at a booth share (screens/places.py). */
interface PlacesData {
  booth: string;
  order: string[];
  expected: ([number, number] | null)[];
  calls: (string | null)[];
  free: number;
  state: string;
  note: string | null;
  message: string | null;
}
interface BoardData {
  booths?: BoardBooth[];
}
interface BoardBooth {
  number: string;
  agency: string;
  called: BoardCall[];
}
interface BoardCall {
  ticket: number;
  number: number;
  name: string;
  counter: number;
  called_at: number;
  recalled_at: number | null;
}

interface OwnEvents {
  "live:join": CustomEvent<{ data: Shown["data"]; seq: number }>;
  "live:show": CustomEvent<{ ids: string[]; data: Shown["data"]; seq: number }>;
  "live:refused": CustomEvent<{ code: string }>;
  "live:restore": CustomEvent<null>;
  acted: CustomEvent<Answer>;
  badge: CustomEvent<{ code: string }>;
  scan: CustomEvent<{ text: string; at: number; by: string }>;
  digits: CustomEvent<{ digits: string; name: string | undefined; full: boolean }>;
  open: CustomEvent<{ id: number | string; message?: string; row?: HTMLElement }>;
  "time-up": Event;
  "lines:change": Event;
  "topics:change": Event;
  "plan:shown": Event;
}
interface HTMLElementEventMap extends OwnEvents {}
interface DocumentEventMap extends OwnEvents {}

interface HTMLElementTagNameMap {
  "live-topic": import("../../../kiosk/static/js/core/live.js").LiveTopic;
  "late-list": import("../../../kiosk/static/js/offline/late-list.js").LateList;
  "code-camera": import("../../../kiosk/static/js/scanning/code-camera.js").CodeCamera;
  "digit-pad": import("../../../kiosk/static/js/kiosk/digit-pad.js").DigitPad;
  "count-down": import("../../../kiosk/static/js/kiosk/count-down.js").CountDown;
  "booth-finder": import("../../../kiosk/static/js/kiosk/booth-finder.js").BoothFinder;
  "kiosk-register": import("../../../kiosk/static/js/kiosk/kiosk-register.js").KioskRegister;
  "kiosk-door": HTMLElement;
  "desk-search": import("../../../kiosk/static/js/desk/desk-search.js").DeskSearch;
  "desk-register": import("../../../kiosk/static/js/desk/desk-register.js").DeskRegister;
  "desk-prints": import("../../../kiosk/static/js/printing/desk-prints.js").DeskPrints;
  "meeting-log": import("../../../kiosk/static/js/booth/meeting-log.js").MeetingLog;
  "meeting-files": import("../../../kiosk/static/js/booth/meeting-files.js").MeetingFiles;
  "whole-queue": import("../../../kiosk/static/js/booth/whole-queue.js").WholeQueue;
  "outcome-lines": import("../../../kiosk/static/js/booth/outcome-lines.js").OutcomeLines;
  "topic-chips": import("../../../kiosk/static/js/booth/topic-chips.js").TopicChips;
  "toast-list": HTMLElement;
}

interface Window {
  /** Keys that came before the modules (scanning/early-keys.js). */
  earlyKeys?: { take(): { event: KeyboardEvent; value: string | null }[] };
  webkitAudioContext?: typeof AudioContext;
}
interface Navigator {
  readonly userActivation: UserActivation;
}

/** Of some browsers: how full the battery is (0 to 1), and how this device is connected. */
interface Navigator {
  getBattery?: () => Promise<{ level: number; charging: boolean }>;
  connection?: { type?: string; effectiveType?: string };
}
