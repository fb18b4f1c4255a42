import "../core/upgrade.js";
import "../core/station-report.js";
import "../core/band.js";
import "../core/clock.js";
import "../core/toast.js";
import "../organiser/second-laptop.js";
import "../organiser/standby-bundle.js";
