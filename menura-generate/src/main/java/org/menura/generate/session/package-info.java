/** Sequences that a model continues, and the generation of text with them. */
@NullMarked
package org.menura.generate.session;

import org.jspecify.annotations.NullMarked;
