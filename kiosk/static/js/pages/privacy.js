import "../core/upgrade.js";
import "../core/band.js";
import "../core/clock.js";
import "../core/toast.js";
import "../core/action-button.js";
import "../privacy/own-data.js";
