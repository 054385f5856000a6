// The sign-in form needs no script but the frame.

import "./frame.js";
