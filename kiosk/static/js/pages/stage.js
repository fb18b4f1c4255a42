import "../core/upgrade.js";
import "../core/station-report.js";
import "../core/live.js";
import "../core/band.js";
import "../scanning/stray-scans.js";
import "../board/wake-lock.js";
import "../core/clock.js";
import "../stage/ceremony-sound.js";
