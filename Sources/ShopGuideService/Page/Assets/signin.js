// Signing in: a form that needs no script but the frame.

import "./frame.js";
