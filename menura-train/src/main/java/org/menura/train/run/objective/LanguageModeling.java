package org.menura.train.run.objective;

import java.util.List;
import java.util.function.Function;
import org.menura.data.Corpus;
import org.menura.data.Documents;
import org.menura.data.JsonReader;
import org.menura.data.Preference;
import org.menura.data.PreferenceEncoder;
import org.menura.data.TextTokenizer;
import org.menura.data.TokenDocument;
import org.menura.format.FormatException;
import org.menura.model.CausalModel;
import org.menura.train.data.Batch;
import org.menura.train.data.NextToken;
import org.menura.train.data.Pairs;
import org.menura.train.measure.Metric;
import org.menura.train.measure.PairAccuracy;
import org.menura.train.measure.PerplexityMetric;
import org.menura.train.measure.Predictions;
import org.menura.train.objective.Dpo;
import org.menura.train.schema.DataSource;
import org.menura.train.setup.ExampleSources;
import org.menura.train.setup.RunContext;
import org.menura.train.setup.TrainingData;
import org.menura.train.task.DecoderPredictor;
import org.menura.train.task.Predictor;
import org.menura.train.task.PreferenceTask;

/** Examples and metrics of language models, which several objectives share. */
public final class LanguageModeling {
    private LanguageModeling() {}

    /**
     * Makes the metric of a language model on held-out texts, conversations or preferences; see {@link #nextTokens}.
     */
    public static Metric of(RunContext run, DataSource source, TrainingData data, boolean whole, boolean answers) {
        return switch (source.format()) {
            case "text", "jsonl" -> perplexity(run, source);
            case "chat" ->
                predictions(run, new DecoderPredictor(run.reader()), nextTokens(data, whole, answers), Batch::join);
            case "preference" -> {
                CausalModel model = run.decoder();
                yield new PairAccuracy(pairs(data).examples(), pair -> {
                    Dpo.Logps both = PreferenceTask.logps(
                            run.text().reader(model, run.student().senses()), pair);
                    return new double[] {both.chosen()[0], both.rejected()[0]};
                });
            }
            default -> throw refused(run, source);
        };
    }

    /** The error about held-out data of which an objective can measure nothing. */
    private static FormatException refused(RunContext run, DataSource source) {
        return new FormatException(
                "data of the format %s is no held-out data of the objective %s; name evaluation.format, or take"
                                .formatted(source.format(), run.name())
                        + " evaluation.check for prompts");
    }

    /** Requires held-out data of one of some formats, and throws for others. */
    public static void require(RunContext run, DataSource source, List<String> formats) {
        if (!formats.contains(source.format())) {
            throw refused(run, source);
        }
    }

    private static Metric perplexity(RunContext run, DataSource source) {
        TextTokenizer encoder = new TextTokenizer(
                run.text().tokenizer(), true, run.text().tokenizer().eos().isPresent());
        return new PerplexityMetric(run.decoder(), source.paths(), TrainingData.reader(source), encoder, run.length());
    }

    /** Makes the metric of a model's predictions on held-out examples. */
    public static <B> Predictions<B> predictions(
            RunContext run, Predictor<B> predictor, ExampleSources<B> examples, Function<List<B>, B> join) {
        return new Predictions<>(predictor, run.ops(), examples.examples(), run.sequences(), join);
    }

    /**
     * Makes examples of next-token prediction.
     *
     * @param whole whether a document stays in one sequence
     * @param answers whether only what an assistant says is learned of conversations
     */
    public static ExampleSources<Batch> nextTokens(TrainingData data, boolean whole, boolean answers) {
        return data.examples(s -> {
            Documents documents = s.format().equals("chat") ? data.chats(s, answers) : data.texts(s, true, true);
            return new NextToken(documents, data.packing(documents, whole), s.augmentation());
        });
    }

    /** Makes examples of preference pairs: a chosen answer, then the rejected one. */
    public static ExampleSources<Batch> pairs(TrainingData data) {
        return data.examples(s -> {
            PreferenceEncoder encoder = data.answers();
            Function<Preference, List<TokenDocument>> encode = encoder::documents;
            Corpus<Preference> corpus = new Corpus<>(TrainingData.files(s), JsonReader.preferences());
            return new Pairs(
                    data.documents(s, 2, true, "preferences", corpus, encode), data.length(), s.augmentation());
        });
    }
}
