/** Weights of ONNX models. */
@NullMarked
package org.menura.format.onnx;

import org.jspecify.annotations.NullMarked;
