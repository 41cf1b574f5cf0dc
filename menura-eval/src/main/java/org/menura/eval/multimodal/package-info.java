/** Pictures and sounds in evaluations: questions about them as tasks of the harness, and models that are shown them. */
@NullMarked
package org.menura.eval.multimodal;

import org.jspecify.annotations.NullMarked;
