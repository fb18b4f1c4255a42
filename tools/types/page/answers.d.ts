// What the server answers: to an action by its verb, to a question by its path. Only what the scripts use is listed.

interface Badge {
  code: string;
}
interface Person {
  id: number;
  number: number | string;
  name: string;
  code?: string;
  enterprise?: string | null;
  state?: string;
}
interface Visitor {
  id: number;
  number: number;
  name: string;
  enterprise: string | null;
  badge: Badge;
}
interface Blank {
  code: string;
  number: string;
}
interface Attachment {
  id: number;
  name: string;
}
/** A finished code of a station's block; `qr` is drawn already, `epoch` says of which expo it is. */
interface SpareCode {
  number: number;
  code: string;
  qr: string;
  epoch?: string;
}
interface OutcomeLine {
  outcome: string;
  amount?: number | null;
  plan_item?: number | null;
  plan_title?: string;
  plan_won?: number;
  note?: string;
}
interface FollowUp {
  text: string;
  who: string;
  due: string;
}
interface LogFields {
  lines: OutcomeLine[];
  note: string;
  shared_note: string;
  topics: string[];
  follow_up: FollowUp;
}
/** A meeting's log as it is saved. */
interface SavedLog extends LogFields {
  id: number;
  visitor: { id: number; number: number; name: string; enterprise: string | null };
  attachments: Attachment[];
  unwritten: boolean;
  confirmed: boolean;
  signing: string | null;
  agency_shows: boolean;
  enterprise_shows: boolean;
}

interface Verbs {
  "visitor.check_in": { visitor: Visitor; welcome: string };
  "visitor.register": { visitor: Visitor; print?: number; warnings?: string[] };
  "visitor.confirm": { visitor: Visitor; print?: number };
  "paper.check_in": { visitor: Visitor; warnings: string[] };
  "paper.meeting": { visitor: Visitor; consultation: number; warnings: string[] };
  "badge.claim": { visitor: Visitor; warnings?: string[] };
  "badge.reprint": { print?: number };
  "programme.attend": { visitor?: Visitor; welcome?: string };
  "ticket.call_next": { why: string[]; ticket: { id: number } };
  "consultation.start": { consultation: { id: number } };
  "consultation.attach": { attachments: Attachment[] };
  "consultation.detach": { attachments: Attachment[] };
  "code.block": { codes: { number: number; code: string }[] };
  "phone.offer": { bind_url: string };
  "station.pair": { station: { pair_url: string } };
  "station.rename": { station: { name: string } };
  "follow_up.link": { url: string };
  "timetable.link": { url: string };
  "station.revoke": { station: { revoked: boolean } };
  "expo.set_up": { expo: { name: string; days: string[]; hours: string } };
  "expo.settings": { settings: Record<string, unknown> };
  "booth.settings": { settings: Record<string, unknown> };
  "station.add": { station: { token?: string } };
  "import.apply": { report: ImportResult };
}

/** What lies before a visitor (screens/phone_day.py). */
interface VisitorDay {
  number: number;
  date: string;
  timed: { booth: string; agency: string; starts_at: number; time: string }[];
  programme: { title: string; place: string | null; starts_at: number; time: string; note: string }[];
  untimed: { booth: string; agency: string; note: string }[];
}

interface Paths {
  "/organiser/standby.json": { copy: { state: string; lag: string } };
  "/organiser/standby/bundle.json": { name: string; file: string; words: string[]; svg: string };
  "/v/day.json": VisitorDay;
  "/healthz": { now: string; version: string };
  "/sounds.json": { sounds: { name: string; url: string }[] };
  "/programme/own.json": { bound: boolean; visitor: number | null; mine: Record<string, { state: string; nth: number }> };
  "/kiosk/way.json": { html: string };
  "/kiosk/found.json": { html: string };
  "/kiosk/qr.json": { svg: string };
  "/kiosk/enterprise.json": { valid: boolean; enterprise: { name: string; categories: string[] } | null };
  "/desk/qr.json": { svg: string };
  "/desk/search.json": { found: (Person & { since: string })[] };
  "/desk/snapshot.json": {
    of: string;
    seq: number;
    at: number;
    whole: boolean;
    key: string | null;
    people: KeptPerson[];
    gone: number[];
    enterprises: KeptCompany[];
    blanks: { first: number; marks: string }[] | null;
    crowds: number[];
  };
  "/desk/enterprise.json": { valid: boolean; enterprise: (EnterpriseForm & { people: Person[] }) | null };
  "/desk/lists.json": { scans: string; pending: string; doubles: string; came: string; waiting: number };
  "/desk/late.json": { items: LateItem[] };
  "/desk/prints.json": { html: string; printers: Printer[]; jobs: { state: string; needs: boolean }[]; open: string[] };
  "/desk/person": { html: string; person: Person & { id: number; code: string; state: string }; colleagues: Person[] };
  "/booth/log.json": { consultation: SavedLog };
  "/booth/plan.json": { items: PlanItem[] };
  "/station/qr.json": { drawn: Record<string, string> };
  "/register/qr.json": { svg: string };
  "/organiser/qr.json": { svg: string };
  "/face.json": { title: string; short: string; sheet: string };
  "/words.json": {
    mark: string;
    welcome: string;
    consents: Record<string, string>;
    consent_version: string;
    languages: string[];
  };
  "/again": { url: string };
  "/organiser/face.json": { colour: string; light: Record<string, string>; dark: Record<string, string> };
  "/organiser/find.json": { found: Found[] };
  "/organiser/what-if.json": { lead: string; changes: { name: string; text: string; is_clear: boolean }[] };
  "/organiser/contact.json": { contact: { title: string | null; phone: string | null; email: string | null } };
  "/organiser/import.json": ImportReading;
}

