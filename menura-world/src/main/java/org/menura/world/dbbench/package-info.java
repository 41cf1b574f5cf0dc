/** DBBench of AgentBench on SQLite: questions about tables, and changes of them, in SQL. */
@NullMarked
package org.menura.world.dbbench;

import org.jspecify.annotations.NullMarked;
