package org.menura.eval.baseline;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tags words by a model that was taught to tag, alone or together with a CRF: then the score of a tagging is the sum of the CRF's and of the
 * model's log-probabilities (a product of experts; G. Hinton, 2002), and nothing is weighed or fitted. Tags follow each other as in the
 * training sentences.
 */
final class EncoderTagger implements Tagger {
    private final TagLogits model;
    private final TagGrammar grammar;
    private final @Nullable CrfTagger crf;

    EncoderTagger(TagLogits model, TagGrammar grammar, @Nullable CrfTagger crf) {
        this.model = model;
        this.grammar = grammar;
        this.crf = crf;
    }

    @Override
    public List<String> tag(List<String> words) {
        return tagAll(List.of(words)).getFirst();
    }

    @Override
    public List<List<String>> tagAll(List<List<String>> sentences) {
        int labels = grammar.labels().size();
        double[] transitions = crf == null ? new double[labels * labels] : crf.transitions();
        List<double[]> scores = model.of(sentences, grammar.labels());
        List<double[]> others = crf == null ? List.of() : crf.scores(sentences);
        List<List<String>> tags = new ArrayList<>();
        for (int s = 0; s < scores.size(); s++) {
            double[] sum = scores.get(s);
            for (int i = 0; !others.isEmpty() && i < sum.length; i++) {
                sum[i] += others.get(s)[i];
            }
            tags.add(grammar.best(sum, transitions));
        }
        return tags;
    }
}
