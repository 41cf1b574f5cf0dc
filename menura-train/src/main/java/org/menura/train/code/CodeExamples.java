package org.menura.train.code;

import java.util.List;
import org.menura.data.Examples;
import org.menura.tensor.Rng;

/**
 * Examples of source code in memory, each look by one of several objectives, which take turns at random, each as likely
 * (CodeT5, arXiv 2109.00859, section 3.2), among those that fit the text.
 *
 * @param texts of which at least one objective fits each
 * @param objectives that take turns
 */
public record CodeExamples(List<CodeText> texts, List<CodeObjective> objectives, CodeFrame frame)
        implements Examples<CodeBatch> {
    public CodeExamples {
        objectives = List.copyOf(objectives);
        List<CodeObjective> all = objectives;
        texts = texts.stream()
                .filter(t -> all.stream().anyMatch(o -> o.fits(t)))
                .toList();
    }

    @Override
    public long count() {
        return texts.size();
    }

    @Override
    public CodeBatch example(long index, Rng random) {
        CodeText text = texts.get(Math.toIntExact(index));
        List<CodeObjective> fitting =
                objectives.stream().filter(o -> o.fits(text)).toList();
        return fitting.get(random.nextInt(fitting.size())).example(text, frame, random);
    }
}
