// What this station keeps on the tablet itself, beside what is on its way to the server: IndexedDB, or localStorage where
// there is none. Every change is on the disk before it resolves. Where the browser blocks both, or the disk is full, it
// lives as long as the page, and somebody must be told.
import { page } from "../core/page.js";
import { keepInMind, storageWorks } from "../core/recall.js";

const PREFIX = "kiosk-station-";
const OWN = page.station || "none";
/** @type {Shelf[]} */
const SHELVES = ["waiting", "refused", "answers", "codes", "shown"];

const OPENING_MS = 8_000; // a browser may never answer

/** @typedef {number | string} Key */
/** @typedef {"waiting" | "refused" | "answers" | "codes" | "shown"} Shelf */
/** @typedef {[Key, unknown][]} Pairs keys and values */
/**
 * What one station keeps; `files`: whether files can be kept too.
 * @typedef {object} Shelves
 * @property {boolean} files
 * @property {(shelf: Shelf, value: unknown) => Key | Promise<Key>} add
 * @property {(shelf: Shelf, key: Key, value: unknown) => unknown} put
 * @property {(shelf: Shelf, key: Key) => unknown} remove
 * @property {(shelf: Shelf) => Pairs | Promise<Pairs>} all
 * @property {(shelf: Shelf) => unknown} take
 */

/** @type {Map<string, Promise<Shelves>>} */
const opened = new Map();
let lost = false;

/** Fires `lost` once something could not be kept. */
export const storage = new EventTarget();

/** Whether something could not be kept, so that a reload would lose it. */
export const loses = () => lost;

/** Puts a value behind all others of the shelf; gives its key. */
export const add = async (/** @type {Shelf} */ shelf, /** @type {unknown} */ value) => (await shelvesOf(OWN)).add(shelf, value);
/** Puts a value under this key. */
export const put = async (/** @type {Shelf} */ shelf, /** @type {Key} */ key, /** @type {unknown} */ value) =>
  (await shelvesOf(OWN)).put(shelf, key, value);
export const remove = async (/** @type {Shelf} */ shelf, /** @type {Key} */ key) => (await shelvesOf(OWN)).remove(shelf, key);
/** [[key, value], ...] in the order of keys. */
export const all = async (/** @type {Shelf} */ shelf) => (await shelvesOf(OWN)).all(shelf);
/** The first value, which nobody gets again; undefined where the shelf is empty. */
export const take = async (/** @type {Shelf} */ shelf) => (await shelvesOf(OWN)).take(shelf);

/** Whether files can be kept too: localStorage holds text alone. */
export const keepsFiles = async () => (await shelvesOf(OWN)).files;

/**
 * What the station of this id kept in this browser, with the same five ways.
 * @param {string} station
 */
export function shelvesOf(station) {
  const name = PREFIX + station;
  const known = opened.get(name);
  if (known) return known;
  const shelves = open(name).then(inDatabase, () => (storageWorks() ? inLocalStorage(name) : inMemory()));
  opened.set(name, shelves);
  return shelves;
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
 * @param {string} station
 * @param {(shelves: Shelves) => Promise<unknown>} run
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
    return (await indexedDB.databases()).map(({ name }) => name ?? "");
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

/**
 * @param {string} name
 * @returns {Promise<IDBDatabase>}
 */
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

/**
 * @param {IDBDatabase} database
 * @returns {Shelves}
 */
function inDatabase(database) {
  // `run` starts requests on the shelf; what it returns is asked once the transaction is on the disk.
  /** @type {<T>(shelf: Shelf, run: (store: IDBObjectStore) => () => T) => Promise<T>} */
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
    add: (shelf, value) => transact(shelf, (store) => resultOf(/** @type {IDBRequest<Key>} */ (store.add(value)))),
    put: (shelf, key, value) => transact(shelf, (store) => resultOf(store.put(value, key))),
    remove: (shelf, key) => transact(shelf, (store) => resultOf(store.delete(key))),
    all: (shelf) =>
      transact(shelf, (store) => {
        const [keys, values] = [store.getAllKeys(), store.getAll()];
        return () => keys.result.map((key, at) => /** @type {[Key, unknown]} */ ([key, values.result[at]]));
      }),
    take: (shelf) =>
      transact(shelf, (store) => {
        /** @type {unknown} */
        let first;
        const asked = store.openCursor();
        asked.onsuccess = () => {
          if (!asked.result) return;
          first = asked.result.value;
          asked.result.delete();
        };
        return () => first;
      }),
  };
}

/** @type {<T>(request: IDBRequest<T>) => () => T} */
const resultOf = (request) => () => request.result;

/**
 * @param {string} name
 * @returns {Shelves}
 */
function inLocalStorage(name) {
  const keyOf = (/** @type {Shelf} */ shelf, /** @type {Key} */ key) => `${name}:${shelf}:${key}`;
  /** @type {(shelf: Shelf) => Pairs} */
  const all = (shelf) => {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(keyOf(shelf, "")));
    return keys.map((key) => JSON.parse(localStorage.getItem(key) ?? "null")).sort(([a], [b]) => (a < b ? -1 : 1));
  };
  return {
    files: false,
    add(shelf, value) {
      const next = Number(all(shelf).at(-1)?.[0] ?? 0) + 1;
      this.put(shelf, next, value);
      return next;
    },
    put(shelf, key, value) {
      if (!keepInMind(keyOf(shelf, key), JSON.stringify([key, value]))) tellLost();
    },
    remove(shelf, key) {
      localStorage.removeItem(keyOf(shelf, key));
    },
    all,
    take(shelf) {
      const [first] = all(shelf);
      if (first) this.remove(shelf, first[0]);
      return first?.[1];
    },
  };
}

/** @returns {Shelves} */
function inMemory() {
  tellLost();
  const shelves = /** @type {Record<Shelf, Map<Key, unknown>>} */ (
    Object.fromEntries(SHELVES.map((shelf) => [shelf, new Map()]))
  );
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
