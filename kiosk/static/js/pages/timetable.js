import "../core/upgrade.js";
import "../timetable/mark-list.js";
