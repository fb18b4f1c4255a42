// What this station keeps on the tablet itself, beside what is on its way to the server: IndexedDB, or localStorage where
// there is none. Every change is on the disk before it resolves. Where the browser blocks both, or the disk is full, it
// lives as long as the page, and somebody must be told.
import { page } from "../core/page.js";
import { keepInMind, storageWorks } from "../core/recall.js";

const PREFIX = "kiosk-station-";
const OWN = page.station || "none";
const SHELVES = ["waiting", "refused", "answers", "codes", "shown"];

const OPENING_MS = 8_000; // a browser may never answer

const opened = new Map();
let lost = false;

/** Fires `lost` once something could not be kept. */
export const storage = new EventTarget();

/** Whether something could not be kept, so that a reload would lose it. */
export const loses = () => lost;

/** Puts a value behind all others of the shelf; gives its key. */
export const add = async (shelf, value) => (await shelvesOf(OWN)).add(shelf, value);
/** Puts a value under this key. */
export const put = async (shelf, key, value) => (await shelvesOf(OWN)).put(shelf, key, value);
export const remove = async (shelf, key) => (await shelvesOf(OWN)).remove(shelf, key);
/** [[key, value], ...] in the order of keys. */
export const all = async (shelf) => (await shelvesOf(OWN)).all(shelf);
/** The first value, which nobody gets again; undefined where the shelf is empty. */
export const take = async (shelf) => (await shelvesOf(OWN)).take(shelf);

/** Whether files can be kept too: localStorage holds text alone. */
export const keepsFiles = async () => (await shelvesOf(OWN)).files;

/** What the station of this id kept in this browser, with the same five ways. */
export function shelvesOf(station) {
  const name = PREFIX + station;
  if (!opened.has(name)) opened.set(name, open(name).then(inDatabase, () => (storageWorks() ? inLocalStorage(name) : inMemory())));
  return opened.get(name);
}

function tellLost() {
  if (lost) return;
  lost = true;
  storage.dispatchEvent(new Event("lost"));
}

/** The ids of other stations that kept something in this browser: earlier pairings of this tablet, or other tabs. */
export async function otherStations() {
  const names = [...(await databases()), ...keysInLocalStorage().map((key) => key.split(":")[0])];
  const ids = names.filter((name) => name.startsWith(PREFIX)).map((name) => name.slice(PREFIX.length));
  return [...new Set(ids)].filter((id) => id !== OWN);
}

/**
 * Run with what another station kept, unless a page of that station is open and looks after it itself.
 * Resolves when `run` has; a page that keeps something says so by `look()`.
 */
export async function whereNobodyLooks(station, run) {
  if (!navigator.locks) return run(await shelvesOf(station));
  return navigator.locks.request(PREFIX + station, { ifAvailable: true }, async (lock) => lock && run(await shelvesOf(station)));
}

/** As long as this page is open nobody else takes over what it keeps. */
export function look() {
  navigator.locks?.request(PREFIX + OWN, { mode: "shared" }, () => new Promise(() => {})).catch(() => {});
}

async function databases() {
  try {
    return (await indexedDB.databases()).map(({ name }) => name);
  } catch {
    return []; // blocked, or a browser that does not tell
  }
}

function keysInLocalStorage() {
  try {
    return Object.keys(localStorage);
  } catch {
    return [];
  }
}

function open(name) {
  return new Promise((done, failed) => {
    const asked = indexedDB.open(name, 1);
    asked.onupgradeneeded = () => {
      for (const shelf of SHELVES) asked.result.createObjectStore(shelf, { autoIncrement: true });
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
    setTimeout(() => failed(new Error("not opened")), OPENING_MS);
  });
}

function inDatabase(database) {
  // `run` starts requests on the shelf; what it returns is asked once the transaction is on the disk.
  const transact = (shelf, run) =>
    new Promise((done, failed) => {
      const transaction = database.transaction(shelf, "readwrite", { durability: "strict" });
      const result = run(transaction.objectStore(shelf));
      transaction.oncomplete = () => done(result());
      transaction.onabort = () => {
        tellLost();
        failed(transaction.error);
      };
    });
  return {
    files: true,
    add: (shelf, value) => transact(shelf, (store) => resultOf(store.add(value))),
    put: (shelf, key, value) => transact(shelf, (store) => resultOf(store.put(value, key))),
    remove: (shelf, key) => transact(shelf, (store) => resultOf(store.delete(key))),
    all: (shelf) =>
      transact(shelf, (store) => {
        const [keys, values] = [store.getAllKeys(), store.getAll()];
        return () => keys.result.map((key, at) => [key, values.result[at]]);
      }),
    take: (shelf) =>
      transact(shelf, (store) => {
        let first;
        store.openCursor().onsuccess = ({ target: { result: cursor } }) => {
          if (!cursor) return;
          first = cursor.value;
          cursor.delete();
        };
        return () => first;
      }),
  };
}

const resultOf = (request) => () => request.result;

function inLocalStorage(name) {
  const keyOf = (shelf, key) => `${name}:${shelf}:${key}`;
  return {
    files: false,
    add(shelf, value) {
      const last = this.all(shelf).at(-1)?.[0] ?? 0;
      this.put(shelf, last + 1, value);
      return last + 1;
    },
    put(shelf, key, value) {
      if (!keepInMind(keyOf(shelf, key), JSON.stringify([key, value]))) tellLost();
    },
    remove(shelf, key) {
      localStorage.removeItem(keyOf(shelf, key));
    },
    all(shelf) {
      const keys = Object.keys(localStorage).filter((key) => key.startsWith(keyOf(shelf, "")));
      return keys.map((key) => JSON.parse(localStorage.getItem(key))).sort(([a], [b]) => (a < b ? -1 : 1));
    },
    take(shelf) {
      const [first] = this.all(shelf);
      if (first) this.remove(shelf, first[0]);
      return first?.[1];
    },
  };
}

function inMemory() {
  tellLost();
  const shelves = Object.fromEntries(SHELVES.map((shelf) => [shelf, new Map()]));
  let last = 0;
  return {
    files: true,
    add: (shelf, value) => (shelves[shelf].set(++last, value), last),
    put: (shelf, key, value) => void shelves[shelf].set(key, value),
    remove: (shelf, key) => void shelves[shelf].delete(key),
    all: (shelf) => [...shelves[shelf]],
    take(shelf) {
      const [first] = shelves[shelf];
      if (first) shelves[shelf].delete(first[0]);
      return first?.[1];
    },
  };
}
