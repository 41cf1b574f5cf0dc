package org.menura.train.measure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.menura.data.Examples;
import org.menura.model.Features;
import org.menura.tensor.Backend;
import org.menura.tensor.Rng;
import org.menura.tensor.Tensor;
import org.menura.train.task.ImageGenerationBatch;
import org.menura.train.task.OutputAlignment;

/**
 * Errors of the conditions that a model predicts against those of held-out captions: mean squared error and mean cosine
 * similarity of the rows.
 *
 * @param alignment the model and the generator
 * @param examples held-out conversations, by source
 * @param perBatch conversations that are computed together
 */
public record AlignmentErrors(OutputAlignment alignment, List<Examples<ImageGenerationBatch>> examples, int perBatch)
        implements Metric {
    @Override
    public SequencedMap<String, Double> now() {
        double squares = 0;
        double cosines = 0;
        double pictures = 0;
        for (Examples<ImageGenerationBatch> source : examples) {
            for (long from = 0; from < source.count(); from += perBatch) {
                List<ImageGenerationBatch> some = new ArrayList<>();
                for (long i = from; i < Math.min(source.count(), from + perBatch); i++) {
                    some.add(source.example(i, new Rng(0, i)));
                }
                ImageGenerationBatch drawn = ImageGenerationBatch.join(some);
                int rows = alignment.compared(drawn.conditions());
                double[] wanted = alignment.wanted(drawn.conditions(), rows);
                Backend ops = alignment.reader().model().ops();
                try (Backend.Scope _ = ops.scope()) {
                    Features conditions = alignment.conditions(drawn);
                    Tensor said = alignment.first(conditions, rows);
                    squares += some.size()
                            * alignment.evaluate(said, wanted, some.size()).loss();
                    cosines += some.size() * cosine(said, wanted);
                }
                pictures += some.size();
            }
        }
        SequencedMap<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("loss", squares / pictures);
        metrics.put("cosine", cosines / pictures);
        metrics.put("pictures", pictures);
        return metrics;
    }

    private static double cosine(Tensor said, double[] wanted) {
        float[] values = said.toFloats();
        int rows = said.dim(0);
        int width = said.dim(1);
        double sum = 0;
        for (int r = 0; r < rows; r++) {
            double both = 0;
            double a = 0;
            double b = 0;
            for (int k = r * width; k < (r + 1) * width; k++) {
                both += values[k] * wanted[k];
                a += (double) values[k] * values[k];
                b += wanted[k] * wanted[k];
            }
            sum += both / Math.max(Math.sqrt(a * b), 1e-20);
        }
        return sum / rows;
    }
}
