// Ticks.
function setupTicks() {}
