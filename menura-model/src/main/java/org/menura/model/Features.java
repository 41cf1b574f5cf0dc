package org.menura.model;

import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;

/**
 * The rows that an encoder returns for inputs of any modality.
 *
 * @param rows [rows, width]
 * @param segments rows per input: image, recording, …
 */
public record Features(Tensor rows, Segments segments) {}
