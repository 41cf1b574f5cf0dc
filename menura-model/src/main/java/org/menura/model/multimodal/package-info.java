/**
 * Models of several modalities, composed of parts that can be exchanged (arXiv 2401.13601): modality encoder, input
 * projector, language backbone.
 */
@Extension
@NullMarked
package org.menura.model.multimodal;

import org.jspecify.annotations.NullMarked;
import org.menura.tensor.annotation.Extension;
