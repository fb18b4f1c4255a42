// Where a tablet keeps people, and how that goes: a database of its own for each station, so that nothing of it stays.
// The service worker does the same where the server shows this tablet out.

export const PREFIX = "kiosk-people-";

/**
 * The stations of which this browser keeps people.
 * @returns {Promise<string[]>}
 */
export async function keptStations() {
  try {
    const names = (await indexedDB.databases()).map(({ name }) => name ?? "");
    return names.filter((name) => name.startsWith(PREFIX)).map((name) => name.slice(PREFIX.length));
  } catch {
    return []; // blocked
  }
}

/**
 * Resolves once they are gone, or nothing can be done about it.
 * @param {string} station
 * @returns {Promise<void>}
 */
export function wipe(station) {
  return new Promise((done) => {
    try {
      const asked = indexedDB.deleteDatabase(PREFIX + station);
      asked.onsuccess = asked.onerror = () => done();
    } catch {
      done();
    }
  });
}

/** All that this browser keeps of people. */
export async function wipeAll() {
  await Promise.all((await keptStations()).map(wipe));
}
