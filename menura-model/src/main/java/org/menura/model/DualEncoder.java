package org.menura.model;

import java.util.OptionalInt;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/** A dual encoder, which embeds images and texts into one vector space. */
public interface DualEncoder extends Model {
    TextEncoder texts();

    ImageEncoder images();

    /** Computes the embeddings of texts, of length 1: [texts, width]. */
    Tensor embedTexts(ForwardBatch step);

    /** Computes the embeddings of images, of length 1: pixels [images, channels, height, width] → [images, width]. */
    Tensor embedImages(Tensor pixels);

    /** Fits the token ids of a text to the text tower's length: cut to it, or filled up to it. */
    default int[] fitted(int[] ids) {
        return fitted(ids, OptionalInt.empty());
    }

    /**
     * Fits the token ids of a text to the text tower's length: cut before its last token, or filled up.
     *
     * @param padding the token that its tokenizer fills up with; empty if it names none
     */
    int[] fitted(int[] ids, OptionalInt padding);

    /** Computes the logits of each text with each image: [texts, width], [images, width] → [texts, images]. */
    Tensor similarity(Tensor texts, Tensor pictures);

    /** Returns whether its objective judges each pair of text and image alone, rather than against the others. */
    boolean judgesPairsAlone();

    /** Returns the backend that the model computes with. */
    Backend ops();
}
