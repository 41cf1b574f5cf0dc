/** Grammars, regular expressions and what is written in a form, against the verdicts recorded for them. */
@NullMarked
package org.menura.verify.structured;

import org.jspecify.annotations.NullMarked;
