/** A conference that agents organise: its generator, its tools, its checker. */
@NullMarked
package org.menura.conference;

import org.jspecify.annotations.NullMarked;
