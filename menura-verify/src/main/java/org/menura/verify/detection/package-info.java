/** Scores of texts as reference implementations of detectors computed them, and what such scores are worth. */
@NullMarked
package org.menura.verify.detection;

import org.jspecify.annotations.NullMarked;
