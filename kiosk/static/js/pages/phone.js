import "../core/upgrade.js";
import "../core/live.js";
import "../core/band.js";
import "../core/clock.js";
import "../core/toast.js";
import "../phone/visitor-page.js";
import "../phone/own-places.js";
import "../core/action-button.js";
