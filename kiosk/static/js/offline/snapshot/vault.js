// This station's people on the tablet's disk: sealed, with the key of their badges' marks and how long the server is away.
import { PREFIX, wipe } from "./wiping.js";

const SHELF = "kept";

/** @typedef {{ sealed: import("./sealing.js").Sealed, marking: CryptoKey, life: import("./lapse.js").Life & { at: number } }} Kept */

export class Vault {
  #station;
  /** @type {Promise<IDBDatabase> | null} */
  #opened = null;

  /** @param {string} station */
  constructor(station) {
    this.#station = station;
  }

  /**
   * What is there; null where nothing is, or not all of it.
   * @returns {Promise<Kept | null>}
   */
  async load() {
    const [sealed, marking, life] = await this.#ask("readonly", (shelf) =>
      ["sealed", "marking", "life"].map((name) => shelf.get(name)),
    );
    return sealed && marking && life ? { sealed, marking, life } : null;
  }

  /**
   * Puts these in the place of what was there.
   * @param {Partial<Kept>} kept
   */
  async save(kept) {
    await this.#ask("readwrite", (shelf) => Object.entries(kept).map(([name, value]) => shelf.put(value, name)));
  }

  async wipe() {
    const opened = this.#opened;
    this.#opened = null;
    await opened?.then((database) => database.close()).catch(() => {});
    await wipe(this.#station);
  }

  /**
   * The results of these requests, once they are on the disk.
   * @param {IDBTransactionMode} mode
   * @param {(shelf: IDBObjectStore) => IDBRequest[]} run
   * @returns {Promise<any[]>}
   */
  async #ask(mode, run) {
    const database = await (this.#opened ??= this.#open());
    return new Promise((done, failed) => {
      const transaction = database.transaction(SHELF, mode);
      const asked = run(transaction.objectStore(SHELF));
      transaction.oncomplete = () => done(asked.map(({ result }) => result));
      transaction.onabort = () => failed(transaction.error);
    });
  }

  /** @returns {Promise<IDBDatabase>} */
  #open() {
    return new Promise((done, failed) => {
      const asked = indexedDB.open(PREFIX + this.#station, 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore(SHELF);
      asked.onerror = () => failed(asked.error);
      asked.onsuccess = () => {
        asked.result.onversionchange = () => {
          asked.result.close(); // it is being wiped
          this.#opened = null;
        };
        done(asked.result);
      };
    });
  }
}
