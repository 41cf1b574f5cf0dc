/** Durable runs: a folder that is a ledger, resumed exactly once, replayed, forked, shown. */
@NullMarked
package org.menura.agent.run;

import org.jspecify.annotations.NullMarked;
