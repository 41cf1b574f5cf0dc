package org.menura.train.run;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.menura.data.IndexedJson;
import org.menura.data.PreferenceEncoder;
import org.menura.data.RolloutPrompt;
import org.menura.data.TextTokenizer;
import org.menura.data.TokenDocument;
import org.menura.format.FormatException;
import org.menura.generate.session.Prompt;
import org.menura.model.CausalModel;
import org.menura.model.EncoderDecoder;
import org.menura.model.multimodal.MultimodalModel;
import org.menura.tensor.Backend;
import org.menura.train.data.Batch;
import org.menura.train.data.Seq2SeqBatch;
import org.menura.train.measure.ClassScores;
import org.menura.train.measure.EntityScores;
import org.menura.train.measure.Metric;
import org.menura.train.measure.PairAccuracy;
import org.menura.train.measure.PerplexityMetric;
import org.menura.train.measure.Predictions;
import org.menura.train.measure.RewardMetric;
import org.menura.train.media.Augmentation;
import org.menura.train.objective.Dpo;
import org.menura.train.perceive.MediaEmbedder;
import org.menura.train.recipe.DataSource;
import org.menura.train.recipe.Options;
import org.menura.train.recipe.Recipe;
import org.menura.train.rl.Prompts;
import org.menura.train.rl.Rewards;
import org.menura.train.rl.Rollouts;
import org.menura.train.task.BatchReader;
import org.menura.train.task.DecoderPredictor;
import org.menura.train.task.PreferenceTask;
import org.menura.train.task.RewardTask;

/** What is measured on held-out data, by a recipe's objective and the data's format. */
record RunMeasures(Recipe recipe, TrainedModel student, RunText text) {
    /**
     * The measure of some held-out files.
     *
     * @param source the files and how they are laid out
     * @param data the same, to make examples of
     */
    Metric of(DataSource source, RunData data) {
        String objective = recipe.objective().text("name");
        return switch (source.format()) {
            case "tags" -> new EntityScores(batches(data.classes(student.labels()), objective), student.labels());
            case "labelled" ->
                new ClassScores(
                        batches(data.classes(student.labels()), objective),
                        student.labels().size());
            case "pairs" -> rewriting(data);
            case "preference" -> preference(data);
            case "image-text" -> RunImages.measure(recipe, student, text, data);
            case "text", "jsonl" ->
                switch (objective) {
                    case "masked-lm" ->
                        batches(data.masked((float) recipe.objective().number("mask_rate")), objective);
                    case "span-corruption" -> rewriting(data);
                    default -> surprise(source);
                };
            case "chat" -> {
                if (objective.equals(RunOutputs.NAME)) {
                    yield RunOutputs.measure(recipe, student, text, data);
                }
                CausalModel model = student.as(CausalModel.class, objective);
                yield new Predictions<>(
                        new DecoderPredictor(text.reader(model, student.senses())),
                        student.ops(),
                        data.nextTokens().examples(),
                        perBatch(),
                        Batch::join);
            }
            default ->
                throw new FormatException("data of the format %s is no held-out data; name evaluation.format, or take"
                                .formatted(source.format())
                        + " evaluation.check for prompts");
        };
    }

    private int perBatch() {
        return Math.toIntExact(recipe.batch().whole("sequences"));
    }

    private Predictions<Batch> batches(RunSources<Batch> sources, String objective) {
        return new Predictions<>(
                RunPredictors.ofBatches(student, objective),
                student.ops(),
                sources.examples(),
                perBatch(),
                Batch::join);
    }

    private Metric rewriting(RunData data) {
        String objective = recipe.objective().text("name");
        EncoderDecoder model = student.as(EncoderDecoder.class, objective);
        return new Predictions<>(
                RunPredictors.ofPairs(student, objective),
                student.ops(),
                RunData.rewriting(data, recipe.objective(), model).examples(),
                perBatch(),
                Seq2SeqBatch::join);
    }

    private Metric surprise(DataSource source) {
        TextTokenizer encoder =
                new TextTokenizer(text.tokenizer(), true, text.tokenizer().eos().isPresent());
        int length = Math.toIntExact(recipe.batch().whole("length"));
        return new PerplexityMetric(
                student.as(CausalModel.class, "evaluation"), source.paths(), RunData.reader(source), encoder, length);
    }

    private Metric preference(RunData data) {
        CausalModel model = student.as(CausalModel.class, "evaluation");
        boolean scores = recipe.objective().text("name").equals("reward");
        Function<Batch, double[]> worth =
                scores ? b -> scores(model, b) : b -> logps(text.reader(model, student.senses()), b);
        return new PairAccuracy(data.pairs().examples(), worth);
    }

    private static double[] scores(CausalModel model, Batch pair) {
        Backend ops = model.ops();
        try (Backend.Scope _ = ops.scope()) {
            float[] both = RewardTask.scores(model, pair).toFloats();
            return new double[] {both[0], both[1]};
        }
    }

    private static double[] logps(BatchReader model, Batch pair) {
        Dpo.Logps both = PreferenceTask.logps(model, pair);
        return new double[] {both.chosen()[0], both.rejected()[0]};
    }

    /** Prompts that the model answers, and a program's verdict. */
    Metric check(Options check) {
        IndexedJson<RolloutPrompt> records = IndexedJson.prompts(check.paths("path"), check.text("field"));
        PreferenceEncoder encoder = RunPolicy.encoder(text, student);
        List<Prompts.Prompt> prompts = new ArrayList<>();
        for (long i = 0; i < Math.min(records.count(), check.whole("limit")); i++) {
            prompts.add(RunPolicy.prompt(records.get(i), encoder));
        }
        if (prompts.isEmpty()) {
            throw new FormatException("%s holds no prompt to check".formatted(check.paths("path")));
        }
        Rollouts rollouts = new Rollouts(
                student.as(CausalModel.class, "evaluation"),
                text.tokenizer(),
                RunPolicy.endIds(text.tokenizer()),
                Math.toIntExact(check.whole("length")),
                check.number("temperature"));
        MultimodalModel senses = student.senses();
        Augmentation looks = recipe.allData().getFirst().augmentation().plain();
        Function<TokenDocument, @Nullable Prompt> shown =
                senses == null ? _ -> null : d -> new MediaEmbedder(senses, text.media()).prompt(d, looks);
        return new RewardMetric(rollouts, prompts, shown, Rewards.of(check.texts("rewards")), check.whole("seed"));
    }
}
