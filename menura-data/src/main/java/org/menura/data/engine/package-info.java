/** Carries plans out: shards on threads, groups by external sorting, components, ledgers, resuming. */
@NullMarked
package org.menura.data.engine;

import org.jspecify.annotations.NullMarked;
