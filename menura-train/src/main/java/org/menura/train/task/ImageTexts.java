package org.menura.train.task;

import java.util.List;
import java.util.stream.IntStream;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.model.DualEncoder;
import org.menura.model.ForwardBatch;
import org.menura.model.vision.ImageProcessor;
import org.menura.model.vision.Prepared;
import org.menura.tensor.Tensor;
import org.menura.train.media.AugmentedImage;
import org.menura.train.objective.InfoNce;
import org.menura.train.objective.PairLogits;
import org.menura.train.objective.SigLip;

/**
 * A dual encoder of images and texts with its image processor and tokenizer.
 *
 * @param model the dual encoder
 * @param processor of its images
 * @param tokenizer of its texts
 */
public record ImageTexts(DualEncoder model, ImageProcessor processor, Tokenizer tokenizer) {
    /** Computes the embeddings of the images: [looks, width]. */
    public Tensor pictures(List<AugmentedImage> looks) {
        List<Prepared> prepared =
                looks.stream().map(l -> processor.prepare(l.picture())).toList();
        return model.embedImages(processor.pixels(prepared));
    }

    /** Computes the embeddings of the texts: [looks, width]. */
    public Tensor texts(List<AugmentedImage> looks) {
        int[][] ids = looks.stream()
                .map(l -> model.fitted(tokenizer.encode(l.text(), true, false), tokenizer.pad()))
                .toArray(int[][]::new);
        return model.embedTexts(ForwardBatch.whole(ids));
    }

    /** Computes the contrastive loss that the model is made for: InfoNCE, or SigLIP's. */
    public PairLogits.Result evaluate(Tensor logits, List<AugmentedImage> looks) {
        PairLogits pairs = PairLogits.of(logits, same(looks));
        return model.judgesPairsAlone() ? SigLip.of(pairs) : InfoNce.of(pairs);
    }

    /**
     * Finds the combinations of a text and an image that belong together though they are of two looks: the same text,
     * or the same file.
     */
    public static boolean[][] same(List<AugmentedImage> looks) {
        return IntStream.range(0, looks.size())
                .mapToObj(i -> {
                    boolean[] row = new boolean[looks.size()];
                    for (int j = 0; j < row.length; j++) {
                        AugmentedImage a = looks.get(i);
                        AugmentedImage b = looks.get(j);
                        row[j] = a.text().equals(b.text()) || a.file().equals(b.file());
                    }
                    return row;
                })
                .toArray(boolean[][]::new);
    }
}
