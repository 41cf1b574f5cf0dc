/** Whether the probabilities that a model gives to an answer tell right answers from made-up ones. */
@NullMarked
package org.menura.detect.hallucination;

import org.jspecify.annotations.NullMarked;
