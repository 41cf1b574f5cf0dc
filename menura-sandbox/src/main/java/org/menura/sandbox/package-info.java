/** Runs code that is not trusted, in a process of its own, with limits and without a network. */
@NullMarked
package org.menura.sandbox;

import org.jspecify.annotations.NullMarked;
