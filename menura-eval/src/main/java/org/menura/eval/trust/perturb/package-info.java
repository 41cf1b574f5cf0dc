/** Changes texts as people change them, to see whether a model's answers hold: typing errors, other spellings, dialects, names. */
@NullMarked
package org.menura.eval.trust.perturb;

import org.jspecify.annotations.NullMarked;
