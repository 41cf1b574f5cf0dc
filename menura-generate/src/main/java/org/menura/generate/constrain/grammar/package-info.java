/** Languages over bytes: regular expressions by derivatives, grammars over them, and their recognition byte by byte. */
@NullMarked
package org.menura.generate.constrain.grammar;

import org.jspecify.annotations.NullMarked;
