package org.menura.train.task;

import java.util.List;
import org.menura.tensor.Tensor;
import org.menura.tensor.grad.GradientTape;
import org.menura.tensor.grad.Parameter;
import org.menura.train.media.AugmentedImage;
import org.menura.train.objective.PairLogits;

/**
 * Contrastive training of image and text embeddings (CLIP, arXiv 2103.00020; SigLIP, arXiv 2303.15343): partners are
 * drawn together and others apart, among those of one part of a step.
 */
public final class ContrastiveTask extends AccumulatingTask<List<AugmentedImage>> {
    /** Of logits, by which CLIP limits the learned scale (arXiv 2103.00020, section 2.5). */
    private static final float LARGEST_SCALE = (float) Math.log(100);

    private final ImageTexts reader;

    /** Makes a task of a model. */
    public ContrastiveTask(ImageTexts reader, Steps<List<AugmentedImage>> steps) {
        super(steps);
        this.reader = reader;
    }

    @Override
    protected void learn(List<AugmentedImage> looks, Whole whole, StepSums sums) {
        try (GradientTape tape = startTape()) {
            Tensor logits = reader.model().similarity(reader.texts(looks), reader.pictures(looks));
            PairLogits.Result result = reader.evaluate(logits, looks);
            tape.seed(logits, ops().affine(result.gradient(), whole.share(), 0));
            tape.backward();
            sums.add(result, whole.parts(), looks.size());
        }
    }

    @Override
    public void bound() {
        if (reader.model().judgesPairsAlone()) {
            return;
        }
        for (Parameter t : parameters()) {
            if (t.name().equals("logit_scale")) {
                float[] values = t.value().floats();
                values[t.value().offset()] = Math.min(values[t.value().offset()], LARGEST_SCALE);
            }
        }
    }
}
