/** Constrained decoding: which tokens may come next, by grammar, schema or code of a user. */
@NullMarked
package org.menura.generate.constrain;

import org.jspecify.annotations.NullMarked;
