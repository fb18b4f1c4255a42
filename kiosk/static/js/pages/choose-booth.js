import "../core/upgrade.js";
import "../core/station-report.js";
import "../core/live.js";
import "../core/band.js";
