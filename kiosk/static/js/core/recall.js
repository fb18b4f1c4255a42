// Small things that this browser remembers: a counter, a volume. Where storage is blocked nothing is, and all goes on.

/**
 * What was kept under this name, or null.
 * @param {string} name
 */
export function recall(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

/**
 * Keep this text, or forget it (null). Gives whether that is on the disk now.
 * @param {string} name
 * @param {string | null} text
 */
export function keepInMind(name, text) {
  try {
    if (text === null) localStorage.removeItem(name);
    else localStorage.setItem(name, text);
    return true;
  } catch {
    return false; // full, or forbidden
  }
}

/**
 * The same for this window alone: what its page has to know when it opens anew.
 * @param {string} name
 */
export function recallHere(name) {
  try {
    return sessionStorage.getItem(name);
  } catch {
    return null;
  }
}

/**
 * @param {string} name
 * @param {string} text
 */
export function keepHere(name, text) {
  try {
    sessionStorage.setItem(name, text);
  } catch {
    // full, or forbidden
  }
}

/** Whether this browser lets a page keep anything: cookies, and what a reload must find again. */
export function storageWorks() {
  const name = "kiosk-storage-works";
  try {
    sessionStorage.setItem(name, "");
    sessionStorage.removeItem(name);
  } catch {
    return false;
  }
  return navigator.cookieEnabled && keepInMind(name, "") && keepInMind(name, null);
}
