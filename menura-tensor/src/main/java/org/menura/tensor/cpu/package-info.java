/** The backend for the processor: kernels, each in plain Java and where it pays with the Vector API. */
@NullMarked
package org.menura.tensor.cpu;

import org.jspecify.annotations.NullMarked;
