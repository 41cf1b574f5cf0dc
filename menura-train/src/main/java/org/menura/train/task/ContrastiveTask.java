package org.menura.train.task;

import java.util.List;
import java.util.function.LongFunction;
import org.menura.tensor.Tensor;
import org.menura.tensor.grad.GradBackend;
import org.menura.tensor.grad.Recording;
import org.menura.tensor.grad.Trainable;
import org.menura.train.StepResult;
import org.menura.train.Task;
import org.menura.train.media.Look;
import org.menura.train.objective.PairLogits;

/**
 * Pictures and texts that belong together are brought together, others apart (CLIP, arXiv 2103.00020; SigLIP, arXiv
 * 2303.15343), among those of one part of a step.
 */
public final class ContrastiveTask implements Task {
    /** Of logits, by which CLIP limits the learned scale (arXiv 2103.00020, section 2.5). */
    private static final float LARGEST_SCALE = (float) Math.log(100);

    private final PictureTexts reader;
    private final GradBackend ops;
    private final List<Trainable> parameters;
    private final LongFunction<List<List<Look>>> batches;

    /**
     * A task over {@code parameters} of a model that computes with {@code ops}.
     *
     * @param batches what a step learns from, in parts whose gradients are added up
     */
    public ContrastiveTask(
            PictureTexts reader, GradBackend ops, List<Trainable> parameters, LongFunction<List<List<Look>>> batches) {
        this.reader = reader;
        this.ops = ops;
        this.parameters = parameters;
        this.batches = batches;
    }

    @Override
    public StepResult gradients(long step) {
        Sums sums = new Sums();
        List<List<Look>> parts = batches.apply(step);
        for (List<Look> looks : parts) {
            try (Recording recording = ops.record(parameters)) {
                Tensor logits = reader.model().similarity(reader.texts(looks), reader.pictures(looks));
                PairLogits.Result result = reader.evaluate(logits, looks);
                recording.seed(logits, ops.affine(result.gradient(), 1f / parts.size(), 0));
                recording.backward();
                sums.add(result, parts.size(), looks.size());
            }
        }
        return sums.result();
    }

    @Override
    public void bound() {
        if (reader.model().judgesPairsAlone()) {
            return;
        }
        for (Trainable t : parameters) {
            if (t.name().equals("logit_scale")) {
                float[] values = t.value().floats();
                values[t.value().offset()] = Math.min(values[t.value().offset()], LARGEST_SCALE);
            }
        }
    }
}
