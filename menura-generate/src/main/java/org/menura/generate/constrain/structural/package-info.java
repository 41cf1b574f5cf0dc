/** Grammars of whole answers: text, reasoning, and tool calls in the form of a model's family. */
@NullMarked
package org.menura.generate.constrain.structural;

import org.jspecify.annotations.NullMarked;
