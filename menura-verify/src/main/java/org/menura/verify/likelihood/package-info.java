/** Log-likelihoods and answers of a model, held against what lm-evaluation-harness recorded of it. */
@NullMarked
package org.menura.verify.likelihood;

import org.jspecify.annotations.NullMarked;
