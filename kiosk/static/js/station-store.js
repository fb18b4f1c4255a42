// What this station keeps on the tablet itself, beside what is on its way to the server: IndexedDB, or localStorage where
// there is none. Every change is on the disk before it resolves.
import { page } from "./page.js";

const NAME = `kiosk-station-${page.station || "none"}`;
const SHELVES = ["waiting", "refused", "answers", "codes", "shown"];

let chosen = null;

/** Puts a value behind all others of the shelf; gives its key. */
export const add = async (shelf, value) => (await backend()).add(shelf, value);
/** Puts a value under this key. */
export const put = async (shelf, key, value) => (await backend()).put(shelf, key, value);
export const remove = async (shelf, key) => (await backend()).remove(shelf, key);
/** [[key, value], ...] in the order of keys. */
export const all = async (shelf) => (await backend()).all(shelf);
/** The first value, which nobody gets again; undefined where the shelf is empty. */
export const take = async (shelf) => (await backend()).take(shelf);

function backend() {
  chosen ??= open().then(inDatabase, () => inLocalStorage);
  return chosen;
}

function open() {
  return new Promise((done, failed) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      for (const shelf of SHELVES) asked.result.createObjectStore(shelf, { autoIncrement: true });
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
}

function inDatabase(database) {
  // `run` starts requests on the shelf; what it returns is asked once the transaction is on the disk.
  const transact = (shelf, run) =>
    new Promise((done, failed) => {
      const transaction = database.transaction(shelf, "readwrite", { durability: "strict" });
      const result = run(transaction.objectStore(shelf));
      transaction.oncomplete = () => done(result());
      transaction.onabort = () => failed(transaction.error);
    });
  return {
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

const inLocalStorage = {
  add(shelf, value) {
    const last = this.all(shelf).at(-1)?.[0] ?? 0;
    this.put(shelf, last + 1, value);
    return last + 1;
  },
  put(shelf, key, value) {
    localStorage.setItem(nameOf(shelf, key), JSON.stringify([key, value]));
  },
  remove(shelf, key) {
    localStorage.removeItem(nameOf(shelf, key));
  },
  all(shelf) {
    const names = Object.keys(localStorage).filter((name) => name.startsWith(nameOf(shelf, "")));
    return names.map((name) => JSON.parse(localStorage.getItem(name))).sort(([a], [b]) => (a < b ? -1 : 1));
  },
  take(shelf) {
    const [first] = this.all(shelf);
    if (first) this.remove(shelf, first[0]);
    return first?.[1];
  },
};

function nameOf(shelf, key) {
  return `${NAME}:${shelf}:${key}`;
}
