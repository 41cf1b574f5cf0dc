/** Suites with rules of their own: OLMES, and bits per byte of domains as Paloma has them. */
@NullMarked
package org.menura.eval.suite;

import org.jspecify.annotations.NullMarked;