/** id, number, name, enterprise's id, state, since (HH:MM), mark of the badge, 1 where it was lost: screens/desk_snapshot.py */
type KeptPerson = [number, number, string | null, number | null, string, string | null, string, number];
/** id, name, 사업자등록번호, kind, categories */
type KeptCompany = [number, string, string | null, string | null, string[]];
interface EnterpriseForm {
  name: string | null;
  kind: string | null;
  categories: string[];
}
interface LateItem {
  id: number;
  kept: string;
  at: string;
  where: string;
  what: string;
  message: string;
  number: number | null;
  visitor: { id: number; number: number; name: string } | null;
  claim: string | null;
}
interface Printer {
  own: boolean;
  problem: string | null;
}
interface PlanItem {
  id: number;
  title: string;
  won: number;
  department: string;
  fits: boolean;
}
interface Found {
  kind: string;
  kind_word: string;
  href: string;
  title: string;
  detail: string;
  where: string;
}

/** One row of a file: what became of it, or would. */
interface ImportRow {
  row: number;
  sheet?: string;
  name: string;
  verdict: string;
  messages: string[];
  values: Record<string, string | number | string[] | boolean | null | undefined>;
  asks?: { booth: string; agency: string; meant: string | null };
}
interface ImportResult {
  added: number;
  changed: number;
  unchanged: number;
  merged: number;
  refused: number;
  warned: number;
  rows: ImportRow[];
}
interface ImportReport extends ImportResult {
  kind: string;
  upload: string | null;
  next: string | null;
  needs: string[];
  notes: string[];
  missing: number;
  total_won?: number;
  largest?: { won: number; name: string; row: number };
}
interface ImportGuess {
  row: number;
  headings: string[];
  keys: string[];
  samples: string[][];
  columns: Record<string, number>;
}
interface ImportReading extends ImportReport {
  guess: ImportGuess | null;
}

type PathOf<P extends string> = P extends `${infer Plain}?${string}`
  ? Plain
  : P extends `/desk/person/${string}`
    ? "/desk/person"
    : P;
type AskedBy<P extends string> = PathOf<P> extends keyof Paths ? Paths[PathOf<P>] : {};
type DoneBy<V extends string> = V extends keyof Verbs ? Verbs[V] : {};
type Nothing<T> = { [K in keyof T]?: undefined };

interface Done {
  ok: true;
  code: string;
  message: string;
  status?: number;
  away?: undefined;
  provisional?: undefined;
  action_id?: undefined;
  fields?: undefined;
  blank?: undefined;
}
/** Refused, or (away) not heard: nobody answered, or somebody in the server's place. */
interface Refused {
  ok: false;
  code: string;
  message: string;
  status?: number;
  away?: boolean;
  provisional?: undefined;
  action_id?: undefined;
  fields?: Record<string, string>;
  visitor?: Visitor;
  blank?: Blank;
  kind?: string;
  guess?: ImportGuess | null;
  looks_like?: string;
  changed?: Record<string, Theirs>;
}
/** What somebody else set a setting to, who and when; `said` in words. */
interface Theirs {
  value: unknown;
  said: string;
  by?: string;
  time?: string;
}
/** Taken by this station's outbox, to be sent later. */
interface Kept {
  ok: true;
  code: "kept";
  message: string;
  status?: undefined;
  away?: undefined;
  provisional: true;
  action_id: string;
  fields?: undefined;
  blank?: undefined;
}
type AnswerWith<T> = (Done & T) | (Refused & Nothing<Omit<T, keyof Refused>>);
type Answer<V extends string = string> = AnswerWith<DoneBy<V>>;
type KeptOr<V extends string = string> = Answer<V> | (Kept & Nothing<Omit<DoneBy<V>, keyof Kept>>);

/** What is sent with a verb: the action's own fields. */
type Fields = Record<string, unknown>;
