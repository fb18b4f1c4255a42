import "../core/upgrade.js";
import "../core/clock.js";
import "../core/toast.js";
import "../demo/crowd-pace.js";
