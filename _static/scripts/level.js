// Level.
function setupLevel() {}
