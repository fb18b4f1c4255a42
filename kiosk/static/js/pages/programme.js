import "../core/upgrade.js";
import "../core/live.js";
import "../core/band.js";
import "../core/toast.js";
import "../programme/programme-page.js";
