package org.menura.model;

import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;

/**
 * What an encoder makes of inputs of any modality.
 *
 * @param rows [rows, width]
 * @param segments rows per input: picture, recording, …
 */
public record Features(Tensor rows, Segments segments) {}
