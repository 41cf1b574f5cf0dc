/** Grammars in GBNF, llama.cpp's notation, read and compiled. */
@NullMarked
package org.menura.generate.constrain.gbnf;

import org.jspecify.annotations.NullMarked;
