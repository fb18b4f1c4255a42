import "../core/upgrade.js";
import "../trust/trust-check.js";
