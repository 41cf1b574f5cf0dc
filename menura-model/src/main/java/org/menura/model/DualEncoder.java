package org.menura.model;

import java.util.Map;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/** A model that places pictures and texts in one space. */
public interface DualEncoder {
    TextEncoder texts();

    ImageEncoder images();

    /** Places of texts, of length 1: [texts, width]. */
    Tensor embedTexts(Step step);

    /** Places of pictures, of length 1: pixels [pictures, channels, height, width] → [pictures, width]. */
    Tensor embedImages(Tensor pixels);

    /** Logits of each text with each picture: [texts, width], [pictures, width] → [texts, pictures]. */
    Tensor similarity(Tensor texts, Tensor pictures);

    /** Outputs of both towers; see {@link TextEncoder#outputs} and {@link ImageEncoder#outputs}. */
    default Map<String, Tensor> textOutputs(Step step) {
        return texts().outputs(texts().encode(step), step);
    }

    /** Whether its objective judges each pair of text and picture alone, rather than against the others. */
    boolean judgesPairsAlone();

    /** The operations that the model computes with. */
    Backend ops();
}
