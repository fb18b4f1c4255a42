import "../core/upgrade.js";
import "../printing/print-page.js";
