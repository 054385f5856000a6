// Not here yet.

import "./frame.js";
