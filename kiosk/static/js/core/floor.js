// Whether this browser is one that the page works in (tools/lint/floors.mjs). Written for any browser, so that an old one reads
// it too: then the page says what it needs, in the plain HTML that stands there already.
(function () {
  var root = document.documentElement;
  // What came into Chromium and Safari with just these versions.
  /** @type {Record<string, () => boolean>} */
  var fits = {
    85: function () {
      // and Safari 15
      return typeof Promise === "function" && "any" in Promise && "BigInt64Array" in window;
    },
    108: function () {
      // and Safari 16.4
      return CSS.supports("height", "100dvh") && matchMedia("(width >= 1px)").matches;
    },
  };
  try {
    if (fits[85]() && fits[String(root.getAttribute("data-floor"))]()) return root.setAttribute("data-fits", "");
  } catch (tooOld) {
    // it says so below
  }
  document.addEventListener("DOMContentLoaded", function () {
    var version = /(?:Chrome|Version|Firefox)\/[\d.]+/.exec(navigator.userAgent);
    var place = document.querySelector("[data-has]");
    if (place) place.textContent = version ? version[0].replace("Version", "Safari") : navigator.userAgent;
  });
})();
