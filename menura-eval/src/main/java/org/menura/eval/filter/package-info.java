/** What is done to models' answers before they are scored: lm-evaluation-harness' filters. */
@NullMarked
package org.menura.eval.filter;

import org.jspecify.annotations.NullMarked;
