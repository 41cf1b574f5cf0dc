/** Languages over bytes: regular expressions by derivatives, grammars over them, and their recognition byte by byte. */
@Extension
@NullMarked
package org.menura.generate.constrain.grammar;

import org.jspecify.annotations.NullMarked;
import org.menura.tensor.annotation.Extension;
