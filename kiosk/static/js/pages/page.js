import "../core/upgrade.js";
