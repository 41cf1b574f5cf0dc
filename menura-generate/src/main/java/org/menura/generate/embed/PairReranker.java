package org.menura.generate.embed;

import java.util.List;
import org.menura.format.FormatException;
import org.menura.generate.classify.Classifier;
import org.menura.generate.load.LoadedModel;

/** Scores pairs of texts, as the tokenizer joins them, with a classification head. */
final class PairReranker implements Reranker {
    private final LoadedModel loaded;
    private final Classifier classifier;
    private final String prompt;
    private final int window;

    PairReranker(LoadedModel loaded) {
        if (!Classifier.isClassifier(loaded)) {
            throw new FormatException(loaded.source().path()
                    + " has no head that classifies pairs of texts (ForSequenceClassification), so it reranks nothing");
        }
        this.loaded = loaded;
        this.classifier = Classifier.of(loaded);
        this.prompt = SentenceModules.prompt(loaded);
        this.window = SentenceModules.window(loaded);
    }

    @Override
    public Scores scores(String query, List<String> documents) {
        return scores(query, documents, false);
    }

    @Override
    public Scores logits(String query, List<String> documents) {
        return scores(query, documents, true);
    }

    private Scores scores(String query, List<String> documents, boolean raw) {
        RerankScore score = RerankScore.of(loaded, classifier.labels().size(), raw);
        List<Classifier.Input> pairs = documents.stream()
                .map(d -> new Classifier.Input(prompt + query, d))
                .toList();
        List<Classifier.Classes> classes = classifier.classifyAll(pairs, window);
        return new Scores(
                classes.stream().map(c -> score.of(floats(c.logits()))).toList(),
                classes.stream().mapToInt(Classifier.Classes::tokens).sum());
    }

    private static float[] floats(double[] values) {
        float[] out = new float[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) values[i];
        }
        return out;
    }
}
