/** Weights of ONNX models. */
@Internal
@NullMarked
package org.menura.format.onnx;

import org.jspecify.annotations.NullMarked;
import org.menura.tensor.annotation.Internal;
