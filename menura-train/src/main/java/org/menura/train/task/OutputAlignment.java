package org.menura.train.task;

import java.util.List;
import java.util.stream.IntStream;
import org.menura.model.Features;
import org.menura.model.ForwardBatch;
import org.menura.model.diffusion.Denoiser;
import org.menura.model.multimodal.OutputModality;
import org.menura.tensor.Backend;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;
import org.menura.train.objective.DenoisingLoss;

/**
 * The alignment of an output projector's conditions with those of a generator's text encoder (NExT-GPT, arXiv
 * 2309.05519, section 4.2).
 *
 * @param reader the backbone
 * @param output with the projector
 * @param generator whose condition is wanted; it learns nothing
 */
public record OutputAlignment(BatchReader reader, OutputModality output, DiffusionModel generator) {
    /** Projects the hidden states of signal tokens to conditions, a segment for each conversation. */
    public Features conditions(ImageGenerationBatch drawn) {
        int[] rows = drawn.signals().stream().flatMapToInt(IntStream::of).toArray();
        int[] lengths = drawn.signals().stream().mapToInt(r -> r.length).toArray();
        ForwardBatch step = reader.step(drawn.batch()).withOutputs(rows).withHidden();
        reader.model().forward(step);
        return output.projector().project(new Features(step.hidden(), Segments.ofLengths(lengths)));
    }

    /**
     * Returns the number of rows of a condition that are compared: the projector may make fewer than the encoder, whose
     * later ones are padding.
     */
    public int compared(List<String> captions) {
        return Math.min(
                output.projector().rows(),
                generator.conditions().rows(captions.getFirst()).dim(0));
    }

    /** Encodes the captions with the text encoder, of each the first {@code rows} rows: [captions · rows, width]. */
    public double[] wanted(List<String> captions, int rows) {
        int width = output.projector().width();
        double[] all = new double[captions.size() * rows * width];
        for (int i = 0; i < captions.size(); i++) {
            float[] one = generator.conditions().rows(captions.get(i)).toFloats();
            for (int k = 0; k < rows * width; k++) {
                all[i * rows * width + k] = one[k];
            }
        }
        return all;
    }

    /** Returns the first rows of each condition: [conditions · rows, width]. */
    public Tensor first(Features conditions, int rows) {
        Backend ops = reader.model().ops();
        Segments each = conditions.segments();
        if (rows == output.projector().rows()) {
            return conditions.rows();
        }
        int[] chosen = IntStream.range(0, each.count() * rows)
                .map(r -> each.start(r / rows) + r % rows)
                .toArray();
        return ops.gatherRows(conditions.rows(), chosen);
    }

    /** Predicts noised images with the generator's denoiser under these conditions. */
    Tensor said(Noised noised, Features conditions) {
        return generator
                .denoiser()
                .forward(
                        noised.sample(),
                        noised.timesteps(),
                        Denoiser.Condition.of(new Denoiser.Text(conditions.rows(), conditions.segments())))
                .rows();
    }

    /** Computes the mean squared error of conditions. */
    public DenoisingLoss.Result evaluate(Tensor said, double[] wanted, int count) {
        return DenoisingLoss.of(Numbers.doubles(said), wanted, null, count);
    }
}
