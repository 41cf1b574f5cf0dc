/** A language model whose answers are written down, for tests of programs that call one. */
@NullMarked
package org.menura.scripted;

import org.jspecify.annotations.NullMarked;
