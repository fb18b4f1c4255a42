// The two lines that the server writes before the worker (kiosk/pages/offline.py).
declare const VERSION: string;
declare const FILES: string[];
