package org.menura.model;

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
    int[] fitted(int[] ids);

    /** Computes the logits of each text with each image: [texts, width], [images, width] → [texts, images]. */
    Tensor similarity(Tensor texts, Tensor pictures);

    /** Returns whether its objective judges each pair of text and image alone, rather than against the others. */
    boolean judgesPairsAlone();

    /** Returns the backend that the model computes with. */
    Backend ops();
}
