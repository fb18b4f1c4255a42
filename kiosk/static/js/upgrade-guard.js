// Opens a page anew whose scripts never came: the server was upgraded between the page and its files, which are gone under
// the old version's address, or it was away just then. No script of the page can mend that. So this one stands under an
// address that every version has (it never moves), and tries once the server answers, ever less often.
(function () {
  const FIRST_MS = 8_000;
  const LONGEST_MS = 3_600_000;
  const times = history.state?.guarded ?? 0;

  addEventListener("load", look);
  if (document.readyState === "complete") look();

  function look() {
    if ("awake" in document.documentElement.dataset) return;
    setTimeout(ask, Math.min(FIRST_MS * 4 ** times, LONGEST_MS) * (0.5 + Math.random()));
  }

  async function ask() {
    if ("awake" in document.documentElement.dataset) return;
    try {
      const response = await fetch("/healthz", { cache: "no-store" });
      if (!response.ok || !response.headers.has("X-Kiosk")) throw new Error("somebody else answers");
    } catch {
      setTimeout(ask, FIRST_MS);
      return;
    }
    history.replaceState({ ...history.state, guarded: times + 1 }, "");
    location.reload();
  }
})();
