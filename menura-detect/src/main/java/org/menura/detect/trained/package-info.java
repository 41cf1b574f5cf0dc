/**
 * Detectors that learn from examples, measured only on generators and domains that they were not trained on: inside one
 * generator and domain, counting words is enough, and the figure says nothing.
 */
@NullMarked
package org.menura.detect.trained;

import org.jspecify.annotations.NullMarked;
