import "../core/upgrade.js";
import "../core/station-report.js";
import "../core/live.js";
import "../core/band.js";
import "../scanning/stray-scans.js";
import "../core/clock.js";
import "../core/toast.js";
import "../organiser/organiser-doctor.js";
