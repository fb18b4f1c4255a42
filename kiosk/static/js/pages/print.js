import "../core/upgrade.js";
import "../printing/print-job.js";
