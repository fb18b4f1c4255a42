import "../core/upgrade.js";
import "../reentry/open-again.js";
