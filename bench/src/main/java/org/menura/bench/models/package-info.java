/** The models that are compared: random weights in shapes that people use, and MiniLM's own. */
@NullMarked
package org.menura.bench.models;

import org.jspecify.annotations.NullMarked;
