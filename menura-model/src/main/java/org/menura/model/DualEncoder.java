package org.menura.model;

import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/** A model that places pictures and texts in one space. */
public interface DualEncoder extends Model {
    TextEncoder texts();

    ImageEncoder images();

    /** Places of texts, of length 1: [texts, width]. */
    Tensor embedTexts(ForwardBatch step);

    /** Places of pictures, of length 1: pixels [pictures, channels, height, width] → [pictures, width]. */
    Tensor embedImages(Tensor pixels);

    /** The ids of a text as the text tower wants them: cut to its length, or filled up to that. */
    int[] fitted(int[] ids);

    /** Logits of each text with each picture: [texts, width], [pictures, width] → [texts, pictures]. */
    Tensor similarity(Tensor texts, Tensor pictures);

    /** Whether its objective judges each pair of text and picture alone, rather than against the others. */
    boolean judgesPairsAlone();

    /** The operations that the model computes with. */
    Backend ops();
}
