// Where a station's page keeps what it was answered, so that a reload loses nothing: IndexedDB, one place for all stations
// of this browser. A phone's page keeps it in its memory alone, and so does whoever blocks it.
import { page } from "./page.js";

/** @typedef {import("./answered.js").Kept} Kept */

const NAME = "kiosk-answered";
const SHELF = "answers";
/** @type {Promise<IDBDatabase | null> | undefined} */
let opened;

/** @param {Kept} one */
export function put(one) {
  run("readwrite", (shelf) => shelf.put(one));
}

/** @param {string} action_id */
export function remove(action_id) {
  run("readwrite", (shelf) => shelf.delete(action_id));
}

/** @returns {Promise<Kept[]>} */
export async function all() {
  return (await run("readonly", (shelf) => shelf.getAll())) ?? [];
}

/**
 * What the request gives; undefined where nothing can be kept.
 * @template Result
 * @param {IDBTransactionMode} mode
 * @param {(shelf: IDBObjectStore) => IDBRequest<Result>} ask
 * @returns {Promise<Result | undefined>}
 */
async function run(mode, ask) {
  if (!page.station) return undefined;
  const database = await (opened ??= open());
  if (!database) return undefined;
  return new Promise((done) => {
    try {
      const transaction = database.transaction(SHELF, mode);
      const request = ask(transaction.objectStore(SHELF));
      transaction.oncomplete = () => done(request.result);
      transaction.onabort = () => done(undefined);
    } catch {
      done(undefined);
    }
  });
}

/** @returns {Promise<IDBDatabase | null>} */
function open() {
  return new Promise((done) => {
    try {
      const asked = indexedDB.open(NAME, 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore(SHELF, { keyPath: "action_id" });
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => done(null);
    } catch {
      done(null);
    }
  });
}
