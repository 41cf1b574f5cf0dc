package org.menura.generate.embed;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.tokenizer.EncodedPair;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.load.LoadedModel;
import org.menura.generate.session.Packs;
import org.menura.generate.session.PassKind;
import org.menura.model.ForwardBatch;
import org.menura.model.TextEncoder;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/** Scores pairs of texts with the classification head of an encoder. */
final class PairReranker implements Reranker {
    private final LoadedModel.Encoder loaded;

    PairReranker(LoadedModel.Encoder loaded) {
        this.loaded = loaded;
        boolean classifies = loaded.source().fields().texts("architectures").stream()
                .anyMatch(a -> a.endsWith("ForSequenceClassification"));
        if (!classifies) {
            throw new FormatException(loaded.source().path()
                    + " has no head that classifies pairs of texts (ForSequenceClassification), so it reranks nothing");
        }
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
        Tokenizer tokenizer = loaded.text().tokenizer();
        int most = Math.min(SentenceModules.window(loaded), loaded.model().contextLength());
        List<EncodedPair> pairs = documents.stream()
                .map(d -> EncodedPair.of(tokenizer, query, d, most))
                .toList();
        Double[] out = new Double[pairs.size()];
        Packs.of(pairs.stream().map(p -> p.ids().length).toList(), (some, kind) -> {
            double[] scores = scores(some.stream().map(pairs::get).toList(), kind, raw);
            for (int i = 0; i < scores.length; i++) {
                out[some.get(i)] = scores[i];
            }
        });
        return new Scores(
                Arrays.asList(out), pairs.stream().mapToInt(p -> p.ids().length).sum());
    }

    private double[] scores(List<EncodedPair> pairs, PassKind kind, boolean raw) {
        TextEncoder model = loaded.model();
        ForwardBatch step =
                ForwardBatch.whole(pairs.stream().map(EncodedPair::ids).toArray(int[][]::new));
        int[] types = pairs.stream()
                .map(EncodedPair::typeIds)
                .flatMapToInt(Arrays::stream)
                .toArray();
        ForwardBatch placed = model.placed(step).withTokenTypes(types);
        try (Backend.Scope _ = kind.scope(model.ops())) {
            @Nullable
            Tensor logits = model.outputs(model.encode(placed), placed).get("logits"); // [pairs, classes]
            if (logits == null) {
                throw new FormatException(loaded.source().path() + " has no logits, so it reranks nothing");
            }
            RerankScore score = RerankScore.of(loaded, logits.dim(1), raw);
            double[] out = new double[pairs.size()];
            for (int i = 0; i < out.length; i++) {
                out[i] = score.of(logits.rows(i, i + 1).toFloats());
            }
            return out;
        }
    }
}
