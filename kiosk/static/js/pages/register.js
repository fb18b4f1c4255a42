import "../core/upgrade.js";
import "../core/toast.js";
import "../register/phone-register.js";
